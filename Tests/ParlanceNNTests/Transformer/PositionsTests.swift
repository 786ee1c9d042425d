import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem
import ParlanceTestSupport
import Testing

@testable import ParlanceNN

@Suite struct PositionsTests {
  @Test(arguments: GoldenCase.all("transformer", "rotary"))
  func rotary(_ golden: GoldenCase) {
    let starts = golden.integers("starts").values.map { Int($0) }
    expectCase(golden) {
      [RotaryPositions(base: golden.settings.double("base"), starts: starts)($0["x"]!)]
    }
  }

  @Test(arguments: GoldenCase.all("transformer", "sinusoidal"))
  func sinusoidal(_ golden: GoldenCase) {
    let starts = golden.integers("starts").values.map { Int($0) }
    expectCase(golden) { inputs in
      let x = inputs["x"]!
      return [PositionalEncoding(sinusoidal: x.shape[2])(x, starts: starts)]
    }
  }

  @Test func productsOfTurnedVectorsDependOnTheDistanceOnly() {
    var generator = RandomGenerator(seed: 3)
    let q = Tensor(NDArray(normal: 1, shape: [1, 1, 1, 6], using: &generator))
    let k = Tensor(NDArray(normal: 1, shape: [1, 1, 1, 6], using: &generator))
    func product(_ place: Int, _ other: Int) -> Double {
      (RotaryPositions(starts: [place])(q) * RotaryPositions(starts: [other])(k)).sum().item
    }
    #expect(abs(product(3, 10) - product(20, 27)) < 1e-4)
    #expect(abs(product(3, 10) - product(3, 11)) > 1e-3)
  }

  @Test func learnedPlacesAreRowsOfATable() {
    var generator = RandomGenerator(seed: 4)
    let encoding = PositionalEncoding(learned: 5, 2, using: &generator)
    #expect(encoding.namedParameters().map(\.name) == ["table.weight"])
    let x = Tensor(NDArray(zeros: [2, 3, 2]))
    let table = encoding.table!.weight.value
    let y = encoding(x, starts: [0, 2]).array
    #expect(y[1, 2, 1] == table[4, 1] && y[0, 0, 0] == table[0, 0])
  }
}
