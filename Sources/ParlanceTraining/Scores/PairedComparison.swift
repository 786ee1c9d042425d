/// Whether one model is better than another on the same texts.
///
/// The differences are those on the same samples of the texts for both (`Bootstrap`).
public struct PairedComparison: Codable, Sendable, Equatable {
  /// The first model's score less the second's.
  public struct Difference: Codable, Sendable, Equatable {
    public let value: Double
    /// Where it lies in 95 of 100 such sets of texts.
    public let interval: ConfidenceInterval
    /// How likely there is none: `Bootstrap.pValue(ofDifferences:)`.
    public let pValue: Double
  }

  public let accuracy: Difference
  public let macroF1: Difference
  public let microF1: Difference
  /// On which model has each text right.
  public let mcNemar: McNemar

  /// Compares two models; traps where they were not run on as many texts, or on none.
  public init(
    _ first: ClassificationResults, _ second: ClassificationResults, samples: Int = 1000,
    seed: UInt64 = 1
  ) {
    let (a, b) = (first.counts, second.counts)
    guard a.itemCount == b.itemCount else {
      fatalError("PairedComparison: expected \(a.itemCount) texts, found \(b.itemCount)")
    }
    let bootstrap = Bootstrap(itemCount: a.itemCount, sampleCount: samples, seed: seed)
    let (x, y) = (first.bootstrap(bootstrap), second.bootstrap(bootstrap))
    func difference(_ value: Double, _ first: [Double], _ second: [Double]) -> Difference {
      let differences = zip(first, second).map { $0 - $1 }
      return Difference(
        value: value, interval: ConfidenceInterval(percentilesOf: differences),
        pValue: Bootstrap.pValue(ofDifferences: differences))
    }
    let macro = (a.macro(over: first.meanLabels(a)).f1, b.macro(over: second.meanLabels(b)).f1)
    accuracy = difference(a.accuracy - b.accuracy, x.accuracy, y.accuracy)
    macroF1 = difference(macro.0 - macro.1, x.macroF1, y.macroF1)
    microF1 = difference(a.micro.f1 - b.micro.f1, x.microF1, y.microF1)
    mcNemar = McNemar(first: first.isRight, second: second.isRight)
  }
}
