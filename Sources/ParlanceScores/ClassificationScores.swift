/// The scores of a classifier on some texts, as they are printed.
public struct ClassificationScores: Codable, Sendable, Equatable {
  /// The share of texts that got their labels and no other.
  public var accuracy: Double
  /// The means over the labels: of those that are there or were predicted, or, where a text may have
  /// several, of all.
  public var macroPrecision: Double
  public var macroRecall: Double
  public var macroF1: Double
  /// Over all decisions together.
  public var microPrecision: Double
  public var microRecall: Double
  public var microF1: Double
  /// The means over the labels, weighted with how often each is there.
  public var weightedF1: Double
  /// The mean of −ln p, in nats: `ClassificationResults.logLoss`.
  public var logLoss: Double?
  /// The share of wrong decisions over all texts and labels; where a text may have several labels.
  public var hammingLoss: Double?
  /// `ClassificationResults.rocAUC`.
  public var rocAUC: Double?
  /// `ClassificationResults.averagePrecision`.
  public var averagePrecision: Double?
  /// `Reliability.expectedCalibrationError`.
  public var calibrationError: Double?
  /// How far confidences can be trusted, in bins.
  public var reliability: Reliability?
  /// Texts.
  public var texts: Int
  /// The labels over which the means are taken.
  public var labels: [String: LabelScore]
  /// Labels that are there and that the model does not know: each is an error.
  public var unseenLabels: [String]?
  /// What was taken for what, with one label a text.
  public var confusion: ConfusionMatrix?
  /// Where the scores of 95 of 100 such sets of texts lie; nil without texts or samples.
  public var intervals: Intervals?

  /// 95 % intervals by the bootstrap.
  public struct Intervals: Codable, Sendable, Equatable {
    public let accuracy: ConfidenceInterval
    public let macroF1: ConfidenceInterval
    public let microF1: ConfidenceInterval
  }

  /// Scores results.
  ///
  /// - `samples`: of the bootstrap; 0 for no intervals.
  public init(_ results: ClassificationResults, samples: Int = 1000, seed: UInt64 = 1) {
    let counts = results.counts
    let meanLabels = results.meanLabels(counts)
    let (macro, micro) = (counts.macro(over: meanLabels), counts.micro)
    accuracy = counts.accuracy
    (macroPrecision, macroRecall, macroF1) = (macro.precision, macro.recall, macro.f1)
    (microPrecision, microRecall, microF1) = (micro.precision, micro.recall, micro.f1)
    weightedF1 = counts.weighted(over: meanLabels).f1
    logLoss = results.logLoss
    hammingLoss = results.isMultiLabel ? counts.hammingLoss : nil
    rocAUC = results.rocAUC
    averagePrecision = results.averagePrecision
    reliability = results.reliability()
    calibrationError = reliability?.expectedCalibrationError
    texts = counts.itemCount
    let names = results.truth.names
    // Two names may differ in their scalars alone, which a dictionary's keys do not show.
    labels = Dictionary(
      meanLabels.map { (names[$0], counts.score(of: $0)) }, uniquingKeysWith: { first, _ in first })
    unseenLabels = results.truth.unseen.isEmpty ? nil : results.truth.unseen
    confusion = results.confusion
    if samples > 0 && texts > 0 {
      let scores = results.bootstrap(
        Bootstrap(itemCount: texts, sampleCount: samples, seed: seed))
      intervals = Intervals(
        accuracy: ConfidenceInterval(percentilesOf: scores.accuracy),
        macroF1: ConfidenceInterval(percentilesOf: scores.macroF1),
        microF1: ConfidenceInterval(percentilesOf: scores.microF1))
    }
  }
}
