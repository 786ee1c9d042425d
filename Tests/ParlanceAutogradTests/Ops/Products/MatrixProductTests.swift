import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct MatrixProductTests {
  @Test func values() {
    let a = Parameter(NDArray([1, 2, 3, 4], shape: [2, 2]))
    let b = Parameter(NDArray([5, 6, 7, 8], shape: [2, 2]))
    let y = matmul(a.tensor, b.tensor)
    #expect(y.array == NDArray([19, 22, 43, 50], shape: [2, 2]))
    let gradients = y.sum().backward()
    #expect(gradients[a] == NDArray([11, 15, 11, 15], shape: [2, 2]))
    #expect(gradients[b] == NDArray([4, 4, 6, 6], shape: [2, 2]))
    let turned = matmul(a.tensor, b.tensor, transposingB: true)
    #expect(turned.array == NDArray([17, 23, 39, 53], shape: [2, 2]))
  }

  @Test(arguments: GoldenCase.all("products", "matmul", "matmul_transposing_b"))
  func golden(_ golden: GoldenCase) {
    expectCase(golden) {
      [
        matmul(
          $0["a"]!, $0["b"]!, transposingB: golden.operation == "matmul_transposing_b")
      ]
    }
  }

  @Test func aWrongGradientIsSeen() {
    let cases = GoldenCase.all("products", "matmul")
    let seen = cases.filter { golden in
      golden.failure { inputs in
        let (a, b) = (inputs["a"]!, inputs["b"]!)
        // As if the gradient of b were lost.
        return [matmul(a, b.detached)]
      } != nil
    }
    #expect(seen.count > cases.count * 3 / 4)
  }

  @Test(arguments: [[2, 3, 4], [1, 1, 1], [0, 2, 3], [2, 0, 3], [2, 3, 0]])
  func gradient(_ extents: [Int]) {
    let (m, n, k) = (extents[0], extents[1], extents[2])
    for (left, right) in [([], []), ([2], [2]), ([2, 1], [3]), ([], [2])] as [([Int], [Int])] {
      let a = random(left + [m, k])
      expectGradients([a, random(right + [k, n], seed: 2)]) { matmul($0[0], $0[1]) }
      expectGradients([a, random(right + [n, k], seed: 2)]) {
        matmul($0[0], $0[1], transposingB: true)
      }
    }
  }

  @Test func aMatrixTimesItself() {
    expectGradients([random([3, 3])]) { matmul(matmul($0[0], $0[0]), $0[0], transposingB: true) }
    expectGradients([random([2, 3, 3])]) { matmul($0[0], $0[0]) }
    expectGradients([random([3])]) { matmul($0[0], $0[0]) }
  }

  @Test func mismatch() async {
    expectMessage(
      "matmul: shapes [2, 3] and [2, 3] do not fit",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = matmul(Tensor(NDArray(zeros: [2, 3])), Tensor(NDArray(zeros: [2, 3])))
      })
    expectMessage(
      "matmul: shapes [2, 1, 3] and [3, 3, 1] do not fit",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = matmul(Tensor(NDArray(zeros: [2, 1, 3])), Tensor(NDArray(zeros: [3, 3, 1])))
      })
  }
}
