import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem
import ParlanceTestSupport
import Testing

@testable import ParlanceNN

@Suite struct TransformerEncoderTests {
  private func encoder(
    _ kind: PositionKind, normalisesFirst: Bool = true, dropout: Double = 0
  ) -> TransformerEncoder {
    var generator = RandomGenerator(seed: 1)
    return TransformerEncoder(
      TransformerLayerOptions(
        size: 8, headCount: 2, feedForwardSize: 6, dropout: dropout, activation: .gelu(),
        normalisesFirst: normalisesFirst),
      layerCount: 2, positions: kind, maximumLength: 9, using: &generator)
  }

  @Test(arguments: GoldenCase.all("transformer_models", "encoder"))
  func golden(_ golden: GoldenCase) {
    let lengths = golden.integers("lengths").values.map { Int($0) }
    let kind = PositionKind(rawValue: golden.settings.string("positions"))!
    expectCase(
      golden,
      module: encoder(kind, normalisesFirst: golden.settings.bool("norm_first"))
    ) { encoder, inputs in
      let x = inputs["x"]!
      return [encoder(x, lengths: lengths) * tokenMask(lengths, x.shape[1], like: x)]
    }
  }

  @Test(arguments: PositionKind.allCases) func aBatchGivesWhatItsTextsGive(_ kind: PositionKind) {
    var generator = RandomGenerator(seed: 2)
    let encoder = encoder(kind)
    let x = Tensor(NDArray(normal: 1, shape: [3, 5, 8], using: &generator))
    let lengths = [5, 2, 4]
    let all = encoder(x, lengths: lengths)
    for (row, length) in lengths.enumerated() {
      let own = x.slice(axis: 0, row..<row + 1).slice(axis: 1, 0..<length)
      let alone = encoder(own, lengths: [length])
      let together = all.slice(axis: 0, row..<row + 1).slice(axis: 1, 0..<length)
      #expect(distance(alone.array, together.array) < 1e-5)
    }
  }

  @Test func placesCount() {
    var generator = RandomGenerator(seed: 3)
    let x = Tensor(NDArray(normal: 1, shape: [1, 3, 8], using: &generator))
    let turned = concatenate(
      [x.slice(axis: 1, 1..<2), x.slice(axis: 1, 0..<1), x.slice(axis: 1, 2..<3)], axis: 1)
    for kind in PositionKind.allCases {
      let encoder = encoder(kind)
      let (a, b) = (encoder(x, lengths: [3]), encoder(turned, lengths: [3]))
      #expect(
        distance(a.slice(axis: 1, 2..<3).array, b.slice(axis: 1, 2..<3).array) > 1e-4, "\(kind)")
    }
  }

  @Test func numbersThatDoNotFitAreNamed() {
    func problem(_ size: Int, _ heads: Int?, _ positions: PositionKind = .rotary) -> String? {
      TransformerLayerOptions.problem(
        size: size, heads: heads, feedForwardSize: nil, positions: positions
      ).map { "\($0)" }
    }
    #expect(problem(12, 2) == nil && problem(6, 2, .learned) == nil)
    #expect(problem(6, 2)!.contains("a multiple of 4, an even size for each of 2 heads"))
    #expect(problem(9, 2, .sinusoidal)!.contains("a multiple of 2"))
    #expect(problem(8, 0)!.contains("heads"))
  }
}
