import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct BiasTests {
  private func array(_ initializer: Initializer, _ count: Int) -> NDArray {
    var generator = RandomGenerator(seed: 1)
    return initializer.array([count], .float64, using: &generator)
  }

  /// D4: with zero weights, the loss is then the entropy of the classes, and its gradient is zero.
  @Test func logFrequenciesAreTheBestBias() {
    let counts = [5, 1, 2]
    let bias = array(.logFrequencies(counts), 3)
    #expect(distance(bias, NDArray(float64: [log(0.625), log(0.125), log(0.25)])) < 1e-15)
    // The loss's gradient, softmax(b) less the shares.
    let gradient = zip(softmax(Tensor(bias)).array.doubles, [0.625, 0.125, 0.25]).map(-)
    #expect(gradient.allSatisfy { abs($0) < 1e-15 })
  }

  @Test func whatWasNeverSeenCountsAsAHalf() {
    let bias = array(.logFrequencies([3, 0]), 2)
    #expect(distance(bias, NDArray(float64: [log(6.0 / 7), log(1.0 / 7)])) < 1e-15)
    #expect(
      distance(array(.logFrequencies([0, 0]), 2), NDArray(float64: [log(0.5), log(0.5)])) == 0)
  }

  @Test func logOddsAreTheBestBiasOfAUnit() {
    let bias = array(.logOdds(positive: 3, negative: 1), 1).item
    #expect(abs(1 / (1 + exp(-bias)) - 0.75) < 1e-15)
    #expect(array(.logOdds(positive: 0, negative: 0), 1).item == 0)
  }
}
