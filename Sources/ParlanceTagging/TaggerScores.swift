import ParlanceScores
import ParlanceTraining

/// The scores of a tagger on some sentences, as they are printed.
public struct TaggerScores: Encodable, Sendable, Equatable {
  /// The share of tokens that got their tag.
  public var accuracy: Double
  /// Tokens.
  public var tokens: Int
  /// Sentences.
  public var sentences: Int
  /// Nats a token: of each tag, or with a field of the sentences' tags; of tags that the model knows.
  public var crossEntropy: Double
  /// Tokens whose word was not learned.
  public var unknownTokens: Int
  /// The share of them that got their tag.
  public var unknownAccuracy: Double
  /// As `conlleval` counts, over all types; nil for tags that mark no entities.
  public var entityF1: Double?
  public var entityPrecision: Double?
  public var entityRecall: Double?
  /// By type.
  public var entities: [String: LabelScore]?
  /// The mean of the tags' F1.
  public var macroF1: Double
  /// By tag.
  public var labels: [String: LabelScore]
  /// What tag was taken for what.
  public var confusion: ConfusionMatrix
  /// Tags that are there and that the model does not know: each is an error.
  public var unseenTags: [String]?
  /// Where the scores of 95 of 100 such sets of sentences lie.
  public var intervals: Intervals?

  /// 95 % intervals by the bootstrap over sentences.
  public struct Intervals: Codable, Sendable, Equatable {
    public let accuracy: ConfidenceInterval
    public let entityF1: ConfidenceInterval?
  }

  private enum CodingKeys: String, CodingKey {
    case accuracy, tokens, sentences, crossEntropy, unknownTokens, unknownAccuracy
    case entityF1, entityPrecision, entityRecall, entities, macroF1, labels, confusion, unseenTags
    case intervals
  }

  /// Writes all scores, null for an `entityF1` that there is not.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(accuracy, forKey: .accuracy)
    try values.encode(tokens, forKey: .tokens)
    try values.encode(sentences, forKey: .sentences)
    try values.encode(crossEntropy, forKey: .crossEntropy)
    try values.encode(unknownTokens, forKey: .unknownTokens)
    try values.encode(unknownAccuracy, forKey: .unknownAccuracy)
    // Not left out, so that a reader finds it in every case.
    try values.encode(entityF1, forKey: .entityF1)
    try values.encodeIfPresent(entityPrecision, forKey: .entityPrecision)
    try values.encodeIfPresent(entityRecall, forKey: .entityRecall)
    try values.encodeIfPresent(entities, forKey: .entities)
    try values.encode(macroF1, forKey: .macroF1)
    try values.encode(labels, forKey: .labels)
    try values.encode(confusion, forKey: .confusion)
    try values.encodeIfPresent(unseenTags, forKey: .unseenTags)
    try values.encodeIfPresent(intervals, forKey: .intervals)
  }
}
