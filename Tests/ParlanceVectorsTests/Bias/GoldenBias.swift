import Foundation
import ParlanceTestSupport
import ParlanceText
import ParlanceVectors
import Testing

/// As `Tools/reference/golden_bias.py` computes it with wefe, scikit-learn and SciPy.
struct GoldenBias: Decodable {
  struct Case: Decodable {
    let words: [String]
    let numbers: [Float]
    let sets: [[String]]
    let effectSize: Double
    let statistic: Double
    let p: Double
    let ect: Double
    let rnsb: Double

    var query: BiasQuery {
      let sets = zip(["X", "Y", "A", "B"], sets).map { BiasQuery.WordSet($0, $1) }
      return BiasQuery("case", targets: Array(sets[..<2]), attributes: Array(sets[2...]))
    }
  }

  struct Debias: Decodable {
    let words: [String]
    let numbers: [Float]
    let pairs: [[String]]
    let direction: [Double]
    let explained: Double
    let projections: [Double]
    let directBias: Double
    let strictBias: Double
    let after: [Double]

    var vectors: WordVectors { .of(words, numbers) }
  }

  let tests: [Case]
  let debias: Debias

  static let all = try! JSONDecoder().decode(GoldenBias.self, from: goldenData("bias.json"))
}

extension WordVectors {
  static func of(_ words: [String], _ numbers: [Float]) -> WordVectors {
    WordVectors(words: words, numbers: numbers, dimension: numbers.count / words.count)
  }
}

func expectNear(
  _ found: Double?, _ expected: Double, _ tolerance: Double = 1e-6,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    found.map { abs($0 - expected) <= tolerance * max(1, abs(expected)) } ?? false,
    "\(String(describing: found)), not \(expected)", sourceLocation: sourceLocation)
}
