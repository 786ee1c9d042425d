import Foundation
import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// What every classifier of texts can do.
///
/// ```swift
/// let classifier = try ModelKinds.classifier(at: "models/classifier")
/// print(classifier.predict("what a day!", count: 1))
/// ```
public protocol TextClassifying: StoredModel {
  /// The labels that it tells apart.
  var labels: LabelSet { get }
  /// Whether a text may have several labels, or none; otherwise it has just one.
  var isMultiLabel: Bool { get }
  /// Where a text may have any number of labels: the probability from which each label is given.
  var thresholds: [Double] { get }
  /// How likely each label is of each text: [texts][labels]; a row sums to 1 where a text has just
  /// one label.
  func probabilities(of texts: [String]) -> [[Double]]
  /// The likeliest labels of a text with their probabilities, as many as asked for at most.
  func predict(_ text: String, count: Int) -> [(label: String, probability: Double)]
  /// Of the probabilities of a text that has one label, the place of the label that it is given.
  func likeliest(of probabilities: [Double]) -> Int
  /// What each token of a text brings to a label.
  func contributions(to label: Int, of text: String) -> [TokenContribution]
  /// What the classifier says of texts whose labels are known.
  ///
  /// - Throws: `InputError` where a text has not as many labels as it may have.
  func results(on texts: LabelledTexts) throws -> ClassificationResults
}

extension TextClassifying {
  /// The labels of a text and their probabilities, the likeliest first.
  public func predict(_ text: String) -> [(label: String, probability: Double)] {
    predict(text, count: labels.count)
  }

  public func predict(_ text: String, count: Int) -> [(label: String, probability: Double)] {
    let row = probabilities(of: [text])[0]
    return row.indices.sorted { (row[$1], $0) < (row[$0], $1) }.prefix(count).map {
      (labels.names[$0], row[$0])
    }
  }

  public func likeliest(of probabilities: [Double]) -> Int {
    probabilities.indices.reduce(0) { probabilities[$1] > probabilities[$0] ? $1 : $0 }
  }

  public func results(on texts: LabelledTexts) throws -> ClassificationResults {
    try texts.checkLabels(isMultiLabel: isMultiLabel)
    return results(
      of: texts.items.map(\.text), truth: TrueLabels(texts.items.map(\.labels), known: labels))
  }

  /// What the classifier says of texts with these labels.
  func results(of texts: [String], truth: TrueLabels) -> ClassificationResults {
    results(truth, probabilities(of: texts))
  }

  /// What texts are given by their probabilities.
  func results(_ truth: TrueLabels, _ found: [[Double]]) -> ClassificationResults {
    isMultiLabel
      ? ClassificationResults(truth: truth, probabilities: found, thresholds: thresholds)
      : ClassificationResults(
        truth: truth, probabilities: found, predictions: found.map(likeliest))
  }
}

extension TextClassifying {
  /// Throws `InputError` where a model has learned none of the labels of texts: all would be wrong.
  ///
  /// - `file`: where the texts come from.
  public func checkKnows(_ texts: LabelledTexts, file: String?) throws {
    let known = Set(labels.names)
    let all = Set(texts.items.flatMap(\.labels))
    guard !all.isEmpty, all.isDisjoint(with: known) else { return }
    throw InputError(
      .badData, file: file,
      "the model knows none of the labels \(all.sorted().prefix(5).joined(separator: ", ")); it tells "
        + "apart \(labels.names.prefix(5).joined(separator: ", "))")
  }
}

extension ModelKinds {
  /// The kinds of classifiers of texts.
  public static let classifiers = ModelKinds().adding(TextClassifier.self)
    .adding(FastTextClassifier.self)

  /// Opens a classifier: a model directory, or a file of fastText (`.bin`, `.ftz`).
  ///
  /// - Throws: `InputError` that names the file and what does not fit in it.
  public static func classifier(at path: String) throws -> any TextClassifying {
    let folder = RunDirectory(path)
    let isFile =
      FileManager.default.fileExists(atPath: path)
      || [".bin", ".ftz", ".gz"].contains(where: path.hasSuffix)
    if !folder.isFolder, isFile { return try FastTextClassifier(path: path) }
    guard let found = try classifiers.model(in: folder) as? any TextClassifying else {
      fatalError("ModelKinds.classifiers: not all are classifiers")
    }
    return found
  }
}
