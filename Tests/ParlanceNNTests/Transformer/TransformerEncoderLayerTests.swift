import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem
import ParlanceTestSupport
import Testing

@testable import ParlanceNN

extension Settings {
  /// Of a layer of a transformer.
  var layerOptions: TransformerLayerOptions {
    TransformerLayerOptions(
      size: int("width"), headCount: int("heads"), feedForwardSize: int("inner"),
      activation: string("activation") == "gelu" ? .gelu() : .relu,
      normalisesFirst: bool("norm_first"))
  }
}

/// 1 where a row has a token: [B, T, 1].
func tokenMask(_ lengths: [Int], _ steps: Int, like x: Tensor) -> Tensor {
  let values = lengths.flatMap { length in (0..<steps).map { Float($0 < length ? 1 : 0) } }
  return Tensor(NDArray(values, shape: [lengths.count, steps, 1]).cast(to: x.array.elementType))
}

@Suite struct TransformerEncoderLayerTests {
  @Test(arguments: GoldenCase.all("transformer", "encoder_layer"))
  func golden(_ golden: GoldenCase) {
    var generator = RandomGenerator(seed: 1)
    let lengths = golden.integers("lengths").values.map { Int($0) }
    let limits = AttentionLimits(
      isCausal: golden.settings.bool("causal"), keyLengths: lengths)
    expectCase(
      golden, module: TransformerEncoderLayer(golden.settings.layerOptions, using: &generator)
    ) { layer, inputs in
      let x = inputs["x"]!
      return [layer(x, limits: limits) * tokenMask(lengths, x.shape[1], like: x)]
    }
  }

  @Test(arguments: [nil, RotaryPositions()])
  func tokensReadOneByOneAreThoseOfTheWholeText(_ rotary: RotaryPositions?) {
    var generator = RandomGenerator(seed: 2)
    let options = TransformerLayerOptions(
      size: 8, headCount: 2, feedForwardSize: 6, normalisesFirst: true)
    let layer = TransformerEncoderLayer(options, using: &generator)
    let x = Tensor(NDArray(normal: 1, shape: [3, 6, 8], using: &generator))
    let whole = layer(x, limits: AttentionLimits(isCausal: true), rotary: rotary).array
    // Rows that begin with 1, 3 and 2 tokens, and then go on token by token.
    var cache = KeyValueCache(rows: 3, headCount: 2, headSize: 4)
    var places = [1, 3, 2]
    let first = layer.extend(x.slice(axis: 1, 0..<3), &cache, counts: places, rotary: rotary)
    #expect(cache.lengths == places)
    for row in 0..<3 {
      for step in 0..<places[row] {
        for unit in 0..<8 {
          #expect(abs(first.array[row, step, unit] - whole[row, step, unit]) < 1e-5)
        }
      }
    }
    for _ in 0..<3 {
      let next = concatenate(
        places.indices.map {
          x.slice(axis: 0, $0..<$0 + 1).slice(axis: 1, places[$0]..<places[$0] + 1)
        })
      let y = layer.extend(next, &cache, counts: [1, 1, 1], rotary: rotary).array
      for row in 0..<3 {
        for unit in 0..<8 { #expect(abs(y[row, 0, unit] - whole[row, places[row], unit]) < 1e-5) }
        places[row] += 1
      }
    }
  }

  @Test func namesAndShapesAreThoseOfPyTorch() {
    var generator = RandomGenerator(seed: 1)
    let options = TransformerLayerOptions(size: 4, headCount: 2, feedForwardSize: 3)
    let names = TransformerEncoderLayer(options, using: &generator).stateDictionary.map(\.name)
    #expect(
      names == [
        "self_attn.in_proj_weight", "self_attn.in_proj_bias", "self_attn.out_proj.weight",
        "self_attn.out_proj.bias", "linear1.weight", "linear1.bias", "linear2.weight",
        "linear2.bias", "norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias",
      ])
  }

  @Test func dropoutIsForTrainingOnly() {
    var generator = RandomGenerator(seed: 1)
    let options = TransformerLayerOptions(
      size: 4, headCount: 2, feedForwardSize: 3, dropout: 0.5)
    let layer = TransformerEncoderLayer(options, using: &generator)
    let x = Tensor(NDArray(normal: 1, shape: [2, 5, 4], using: &generator))
    let mode = Mode.training(RandomKey(seed: 1))
    #expect(layer(x).array == layer(x).array)
    #expect(layer(x, mode: mode).array == layer(x, mode: mode).array)
    #expect(layer(x, mode: mode).array != layer(x).array)
  }
}
