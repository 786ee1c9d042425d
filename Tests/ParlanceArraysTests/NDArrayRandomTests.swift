import Foundation
import ParlanceArrays
import ParlanceSystem
import Testing

/// Means and quantiles of 40,000 draws against what is known of each distribution.
@Suite struct NDArrayRandomTests {
  private let count = 40_000

  private func draw(_ make: ([Int], inout RandomGenerator) -> NDArray) -> [Double] {
    var (a, b) = (RandomGenerator(seed: 7), RandomGenerator(seed: 7))
    let x = make([count / 100, 100], &a)
    #expect(x.shape == [count / 100, 100])
    #expect(x == make([count / 100, 100], &b))
    return x.doubles
  }

  /// The share of draws that are at most x.
  private func share(_ draws: [Double], _ x: Double) -> Double {
    Double(draws.count { $0 <= x }) / Double(draws.count)
  }

  @Test(
    arguments: [
      (-2.0, 2.0), (-0.5, 1.0), (0.5, 8), (3, 30), (-6, -4), (2, 2.1), (-30, 0.5), (-0.1, 0.1),
    ])
  func truncatedNormal(_ low: Double, _ high: Double) {
    let (mean, deviation) = (1.0, 2.0)
    let range = mean + deviation * low...mean + deviation * high
    let draws = draw {
      NDArray(
        truncatedNormal: deviation, mean: mean, in: range, shape: $0, .float64, using: &$1)
    }
    #expect(draws.allSatisfy { range.contains($0) })
    // The distribution's tail by erfc, from the side where it keeps its digits.
    func tail(_ z: Double) -> Double { erfc(z / 2.0.squareRoot()) / 2 }
    func between(_ a: Double, _ b: Double) -> Double {
      a > 0 ? tail(a) - tail(b) : tail(-b) - tail(-a)
    }
    for part in [0.1, 0.3, 0.5, 0.8] {
      let z = low + part * (min(high, low + 8) - low)
      let expected = between(low, z) / between(low, high)
      #expect(abs(share(draws, mean + deviation * z) - expected) < 0.01, "\(part)")
    }
  }

  @Test func bernoulli() {
    let draws = draw { NDArray(bernoulli: 0.3, shape: $0, using: &$1) }
    #expect(Set(draws) == [0, 1] && abs(share(draws, 0) - 0.7) < 0.01)
    #expect(self.draw { NDArray(bernoulli: 1, shape: $0, using: &$1) }.allSatisfy { $0 == 1 })
    #expect(self.draw { NDArray(bernoulli: 0, shape: $0, using: &$1) }.allSatisfy { $0 == 0 })
  }

  @Test func exponential() {
    let draws = draw { NDArray(exponential: 2, shape: $0, using: &$1) }
    for x in [0.1, 0.5, 1, 2] { #expect(abs(share(draws, x) - (1 - exp(-2 * x))) < 0.01) }
  }

  @Test func gumbel() {
    let draws = draw { NDArray(gumbel: 2, location: 1, shape: $0, using: &$1) }
    #expect(draws.allSatisfy { $0.isFinite })
    for x in [-2.0, 0, 1, 3, 6] {
      #expect(abs(share(draws, x) - exp(-exp(-(x - 1) / 2))) < 0.01)
    }
  }

  @Test func integers() {
    var generator = RandomGenerator(seed: 3)
    let x = Indices(uniform: -2..<3, shape: [100, 500], using: &generator)
    #expect(x.shape == [100, 500])
    for value in -2..<3 {
      #expect(abs(Double(x.values.count { $0 == value }) / 50_000 - 0.2) < 0.008)
    }
  }

  @Test func permutations() {
    var generator = RandomGenerator(seed: 3)
    let x = Indices(permutationOf: 50, using: &generator)
    #expect(x.values.sorted() == (0..<50).map { Int32($0) } && x.values != x.values.sorted())
    #expect(Indices(permutationOf: 0, using: &generator).count == 0)
  }

  @Test func categorical() {
    var generator = RandomGenerator(seed: 3)
    let weights: NDArray = [[1, 0, 3], [0, 2, 0]]
    let x = Indices(categorical: weights, count: 20_000, using: &generator)
    #expect(x.shape == [2, 20_000])
    #expect(abs(Double(x.values[..<20_000].count { $0 == 2 }) / 20_000 - 0.75) < 0.012)
    #expect(!x.values[..<20_000].contains(1) && x.values[20_000...].allSatisfy { $0 == 1 })
    for _ in 0..<20 {
      let two = Indices(
        categorical: [[1, 0, 3]], count: 2, withReplacement: false, using: &generator)
      #expect(two.values.sorted() == [0, 2])
    }
  }

  @Test func mistakesTrap() async {
    expectMessage(
      "Indices: 2 draws from 1 positive of 2 probabilities",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var generator = RandomGenerator(seed: 1)
        _ = Indices(categorical: [0, 1], count: 2, withReplacement: false, using: &generator)
      })
  }

  @Test func momentsOfTheUniformDistribution() {
    var generator = RandomGenerator(seed: 1)
    let x = NDArray(uniform: -1..<3, shape: [100, 1000], .float64, using: &generator)
    let (mean, moments) = moments(x)
    #expect(x.shape == [100, 1000])
    #expect(x.doubles.allSatisfy { $0 >= -1 && $0 < 3 })
    #expect(abs(mean - 1) < 0.015)
    #expect(abs(moments[0] - 16 / 12) < 0.02)
    #expect(abs(moments[1]) < 0.03)
  }

  @Test func momentsOfTheNormalDistribution() {
    var generator = RandomGenerator(seed: 1)
    let x = NDArray(normal: 2, mean: 1, shape: [100_000], using: &generator)
    let (mean, moments) = moments(x)
    #expect(x.elementType == .float32)
    #expect(abs(mean - 1) < 0.03)
    #expect(abs(moments[0] - 4) < 0.1)
    #expect(abs(moments[1]) < 0.3)
    #expect(abs(moments[2] - 48) < 2)
    let beyond = Double(x.doubles.count { abs($0 - 1) > 2 * 1.959964 }) / 100_000
    #expect(abs(beyond - 0.05) < 0.005)
  }

  @Test func emptyArraysTakeNoNumbers() {
    var (a, b) = (RandomGenerator(seed: 1), RandomGenerator(seed: 1))
    #expect(NDArray(normal: 1, shape: [0, 3], using: &a).count == 0)
    #expect(a.next() == b.next())
  }

  /// The mean, and the second to fourth central moments.
  private func moments(_ x: NDArray) -> (mean: Double, [Double]) {
    let values = x.doubles
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    return (mean, (2...4).map { n in values.reduce(0) { $0 + pow($1 - mean, Double(n)) } / count })
  }
}
