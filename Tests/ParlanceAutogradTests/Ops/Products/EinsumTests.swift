import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct EinsumTests {
  @Test(arguments: GoldenCase.all("products", "einsum"))
  func golden(_ golden: GoldenCase) {
    let equation = golden.settings.string("equation")
    expectCase(golden) { inputs in
      let x = golden.inputNames.map { inputs[$0]! }
      switch x.count {
      case 1: return [einsum(equation, x[0])]
      case 2: return [einsum(equation, x[0], x[1])]
      default: return [einsum(equation, x[0], x[1], x[2])]
      }
    }
  }

  @Test func gradient() {
    expectGradients([random([2, 3, 4]), random([2, 4, 3], seed: 2)]) {
      einsum("bij,bji->ib", $0[0], $0[1])
    }
  }

  @Test func mismatch() async {
    expectMessage(
      "einsum: ij,jk->ik does not fit shapes [[2, 3], [2, 3]]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let x = Tensor(NDArray(zeros: [2, 3]))
        _ = einsum("ij,jk->ik", x, x)
      })
  }
}
