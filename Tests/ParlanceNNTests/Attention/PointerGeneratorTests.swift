import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem
import Testing

@testable import ParlanceNN

/// Whole translators that copy are held to PyTorch's in `GoldenTranslatorTests`.
@Suite struct PointerGeneratorTests {
  private func layer(gate: Double, bias: Double = 0) -> PointerGenerator {
    var generator = RandomGenerator(seed: 1)
    let layer = PointerGenerator(1, using: &generator)
    layer.gate.weight.value = NDArray(float64: [gate], shape: [1, 1])
    layer.gate.bias!.value = NDArray(float64: [bias], shape: [1])
    return layer
  }

  /// One text of three tokens, of which two are the same; two steps; a vocabulary of four.
  private func probabilities(_ layer: PointerGenerator) -> [Double] {
    let found = layer(
      Tensor(NDArray(float64: [0, 0, 0, 0, 0, 0, 0, 1000], shape: [2, 4])),
      hidden: Tensor(NDArray(float64: [0, 1], shape: [1, 2, 1])),
      weights: Tensor(NDArray(float64: [0.5, 0.25, 0.25, 0.1, 0.2, 0.7], shape: [1, 2, 3])),
      source: [1, 2, 1])
    return exp(found).array.doubles
  }

  @Test func isTheSumOfWritingAndCopying() {
    // g = σ(0) = ½ at the first step, σ(ln 3) = ¾ at the second.
    let found = probabilities(layer(gate: 1.0986122886681098))
    let expected = [
      0.125, 0.125 + 0.375, 0.125 + 0.125, 0.125, 0, 0.25 * 0.8, 0.25 * 0.2, 0.75,
    ]
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-12) }
  }

  @Test func tokensOfTheSourceAreThoseOfTheTarget() {
    let layer = layer(gate: 0, bias: -1000)
    layer.copies = [0, 3, 0, 0]
    #expect(probabilities(layer).map { ($0 * 100).rounded() } == [25, 0, 0, 75, 20, 0, 0, 80])
  }
}
