/// Whether one classifier is better than another on the same texts.
///
/// The differences are those on the same samples of the texts for both (`Bootstrap`).
public struct PairedComparison: Codable, Sendable, Equatable {
  public let accuracy: PairedDifference
  public let macroF1: PairedDifference
  public let microF1: PairedDifference
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
    accuracy = PairedDifference(a.accuracy, b.accuracy, samples: (x.accuracy, y.accuracy))
    macroF1 = PairedDifference(
      a.macro(over: first.meanLabels(a)).f1, b.macro(over: second.meanLabels(b)).f1,
      samples: (x.macroF1, y.macroF1))
    microF1 = PairedDifference(a.micro.f1, b.micro.f1, samples: (x.microF1, y.microF1))
    mcNemar = McNemar(first: first.isRight, second: second.isRight)
  }
}
