import Foundation
import ParlanceScores
import ParlanceSystem
import ParlanceTestSupport
import Testing

/// As `Tools/reference/golden_mixture.py` computes it with numpy.
private struct Golden: Decodable {
  struct Case: Decodable {
    let tokens: [Double]
    let losses: [[Double]]
    let samples: Int
    let seed: UInt64
    let firstItems: [Int]
    let intervals: [[Double]]
    let difference: [Double]
    let pValue: Double
  }

  let bootstrap: [Case]

  static let all = try! JSONDecoder().decode(Golden.self, from: goldenData("mixture.json"))
}

@Suite struct BootstrapTests {
  @Test(arguments: Golden.all.bootstrap.indices)
  func intervalsAndDifferences(index: Int) {
    let golden = Golden.all.bootstrap[index]
    let bootstrap = Bootstrap(
      itemCount: golden.tokens.count, sampleCount: golden.samples, seed: golden.seed)
    #expect(bootstrap.items(ofSample: 0) == golden.firstItems)
    let sums = bootstrap.sums(golden.losses + [golden.tokens])
    let perplexities = sums[..<2].map { zip($0, sums[2]).map { exp($0 / $1) } }
    func expect(_ values: [Double], _ expected: [Double]) {
      let interval = ConfidenceInterval(percentilesOf: values)
      #expect(abs(interval.low - expected[0]) <= 1e-9 * max(1, abs(expected[0])))
      #expect(abs(interval.high - expected[1]) <= 1e-9 * max(1, abs(expected[1])))
    }
    for (values, expected) in zip(perplexities, golden.intervals) { expect(values, expected) }
    let differences = zip(perplexities[0], perplexities[1]).map { $0 - $1 }
    expect(differences, golden.difference)
    #expect(abs(Bootstrap.pValue(ofDifferences: differences) - golden.pValue) < 1e-12)
  }

  @Test func oneSeedOneDraw() {
    let bootstrap = Bootstrap(itemCount: 50, sampleCount: 3, seed: 8)
    #expect(
      bootstrap.items(ofSample: 2) == Bootstrap(itemCount: 50, seed: 8).items(ofSample: 2))
    #expect(bootstrap.items(ofSample: 2) != bootstrap.items(ofSample: 1))
    #expect(bootstrap.items(ofSample: 2) != Bootstrap(itemCount: 50, seed: 9).items(ofSample: 2))
  }

  /// A mean's interval of 95 % holds the true mean in about 95 of 100 texts.
  @Test func theIntervalHoldsTheMean() {
    var held = 0
    for seed in UInt64(1)...200 {
      var generator = RandomGenerator(seed: 1000 + seed)
      let values = (0..<60).map { _ in generator.uniform() }
      let sums = Bootstrap(itemCount: 60, sampleCount: 200, seed: seed).sums([values])[0]
      let interval = ConfidenceInterval(percentilesOf: sums.map { $0 / 60 })
      if interval.low <= 0.5 && 0.5 <= interval.high { held += 1 }
    }
    #expect((180...198).contains(held), "\(held)")
  }

  @Test func whatIsNotFinite() {
    let interval = ConfidenceInterval(percentilesOf: [.infinity, .infinity, 1])
    #expect(interval.high == .infinity)
    #expect(Bootstrap.pValue(ofDifferences: [.nan, 1]).isNaN)
    #expect(Bootstrap.pValue(ofDifferences: [0, 0, 0]) == 1)
    #expect(ConfidenceInterval(percentilesOf: [3]) == ConfidenceInterval(percentilesOf: [3, 3]))
  }

  @Test func columnsOfAnotherLengthTrap() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Bootstrap(itemCount: 3).sums([[1, 2]])
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("Bootstrap.sums: expected 3 items, found 2"))
  }
}
