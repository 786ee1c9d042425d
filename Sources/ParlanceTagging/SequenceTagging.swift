import ParlanceText

/// What every tagger of tokens can do.
public protocol SequenceTagging {
  /// The tags that it tells apart.
  var tags: LabelSet { get }
  /// The tags of each sentence's tokens: [sentences][tokens].
  func tags(of sentences: [[String]]) -> [[String]]
}
