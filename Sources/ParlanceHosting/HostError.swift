import ParlanceSystem

/// Why a model did not answer.
public enum HostError: Error, Sendable, Equatable, CustomStringConvertible {
  /// More wait already than may.
  case queueFull(limit: Int)
  /// The model did not come to it in time.
  case expired(seconds: Double)
  /// The model cannot do what was asked.
  case unsuited(HostedModel.Ability, found: [HostedModel.Ability])
  /// The text has more tokens than may be asked about at once.
  case tooLong(tokens: Int, limit: Int)
  /// What was asked for does not exist or cannot be.
  case refused(SettingProblem)
  /// A word has no vector.
  case unknownWord(String)

  public var description: String {
    switch self {
    case .queueFull(let limit): "\(limit) requests wait for the model already; ask again later"
    case .expired(let seconds): "the model did not come to this request within \(seconds) seconds"
    case .unsuited(let ability, let found):
      "the model cannot \(ability.rawValue); it can "
        + found.map(\.rawValue).joined(separator: ", ")
    case .tooLong(let tokens, let limit):
      "expected at most \(limit) tokens, found \(tokens == limit + 1 ? "more" : "\(tokens)")"
    case .refused(let problem): "\(problem)"
    case .unknownWord(let word): "\(word) has no vector"
    }
  }
}

/// How much a host takes on.
public struct HostLimits: Sendable {
  /// Requests that may wait.
  public var queueLength = 512
  /// Seconds after which a request that still waits is given up.
  public var patience = 30.0
  /// Texts that go together at most.
  public var batchSize = 32
  /// Bytes of texts that go together at most; one text goes in any case.
  public var batchBytes = 1 << 15
  /// Tokens of a text.
  public var textLength = 4096

  /// Creates the defaults.
  public init() {}
}
