import ParlanceText

/// What every classifier of texts can do.
public protocol TextClassifying {
  /// The labels that it tells apart.
  var labels: LabelSet { get }
  /// Whether a text may have several labels, or none; otherwise it has just one.
  var isMultiLabel: Bool { get }
  /// How likely each label is of each text: [texts][labels]; a row sums to 1 where a text has just
  /// one label.
  func probabilities(of texts: [String]) -> [[Double]]
}
