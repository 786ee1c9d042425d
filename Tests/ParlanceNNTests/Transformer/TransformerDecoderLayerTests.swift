import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem
import ParlanceTestSupport
import Testing

@testable import ParlanceNN

@Suite struct TransformerDecoderLayerTests {
  @Test(arguments: GoldenCase.all("transformer", "decoder_layer"))
  func golden(_ golden: GoldenCase) {
    var generator = RandomGenerator(seed: 1)
    let lengths = golden.integers("lengths").values.map { Int($0) }
    expectCase(
      golden, module: TransformerDecoderLayer(golden.settings.layerOptions, using: &generator)
    ) { layer, inputs in
      [layer(inputs["x"]!, source: inputs["source"]!, sourceLengths: lengths).outputs]
    }
  }

  @Test func tokensReadOneByOneAreThoseOfTheWholeText() {
    var generator = RandomGenerator(seed: 2)
    let options = TransformerLayerOptions(size: 8, headCount: 2, feedForwardSize: 6)
    let layer = TransformerDecoderLayer(options, using: &generator)
    let x = Tensor(NDArray(normal: 1, shape: [2, 5, 8], using: &generator))
    let source = Tensor(NDArray(normal: 1, shape: [2, 4, 8], using: &generator))
    let whole = layer(x, source: source, sourceLengths: [4, 2])
    let memory = layer.sourceMemory(of: source)
    var cache = KeyValueCache(rows: 2, headCount: 2, headSize: 4)
    for step in 0..<5 {
      let (y, weights) = layer.extend(
        x.slice(axis: 1, step..<step + 1), &cache, counts: [1, 1], memory: memory,
        sourceLengths: [4, 2])
      for row in 0..<2 {
        for unit in 0..<8 {
          #expect(abs(y.array[row, 0, unit] - whole.outputs.array[row, step, unit]) < 1e-5)
        }
        for place in 0..<4 {
          #expect(
            abs(weights.array[row, 0, place] - whole.weights.array[row, step, place]) < 1e-5)
        }
      }
      #expect(weights.array[1, 0, 2] == 0 && weights.array[1, 0, 3] == 0)
    }
  }

  @Test func namesAreThoseOfPyTorch() {
    var generator = RandomGenerator(seed: 1)
    let options = TransformerLayerOptions(size: 4, headCount: 2, feedForwardSize: 3)
    let names = TransformerDecoderLayer(options, using: &generator).stateDictionary.map(\.name)
    #expect(names.count == 18)
    #expect(names.contains("multihead_attn.in_proj_weight") && names.contains("norm3.bias"))
  }
}
