/// What a search for settings has found.
public struct SearchReport: Encodable, Sendable {
  /// Spent on trials.
  public let seconds: Double
  /// The settings that were chosen; none where the defaults are the best.
  public let best: [String: SearchValue]
  /// All that was tried, in order.
  public let trials: [SearchTrial]

  init(_ search: SuccessiveHalving) {
    (best, trials) = (search.best?.values ?? [:], search.trials)
    seconds = search.seconds
  }
}

/// What several trainings of one model end with; in JSON their reports stand beside that of the model.
public struct TrainingReport<Score: RunScore, Details: Encodable & Sendable>: Encodable, Sendable {
  /// Of the model that was kept.
  public var report: RunReport<Score, Details>
  /// Of the search for its settings.
  public var search: SearchReport?
  /// Of the runs with several seeds.
  public var runs: SeedRunsReport?

  /// Creates a report.
  public init(
    _ report: RunReport<Score, Details>, search: SearchReport? = nil, runs: SeedRunsReport? = nil
  ) {
    (self.report, self.search, self.runs) = (report, search, runs)
  }

  private enum CodingKeys: CodingKey { case autotune, runs }

  public func encode(to encoder: any Encoder) throws {
    try report.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(search, forKey: .autotune)
    try container.encodeIfPresent(runs, forKey: .runs)
  }
}
