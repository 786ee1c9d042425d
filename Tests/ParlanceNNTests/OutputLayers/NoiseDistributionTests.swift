import Foundation
import ParlanceArrays
import ParlanceNN
import ParlanceSystem
import Testing

@Suite struct NoiseDistributionTests {
  @Test(arguments: [0, 0.4, 0.75, 1]) func probabilitiesAreThePowersOfTheCounts(_ power: Double) {
    let noise = NoiseDistribution(counts: [0, 8, 1, 100], power: power)
    let weights = [1, 8, 1, 100].map { pow($0, power) }
    for (log, weight) in zip(noise.logProbabilities, weights) {
      #expect(abs(exp(log) - weight / weights.reduce(0, +)) < 1e-12)
    }
  }

  /// Pearson's χ² of 200,000 draws against the distribution.
  @Test(arguments: [1, 2, 3, 50, 1000]) func drawsFollowTheDistribution(_ vocabularySize: Int) {
    let counts = (0..<vocabularySize).map { 100_000 / ($0 + 1) }
    for power in [0, 0.4, 1] {
      let noise = NoiseDistribution(counts: counts, power: power)
      let draws = noise.draw(200_000, key: RandomKey(seed: 5))
      var found = [Double](repeating: 0, count: vocabularySize)
      for token in draws { found[Int(token)] += 1 }
      var statistic = 0.0
      for (count, log) in zip(found, noise.logProbabilities) {
        let expected = 200_000 * exp(log)
        statistic += (count - expected) * (count - expected) / expected
      }
      // Its mean is V − 1 and its variance 2 (V − 1): four deviations.
      let freedom = Double(vocabularySize - 1)
      #expect(statistic <= freedom + 4 * (2 * freedom).squareRoot() + 1e-9, "α = \(power)")
    }
  }

  @Test func drawsAreAFunctionOfTheKey() {
    let noise = NoiseDistribution(counts: [5, 1, 3, 9, 2])
    let draws = noise.draw(50, key: RandomKey(seed: 1))
    #expect(noise.draw(50, key: RandomKey(seed: 1)) == draws)
    #expect(noise.draw(50, key: RandomKey(seed: 2)) != draws)
    #expect(noise.draw(0, key: RandomKey(seed: 1)).isEmpty)
    #expect(Array(noise.draw(80, key: RandomKey(seed: 1)).prefix(50)) == draws)
  }
}
