import Foundation

/// How good a model is on some data: a mean loss, and scores by name.
///
/// What training is for is one of them: the loss, or the score that decides.
public struct Evaluation: Sendable, Equatable {
  /// The mean loss: in nats where it is a cross-entropy.
  public var loss: Double
  /// Whether the loss is a cross-entropy, so that e to it is a perplexity.
  public var isCrossEntropy: Bool
  /// Tokens, or texts, that the loss is the mean of.
  public var tokens: Int
  /// Scores by name, greater being better: accuracy, F1, BLEU.
  public var scores: [String: Double]
  /// The name of the score that decides which model is the best; nil where the loss does.
  public var deciding: String?
  /// The name of the score that is shown where the loss decides; nil for none.
  public var shown: String?

  /// Of a model that there is nothing to measure by.
  public static let unmeasured = Evaluation(totalLoss: 0, tokens: 1, isCrossEntropy: false)

  /// Creates an evaluation from a sum of losses.
  ///
  /// - `deciding`, `shown`: names of scores that are there; traps for any other.
  public init(
    totalLoss: Double, tokens: Int, isCrossEntropy: Bool = true, scores: [String: Double] = [:],
    deciding: String? = nil, shown: String? = nil
  ) {
    for name in [deciding, shown] {
      guard let name, scores[name] == nil else { continue }
      fatalError("Evaluation: no score \(name) among \(scores.keys.sorted())")
    }
    loss = tokens == 0 ? 0 : totalLoss / Double(tokens)
    self.tokens = tokens
    (self.isCrossEntropy, self.scores) = (isCrossEntropy, scores)
    (self.deciding, self.shown) = (deciding, shown)
  }

  /// The loss, in nats a token or text.
  public var crossEntropy: Double { loss }

  /// e to the loss.
  public var perplexity: Double { Double.exp(loss) }

  /// The score that decides; nil where the loss does.
  public var decidingScore: Double? { deciding.flatMap { scores[$0] } }

  /// The score that stands for the model: that which decides, or else that which is shown.
  public var shownScore: Double? { decidingScore ?? shown.flatMap { scores[$0] } }

  /// The name of a score as people write it: "macro F1" of `macroF1`.
  public static func title(_ name: String) -> String {
    name.reduce(into: "") { title, letter in
      let begins = letter.isUppercase && title.last.map { !$0.isUppercase } ?? false
      title += (begins ? " " : "") + (begins && letter != "F" ? letter.lowercased() : "\(letter)")
    }
  }

  /// What training lowers: the negative of the score that decides, else the loss.
  public var objective: Double { decidingScore.map { -$0 } ?? loss }

  /// Whether the model can be trusted at all: a loss beyond what e can be raised to has run away.
  public var isSound: Bool { abs(loss) < 709 && !objective.isNaN }

  /// Whether this is nearer to what training is for. A few texts often give the same score: then the
  /// lower loss is the better.
  func isBetter(than other: Evaluation) -> Bool {
    (objective, loss) < (other.objective, other.loss)
  }
}

extension Evaluation: Codable {
  private enum CodingKeys: String, CodingKey {
    case loss, crossEntropy, perplexity, tokens, scores, deciding, shown
    // Of version 0.1.
    case score, lossDecides
  }

  /// A cross-entropy is written under its name, with its perplexity; another loss as `loss`.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(loss, forKey: isCrossEntropy ? .crossEntropy : .loss)
    if isCrossEntropy, perplexity.isFinite { try values.encode(perplexity, forKey: .perplexity) }
    try values.encode(tokens, forKey: .tokens)
    if !scores.isEmpty { try values.encode(scores, forKey: .scores) }
    try values.encodeIfPresent(deciding, forKey: .deciding)
    try values.encodeIfPresent(shown, forKey: .shown)
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let crossEntropy = try values.decodeIfPresent(Double.self, forKey: .crossEntropy)
    isCrossEntropy = crossEntropy != nil
    loss = try crossEntropy ?? values.decode(Double.self, forKey: .loss)
    tokens = try values.decode(Int.self, forKey: .tokens)
    scores = try values.decodeIfPresent([String: Double].self, forKey: .scores) ?? [:]
    deciding = try values.decodeIfPresent(String.self, forKey: .deciding)
    shown = try values.decodeIfPresent(String.self, forKey: .shown)
    if let score = try values.decodeIfPresent(Double.self, forKey: .score) {
      scores["score"] = score
      let decides = try values.decodeIfPresent(Bool.self, forKey: .lossDecides) != true
      (deciding, shown) = decides ? ("score", nil) : (nil, "score")
    }
    if let deciding, scores[deciding] == nil { self.deciding = nil }
  }
}
