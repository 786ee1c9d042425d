import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct MultiplyTests {
  @Test(arguments: GoldenCase.all("elementwise", "multiply")) func cases(_ golden: GoldenCase) {
    expectCase(golden) { [$0["a"]! * $0["b"]!] }
  }

  @Test(arguments: GoldenCase.all("elementwise", "multiplyNumber"))
  func numbers(_ golden: GoldenCase) {
    expectCase(golden) { [$0["x"]! * golden.settings.double("number")] }
  }

  @Test func values() {
    let (a, b) = (Parameter(NDArray([1, 2])), Parameter(NDArray([3, 4])))
    let y = a.tensor * b.tensor
    let gradients = y.sum().backward()
    #expect(y.array.floats == [3, 8])
    #expect(gradients[a].floats == [3, 4])
    #expect(gradients[b].floats == [1, 2])
    #expect((a.tensor * 3).array.floats == [3, 6])
    #expect((3 * a.tensor).array.floats == [3, 6])
  }

  @Test(arguments: broadcastShapes) func gradient(_ shapes: ([Int], [Int])) {
    expectGradients([random(shapes.0), random(shapes.1, seed: 2)]) { $0[0] * $0[1] }
  }

  @Test func gradientWithNumbers() {
    expectGradients([random([3])]) { (2 * $0[0]) * 0.5 }
    expectGradients([random([3])]) { $0[0] * $0[0] }
  }

  @Test func mismatch() async {
    expectMessage(
      "multiply: shapes [2, 3] and [2] do not broadcast: 3 against 2",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [2, 3])) * Tensor(NDArray(zeros: [2]))
      })
  }
}
