import Foundation
import ParlanceArrays
import ParlanceNN
import ParlanceSystem
import Testing

@Suite struct NormalTests {
  @Test(arguments: [(0.5, 0.0), (2, -3)])
  func meanAndVariance(deviation: Double, mean: Double) {
    var generator = RandomGenerator(seed: 5)
    let values = Initializer.normal(deviation, mean: mean).array([200, 300], using: &generator)
    let found = moments(values.doubles)
    #expect(abs(found.mean - mean) < 0.01 * deviation)
    #expect(abs(found.variance / (deviation * deviation) - 1) < 0.02)
  }

  /// Mean and variance as the formulas of the truncated distribution have them.
  @Test(arguments: [
    (1.0, 0.0, -2.0, 2.0), (0.02, 0, -2, 2), (1, 0, 0, 1), (2, 1, -1, 0.5), (1, 0, 3, 4),
    (1, 0, -9, -8), (3, 0, 24, 25), (1, 5, -2, 2),
  ])
  func truncatedMoments(deviation: Double, mean: Double, low: Double, high: Double) {
    var generator = RandomGenerator(seed: 8)
    let values = Initializer.truncatedNormal(deviation, mean: mean, low: low, high: high)
      .array([200, 200], .float64, using: &generator).doubles
    #expect(values.allSatisfy { $0 >= low && $0 <= high })
    // By Simpson's rule over the density, the peak taken out against underflow.
    let (a, b) = (max(low, mean - 9 * deviation), min(high, mean + 9 * deviation))
    let peak = min(max(mean, low), high)
    var sums = [0.0, 0.0, 0.0]
    let pieces = 4000
    for index in 0...pieces {
      let x = (a > b ? low : a) + ((a > b ? high - low : b - a) * Double(index)) / Double(pieces)
      let (z, top) = ((x - mean) / deviation, (peak - mean) / deviation)
      let weight = index == 0 || index == pieces ? 1.0 : index % 2 == 1 ? 4 : 2
      let density = weight * exp((top * top - z * z) / 2)
      for power in 0..<3 { sums[power] += density * pow(x, Double(power)) }
    }
    let expectedMean = sums[1] / sums[0]
    let expectedVariance = sums[2] / sums[0] - expectedMean * expectedMean
    let found = moments(values)
    #expect(abs(found.mean - expectedMean) < 0.02 * expectedVariance.squareRoot())
    #expect(abs(found.variance / expectedVariance - 1) < 0.03)
  }

  @Test func aCutFarOutIsNoCut() {
    var generator = RandomGenerator(seed: 2)
    let values = Initializer.truncatedNormal(1, low: -40, high: 40)
      .array([40_000], .float64, using: &generator).doubles
    // The share of a standard normal below −1, 0 and 2.
    for (limit, share) in [(-1.0, 0.158655), (0, 0.5), (2, 0.977250)] {
      let found = Double(values.filter { $0 < limit }.count) / Double(values.count)
      #expect(abs(found - share) < 0.01)
    }
  }
}
