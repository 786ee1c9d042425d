import ParlanceHosting

/// What a server listens to, and how much it takes on.
public struct ServerConfiguration: Sendable {
  /// The address that it listens on.
  public var host = "127.0.0.1"
  /// The port; 0 for any that is free.
  public var port = 8080
  /// What clients must send as `Authorization: Bearer …`; nil for nothing.
  public var apiKey: String?
  /// What each model takes on.
  public var limits = HostLimits()
  /// Bytes of a request's body.
  public var bodyBytes = 2 << 20
  /// Texts of a request.
  public var inputs = 256
  /// Tokens that a completion may have.
  public var completionTokens = 4096
  /// Connections at a time; others wait until one is closed.
  public var connections = 16384
  /// Seconds after which a connection without a request is closed, or whose client does not read its answer.
  public var idleSeconds = 60
  /// Seconds in which a request must have arrived whole.
  public var requestSeconds = 30
  /// Seconds that requests have to end in when the server is stopped.
  public var drainSeconds = 30

  /// Creates the defaults.
  public init() {}

  /// Texts of the greatest length that a request may have written, each prefix of a beam search one of them.
  static let fullTexts = 16

  /// Throws where a request has more written than is allowed in all.
  ///
  /// - `name`: the field that is to be made smaller.
  func checkWritten(_ name: String, tokens: Int) throws {
    let most = Self.fullTexts * completionTokens
    if tokens > most {
      throw APIError.outOfRange(
        name, expected: "at most \(most) tokens of all texts and beams together",
        found: "\(tokens)")
    }
  }

  /// Whether a request with such an `Authorization` is from someone who may ask.
  func admits(_ authorization: String?) -> Bool {
    guard let apiKey else { return true }
    // The name of the scheme has no case (RFC 9110, 11.1).
    let scheme = "Bearer "
    let said = authorization ?? ""
    guard said.prefix(scheme.count).lowercased() == scheme.lowercased() else { return false }
    let (given, wanted) = (Array(said.dropFirst(scheme.count).utf8), Array(apiKey.utf8))
    // All bytes are looked at, so that the time says nothing of the key.
    var difference = given.count ^ wanted.count
    for (place, byte) in wanted.enumerated() {
      difference |= Int(byte ^ (place < given.count ? given[place] : 0))
    }
    return difference == 0
  }
}
