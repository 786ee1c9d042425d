import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct MultiHeadAttentionTests {
  private func make(_ settings: Settings) -> MultiHeadAttention {
    var generator = RandomGenerator(seed: 1)
    let hasSizes = settings.string("kind") == "sizes"
    return MultiHeadAttention(
      settings.int("width"), headCount: settings.int("heads"), hasBias: settings.bool("bias"),
      keySize: hasSizes ? 3 : nil, valueSize: hasSizes ? 2 : nil, using: &generator)
  }

  @Test(arguments: GoldenCase.all("attention", "multi_head"))
  func golden(_ golden: GoldenCase) {
    let limits = AttentionLimits(
      isCausal: golden.settings.bool("causal"), keyLengths: golden.integers("lengths").values)
    expectCase(golden, module: make(golden.settings)) { layer, inputs in
      let found = layer.attend(inputs["q"]!, inputs["k"], inputs["v"], limits: limits)
      return [found.outputs, found.weights]
    }
  }

  @Test func namesAndShapesAreThoseOfPyTorch() {
    var generator = RandomGenerator(seed: 1)
    let packed = MultiHeadAttention(4, headCount: 2, using: &generator).stateDictionary
    #expect(
      packed.map(\.name) == [
        "in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias",
      ])
    #expect(packed.map(\.array.shape) == [[12, 4], [12], [4, 4], [4]])
    let apart = MultiHeadAttention(
      4, headCount: 1, hasBias: false, keySize: 3, valueSize: 2, using: &generator)
    #expect(
      apart.stateDictionary.map(\.name) == [
        "q_proj_weight", "k_proj_weight", "v_proj_weight", "out_proj.weight",
      ])
    #expect(apart.stateDictionary.map(\.array.shape) == [[4, 4], [4, 3], [4, 2], [4, 4]])
  }

  @Test func eachSentenceOfABatchAttendsAsAlone() {
    var generator = RandomGenerator(seed: 1)
    let layer = MultiHeadAttention(4, headCount: 2, using: &generator)
    let x = NDArray(normal: 1, shape: [2, 5, 4], using: &generator)
    let both = layer(Tensor(x), limits: AttentionLimits(keyLengths: [3, 5])).array
    let alone = layer(
      Tensor(x.kernels.slice(x, axis: 0, start: 0, length: 1)).slice(axis: 1, 0..<3))
    for step in 0..<3 {
      for unit in 0..<4 { #expect(abs(both[0, step, unit] - alone.array[0, step, unit]) < 1e-6) }
    }
  }

  @Test func dropoutIsForTrainingOnly() {
    var generator = RandomGenerator(seed: 1)
    let layer = MultiHeadAttention(4, headCount: 2, dropout: 0.5, using: &generator)
    let x = Tensor(NDArray(normal: 1, shape: [2, 5, 4], using: &generator))
    #expect(layer(x).array == layer(x).array)
    let mode = Mode.training(RandomKey(seed: 1))
    #expect(layer(x, mode: mode).array == layer(x, mode: mode).array)
    #expect(layer(x, mode: mode).array != layer(x).array)
  }
}
