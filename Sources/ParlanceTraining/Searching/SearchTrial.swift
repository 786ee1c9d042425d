/// Some settings that were tried with a share of the full effort.
public struct SearchTrial: Codable, Sendable, Equatable {
  /// Which settings: counted from 0 in the order in which they were drawn.
  public let candidate: Int
  /// Which tournament the settings take part in, and its round, counted from 0.
  public let bracket: Int
  public let rung: Int
  /// The share of the full effort that was spent: of epochs, of seconds.
  public let share: Double
  /// The settings.
  public let values: [String: SearchValue]
  /// How good they are, greater being better; nil where training failed.
  public var score: Double?
  /// Seconds that it took.
  public var seconds: Double
  /// Why it failed.
  public var failure: String?
}

/// The trials of a search as a file has them.
struct SearchRecord: Codable, Equatable {
  let space: SearchSpace
  let rules: SuccessiveHalving.Rules
  var trials: [SearchTrial]
}
