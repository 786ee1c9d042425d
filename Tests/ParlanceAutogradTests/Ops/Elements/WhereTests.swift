import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

/// A mask that a golden case keeps as integers.
private func mask(_ golden: GoldenCase, _ name: String) -> Tensor {
  let found = golden.integers(name)
  return Tensor(NDArray(found.values.map { Float($0) }, shape: found.shape))
}

@Suite struct WhereTests {
  @Test(arguments: GoldenCase.all("elementwise", "where")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [.where(mask(golden, "condition"), $0["a"]!, $0["b"]!)] }
  }

  @Test(arguments: broadcastShapes) func gradient(_ shapes: ([Int], [Int])) {
    let condition = Tensor(random(shapes.0, seed: 3)) .> 0
    expectGradients([random(shapes.0), random(shapes.1, seed: 2)]) {
      .where(condition, $0[0], $0[1])
    }
  }

  @Test func numbersOnEitherSide() {
    let x = Tensor(NDArray([1, -2]))
    #expect(Tensor.where(x .> 0, x, 5).array.floats == [1, 5])
    #expect(Tensor.where(x .> 0, 5, x).array.floats == [5, -2])
  }

  @Test func mismatch() async {
    expectMessage(
      "where: shapes [2] and [3] do not broadcast: 2 against 3",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.where(Tensor(NDArray([1, 0])), Tensor(NDArray(zeros: [3])), 0)
      })
  }
}
