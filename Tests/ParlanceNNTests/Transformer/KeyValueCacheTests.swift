import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem
import ParlanceTestSupport
import Testing

@testable import ParlanceNN

@Suite struct KeyValueCacheTests {
  private func layer(_ generator: inout RandomGenerator) -> TransformerEncoderLayer {
    TransformerEncoderLayer(
      TransformerLayerOptions(
        size: 8, headCount: 2, feedForwardSize: 6, normalisesFirst: true), using: &generator)
  }

  @Test(arguments: [[6], [1, 1, 1, 1, 1, 1], [4, 2], [2, 3, 1]])
  func aWindowIsTheSameHoweverItIsRead(_ parts: [Int]) {
    var generator = RandomGenerator(seed: 5)
    let layer = layer(&generator)
    let x = Tensor(NDArray(normal: 1, shape: [2, 6, 8], using: &generator))
    // A token sees itself and the two before it.
    let band = (0..<6).flatMap { row in (0..<6).map { Float((0..<3).contains(row - $0) ? 1 : 0) } }
    let rotary = RotaryPositions()
    let mask = Tensor(NDArray(band, shape: [1, 1, 6, 6]))
    let normed = layer.norms[0](x)
    let whole = layer.attention(normed, mask: mask, rotary: rotary).array
    var cache = KeyValueCache(rows: 2, headCount: 2, headSize: 4, window: 3)
    var start = 0
    for count in parts {
      let y = layer.attention.extend(
        normed.slice(axis: 1, start..<start + count), &cache, counts: [count, count],
        rotary: rotary
      ).array
      for row in 0..<2 {
        for step in 0..<count {
          for unit in 0..<8 {
            #expect(abs(y[row, step, unit] - whole[row, start + step, unit]) < 1e-5)
          }
        }
      }
      start += count
    }
    #expect(cache.lengths == [3, 3] && cache.places == [6, 6] && cache.keys.shape[2] == 3)
  }

  @Test func gradientsAreThoseOfCausalAttention() {
    var generator = RandomGenerator(seed: 6)
    let layer = layer(&generator)
    let x = NDArray(normal: 1, shape: [2, 4, 8], using: &generator)
    let weights = Tensor(NDArray(normal: 1, shape: [2, 4, 8], using: &generator))
    let direct = (layer(Tensor(x), limits: AttentionLimits(isCausal: true)) * weights).sum()
    var cache = KeyValueCache(rows: 2, headCount: 2, headSize: 4)
    let extended = (layer.extend(Tensor(x), &cache, counts: [4, 4]) * weights).sum()
    let (a, b) = (direct.backward(), extended.backward())
    for parameter in layer.parameters {
      #expect(distance(a[parameter], b[parameter]) < 1e-5)
    }
  }

  @Test func rowsOfDifferentLengthsStandFromTheLeft() {
    var generator = RandomGenerator(seed: 7)
    let layer = layer(&generator)
    let x = Tensor(NDArray(normal: 1, shape: [2, 5, 8], using: &generator))
    var both = KeyValueCache(rows: 2, headCount: 2, headSize: 4, window: 4)
    _ = layer.extend(x.slice(axis: 1, 0..<3), &both, counts: [1, 3])
    let next = concatenate([
      x.slice(axis: 0, 0..<1).slice(axis: 1, 1..<3), x.slice(axis: 0, 1..<2).slice(axis: 1, 3..<5),
    ])
    let together = layer.extend(next, &both, counts: [2, 2]).array
    #expect(both.lengths == [3, 4] && both.places == [3, 5])
    for row in 0..<2 {
      var alone = KeyValueCache(rows: 1, headCount: 2, headSize: 4, window: 4)
      let own = x.slice(axis: 0, row..<row + 1)
      let begin = row == 0 ? 1 : 3
      _ = layer.extend(own.slice(axis: 1, 0..<begin), &alone, counts: [begin])
      let y = layer.extend(own.slice(axis: 1, begin..<begin + 2), &alone, counts: [2]).array
      for step in 0..<2 {
        for unit in 0..<8 { #expect(abs(together[row, step, unit] - y[0, step, unit]) < 1e-5) }
      }
    }
  }
}
