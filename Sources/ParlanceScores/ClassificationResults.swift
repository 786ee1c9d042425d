/// What a model said of texts whose labels are known, one of them or several.
public struct ClassificationResults: Sendable {
  /// The labels that the texts really have.
  public let truth: TrueLabels
  /// The labels that were predicted, by text; none of them twice.
  public let predictions: [[Int]]
  /// By text: the probability of each label that the model knows; nil where only labels are known.
  public let probabilities: [[Double]]?
  /// Where the rows are too many to be kept, by text: the probabilities of the labels that were predicted
  /// and of those that are true.
  let summary: [(predicted: Double, truth: Double)]?
  /// Whether a text may have any number of labels.
  public let isMultiLabel: Bool

  /// Each text's one label by its index.
  public init(truth: TrueLabels, predictions: [Int]) {
    self.init(truth, predictions.map { [$0] }, nil, isMultiLabel: false)
  }

  /// The likeliest label of each text, of equally likely ones the first.
  public init(truth: TrueLabels, probabilities: [[Double]]) {
    self.init(
      truth,
      probabilities.map { [Self.likeliest($0)] }, probabilities, isMultiLabel: false)
  }

  /// One label of each text, told from its probabilities by another rule than the first of the likeliest.
  public init(truth: TrueLabels, probabilities: [[Double]], predictions: [Int]) {
    self.init(truth, predictions.map { [$0] }, probabilities, isMultiLabel: false)
  }

  /// The likeliest label of each text from rows that come one by one and are not kept: all scores but
  /// those that need every probability, which are `rocAUC` and `averagePrecision`.
  ///
  /// - `row`: gives the probabilities of a text; the texts are asked for in their order.
  public init(truth: TrueLabels, row: (Int) -> [Double]) {
    var predictions: [[Int]] = []
    var summary: [(predicted: Double, truth: Double)] = []
    for (text, label) in truth.single.enumerated() {
      let row = row(text)
      let best = Self.likeliest(row)
      predictions.append([best])
      summary.append((row[best], label < row.count ? row[label] : 0))
    }
    self.init(truth, predictions, nil, isMultiLabel: false, summary: summary)
  }

  /// Of equally likely labels the first; NaN is never greater, so that the first label stands then.
  private static func likeliest(_ row: [Double]) -> Int {
    row.indices.reduce(0) { row[$1] > row[$0] ? $1 : $0 }
  }

  /// The labels of each text whose probability is at least the label's threshold.
  public init(truth: TrueLabels, probabilities: [[Double]], thresholds: [Double]) {
    guard thresholds.count == truth.knownCount else {
      fatalError(
        "ClassificationResults: expected \(truth.knownCount) thresholds, found \(thresholds.count)")
    }
    self.init(
      truth,
      probabilities.map { row in
        zip(row, thresholds).enumerated().filter { $1.0 >= $1.1 }.map(\.offset)
      }, probabilities, isMultiLabel: true)
  }

  private init(
    _ truth: TrueLabels, _ predictions: [[Int]], _ probabilities: [[Double]]?, isMultiLabel: Bool,
    summary: [(predicted: Double, truth: Double)]? = nil
  ) {
    self.summary = summary
    let count = truth.indices.count
    guard predictions.count == count else {
      fatalError(
        "ClassificationResults: expected results of \(count) texts, found \(predictions.count)")
    }
    if let row = probabilities?.first(where: { $0.count != truth.knownCount }) {
      fatalError(
        "ClassificationResults: expected probabilities of \(truth.knownCount) labels, found "
          + "\(row.count)")
    }
    if let label = predictions.joined().first(where: { !truth.names.indices.contains($0) }) {
      fatalError(
        "ClassificationResults: expected labels below \(truth.names.count), found \(label)")
    }
    if !isMultiLabel { _ = truth.single }
    (self.truth, self.predictions) = (truth, predictions)
    (self.probabilities, self.isMultiLabel) = (probabilities, isMultiLabel)
  }

  /// How often each label was there and was predicted.
  public var counts: LabelCounts {
    counts(of: Array(predictions.indices))
  }

  /// The same of some of the texts.
  func counts(of texts: [Int]) -> LabelCounts {
    var counts = LabelCounts(labelCount: truth.names.count)
    for text in texts { counts.add(truth: truth.indices[text], predicted: predictions[text]) }
    return counts
  }

  /// What the model said of some of the texts, by their places.
  public func selecting(_ texts: [Int]) -> ClassificationResults {
    ClassificationResults(
      truth.selecting(texts), texts.map { predictions[$0] },
      probabilities.map { rows in texts.map { rows[$0] } }, isMultiLabel: isMultiLabel,
      summary: summary.map { rows in texts.map { rows[$0] } })
  }

  /// The mean of the labels' F1: `ClassificationScores.macroF1`.
  public var macroF1: Double {
    let counts = counts
    return counts.macro(over: meanLabels(counts)).f1
  }

  /// Whether each text got its labels and no other.
  public var isRight: [Bool] { zip(truth.indices, predictions).map { $0 == $1 } }

  /// What was taken for what; nil where texts may have several labels.
  public var confusion: ConfusionMatrix? {
    isMultiLabel
      ? nil
      : ConfusionMatrix(
        labels: truth.names, truth: truth.single, predicted: predictions.map { $0[0] })
  }

  /// The labels over which means are taken: with one label a text those that are there or were
  /// predicted, else all.
  func meanLabels(_ counts: LabelCounts) -> [Int] {
    isMultiLabel ? Array(truth.names.indices) : counts.seenLabels
  }

  /// Scores of samples of the texts; the same seed draws the same texts for every model.
  func bootstrap(
    _ bootstrap: Bootstrap
  ) -> (accuracy: [Double], macroF1: [Double], microF1: [Double]) {
    // One label a text needs no lists of them, which takes a fifth of the time.
    let single =
      isMultiLabel ? nil : (truth: truth.single, predicted: predictions.map { $0[0] })
    var scores: (accuracy: [Double], macroF1: [Double], microF1: [Double]) = ([], [], [])
    for sample in 0..<bootstrap.sampleCount {
      var counts = LabelCounts(labelCount: truth.names.count)
      for item in bootstrap.items(ofSample: sample) {
        if let single {
          counts.add(truth: single.truth[item], predicted: single.predicted[item])
        } else {
          counts.add(truth: truth.indices[item], predicted: predictions[item])
        }
      }
      scores.accuracy.append(counts.accuracy)
      scores.macroF1.append(counts.macro(over: meanLabels(counts)).f1)
      scores.microF1.append(counts.micro.f1)
    }
    return scores
  }
}
