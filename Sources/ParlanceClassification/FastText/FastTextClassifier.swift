import Foundation
import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// A classifier as fastText makes it: one vector for a text, the mean of those of its words and n-grams,
/// and a row of output vectors for each label.
///
/// It reads texts and answers as fastText's own program does: words between blanks, `</s>` at the end,
/// labels in the same order. What that calls a probability is p + 1e-5, for hierarchical softmax the
/// product of such factors; `predict` gives these numbers, `probabilities(of:)` gives p.
///
/// ```swift
/// let classifier = try FastTextClassifier(path: "lid.176.ftz")
/// print(classifier.predict("quelle heure est-il ?", count: 3))
/// ```
///
/// Source: Joulin, Grave, Bojanowski and Mikolov 2016, "Bag of tricks for efficient text classification".
public struct FastTextClassifier: TextClassifying {
  /// The model as a file of fastText holds it.
  public let file: FastTextFile
  /// The labels without their prefix, in the file's order.
  public let labels: LabelSet
  /// Whether a text may have any number of labels, each by its own sigmoid.
  public var isMultiLabel = false
  /// Where a text may have any number of labels: the probability from which each is given.
  public var thresholds: [Double]
  /// The tables while they are trained.
  var network: FastTextNetwork?
  let tree: LabelTree?

  /// Reads a `.bin` or `.ftz` file.
  ///
  /// - Throws: `InputError` that names the file; one too where it holds no labels.
  public init(path: String) throws {
    let file = try FastTextFile(path: path)
    try file.checkFinite(path: path)
    try self.init(file, path: path)
  }

  /// Creates a classifier from a model.
  ///
  /// - `path`: the file that it comes from, for errors.
  /// - Throws: `InputError` where the model has no labels, or two that are the same.
  public init(_ file: FastTextFile, path: String? = nil) throws {
    guard file.arguments.model == .supervised else {
      throw InputError(
        .badData, file: path,
        "the model holds word vectors (\(file.arguments.model == .cbow ? "cbow" : "skip-gram")) and "
          + "no labels: `parlance vectors` reads it, `parlance classify` takes it by --vectors")
    }
    self.file = file
    labels = try Self.labels(of: file.dictionary, path: path)
    thresholds = [Double](repeating: 0.5, count: labels.count)
    tree =
      file.arguments.loss == .hierarchicalSoftmax
      ? LabelTree(counts: Array(file.dictionary.counts.suffix(labels.count))) : nil
  }

  /// The labels of a dictionary without their prefix.
  static func labels(of dictionary: FastTextDictionary, path: String? = nil) throws -> LabelSet {
    do {
      return try LabelSet(
        (0..<dictionary.labelCount).map { name(dictionary.label(at: $0)) })
    } catch let error as InputError {
      throw InputError(
        error.kind, file: path, "label \(error.line ?? 0) of the model: \(error.message)")
    }
  }

  private static func name(_ label: String) -> String {
    let prefix = FastTextDictionary.labelPrefix
    return label.hasPrefix(prefix) && label != prefix
      ? String(label.dropFirst(prefix.count)) : label
  }

  public func probabilities(of texts: [String]) -> [[Double]] {
    texts.map { text in
      let rows = file.rows(ofLine: text)
      let outputs = outputs(of: file.input.mean(of: rows)).map(Double.init)
      guard hasSigmoids, !isMultiLabel else { return outputs }
      // Each is a sigmoid of its own; a text has one label.
      let total = outputs.reduce(0, +)
      return outputs.map { total > 0 ? $0 / total : 1 / Double(labels.count) }
    }
  }

  /// The one that the program names: of labels that it gives the same number the last.
  public func likeliest(of probabilities: [Double]) -> Int {
    func score(_ label: Int) -> Float {
      FastTextRanking.logarithm(Float(probabilities[label]))
    }
    // Of a text without a word that it knows nothing is told.
    if probabilities.allSatisfy({ $0 == probabilities[0] }) { return 0 }
    return probabilities.indices.reduce(0) { score($1) >= score($0) ? $1 : $0 }
  }

  /// Whether each label has a sigmoid of its own.
  private var hasSigmoids: Bool {
    [.negativeSampling, .oneVersusAll].contains(file.arguments.loss)
  }

  /// What the classifier says of texts whose labels are known; where those have any number of labels and
  /// the model has a sigmoid for each, all labels above their thresholds.
  public func results(on texts: LabelledTexts) throws -> ClassificationResults {
    var own = self
    if file.arguments.loss == .oneVersusAll, texts.items.contains(where: { $0.labels.count != 1 }) {
      own.isMultiLabel = true
    }
    try texts.checkLabels(isMultiLabel: own.isMultiLabel)
    return own.results(
      of: texts.items.map(\.text), truth: TrueLabels(texts.items.map(\.labels), known: labels))
  }

  /// p of each label from a text's vector; of negative sampling each by its own sigmoid.
  private func outputs(of hidden: [Float]) -> [Float] {
    let scores = file.output.products(with: hidden)
    switch file.arguments.loss {
    case .softmax: return Self.softmax(scores)
    case .negativeSampling, .oneVersusAll: return scores.map(SigmoidTable.value)
    case .hierarchicalSoftmax:
      var found = [Float](repeating: 0, count: labels.count)
      forEachLeaf(scores, from: 1, step: *) { found[$1] = $0 }
      return found
    }
  }

  private static func softmax(_ scores: [Float]) -> [Float] {
    let greatest = scores.max() ?? 0
    let powers = scores.map { exp($0 - greatest) }
    let total = powers.reduce(0, +)
    // What is not finite comes from vectors of the file that are as good as infinite.
    return powers.map { total > 0 && total.isFinite ? $0 / total : 0 }
  }

  /// The likeliest labels of a text, with what fastText's program writes as their probabilities; none for
  /// a text without a known word, of hierarchical softmax none that is less likely than 1e-5.
  public func predict(_ text: String, count: Int) -> [(label: String, probability: Double)] {
    let rows = file.rows(ofLine: text)
    guard !rows.isEmpty, count > 0 else { return [] }
    let hidden = file.input.mean(of: rows)
    var ranking = FastTextRanking(limit: min(count, labels.count))
    if tree == nil {
      for (label, probability) in outputs(of: hidden).enumerated() {
        let score = FastTextRanking.logarithm(probability)
        if !ranking.isBeaten(score) { ranking.add(score, label) }
      }
    } else {
      rank(file.output.products(with: hidden), &ranking)
    }
    return ranking.sorted().map { (labels.names[$0.label], Double(exp($0.score))) }
  }

  private func rank(_ scores: [Float], _ ranking: inout FastTextRanking) {
    let least = FastTextRanking.logarithm(0)
    forEachLeaf(scores, from: 0) {
      $0 + FastTextRanking.logarithm($1)
    } where: { score in
      score >= least && !ranking.isBeaten(score)
    } body: { score, label in
      ranking.add(score, label)
    }
  }

  /// Walks the tree, the left branch first.
  private func forEachLeaf(
    _ scores: [Float], from start: Float, step: (Float, Float) -> Float,
    where isWanted: (Float) -> Bool = { _ in true }, body: (Float, Int) -> Void
  ) {
    guard let tree else { return }
    var open = [(score: start, node: tree.root)]
    while let (score, node) = open.popLast() {
      guard isWanted(score) else { continue }
      guard node >= tree.count else {
        body(score, node)
        continue
      }
      let inner = node - tree.count
      let right = 1 / (1 + exp(-scores[inner]))
      open.append((step(score, right), tree.right[inner]))
      open.append((step(score, 1 - right), tree.left[inner]))
    }
  }
}

/// σ(x) from a table, as fastText's program has it.
private enum SigmoidTable {
  private static let values: [Float] = (0...512).map { index in
    let x = Float(index * 16) / 512 - 8
    return Float(1 / (1 + Double(exp(-x))))
  }

  static func value(_ x: Float) -> Float {
    // NaN comes from vectors of the file that are as good as infinite.
    guard x >= -8 else { return 0 }
    guard x <= 8 else { return 1 }
    return values[Int((x + 8) * 512 / 8 / 2)]
  }
}
