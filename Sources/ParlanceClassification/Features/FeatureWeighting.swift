/// What each feature of a bag counts.
public enum FeatureWeighting: String, Codable, Sendable, CaseIterable {
  /// 1 / n for each of a text's n features, as often as they occur: Joulin et al., *Bag of Tricks for
  /// Efficient Text Classification*, 2017.
  case mean
  /// (1 + ln count) · idf, divided by the Euclidean norm over the text's features of the same family:
  /// those of words, of shapes, of characters, and of words with vectors; times the family's strength.
  ///
  /// idf = 1 + ln((1 + n) / (1 + texts with the feature)) over n training texts; 0 for what training
  /// has not seen. Where cross-validation finds that it helps, times a power of how far the labels of
  /// texts with the feature are from those of all: see `LabelDivergences`.
  case tfidf
}
