import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct KLDivergenceTests {
  @Test(arguments: GoldenCase.all("losses", "klDivergence")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { inputs in
      let x = inputs["y"]!
      // Targets without a gradient are kept as twice their value.
      let targets = inputs["t"] ?? golden.numbers("fixed", x.elementType) * 0.5
      return [
        klDivergence(
          x, targets, areLogarithms: golden.settings.bool("areLogarithms"),
          reduction: golden.reduction)
      ]
    }
  }

  @Test func gradientAtZero() {
    let targets = Parameter(NDArray(float64: [0, 1]))
    let loss = klDivergence(Tensor(NDArray(float64: [-1, -2])), targets.tensor, reduction: .sum)
    let gradient = loss.backward()[targets].doubles
    #expect(gradient[0].isNaN && gradient[1] == 3)
  }

  @Test func gradient() {
    expectLossGradients([spread([2, 3]), spread([2, 3], in: 0.1..<0.9)]) {
      klDivergence($0[0], $0[1], reduction: .batchMean)
    }
    expectLossGradients([spread([2, 3]), spread([2, 3], seed: 2)]) {
      klDivergence($0[0], $0[1], areLogarithms: true)
    }
  }
}
