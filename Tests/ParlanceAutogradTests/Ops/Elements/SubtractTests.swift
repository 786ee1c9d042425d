import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct SubtractTests {
  @Test(arguments: GoldenCase.all("elementwise", "subtract")) func cases(_ golden: GoldenCase) {
    expectCase(golden) { [$0["a"]! - $0["b"]!] }
  }

  @Test(arguments: GoldenCase.all("elementwise", "subtractNumber"))
  func numbers(_ golden: GoldenCase) {
    expectCase(golden) { [$0["x"]! - golden.settings.double("number")] }
  }

  @Test(arguments: GoldenCase.all("elementwise", "numberSubtract"))
  func numbersFirst(_ golden: GoldenCase) {
    expectCase(golden) { [golden.settings.double("number") - $0["x"]!] }
  }

  @Test func values() {
    let (a, b) = (Parameter(NDArray([1, 2])), Parameter(NDArray([3, 4])))
    let y = a.tensor - b.tensor
    let gradients = y.sum().backward()
    #expect(y.array.floats == [-2, -2])
    #expect(gradients[a].floats == [1, 1])
    #expect(gradients[b].floats == [-1, -1])
    #expect((a.tensor - 3).array.floats == [-2, -1])
    #expect((3 - a.tensor).array.floats == [2, 1])
  }

  @Test(arguments: broadcastShapes) func gradient(_ shapes: ([Int], [Int])) {
    expectGradients([random(shapes.0), random(shapes.1, seed: 2)]) { $0[0] - $0[1] }
  }

  @Test func gradientWithNumbers() {
    expectGradients([random([3])]) { (2 - $0[0]) - 0.5 }
    expectGradients([random([3])]) { $0[0] - $0[0] }
  }

  @Test func mismatch() async {
    expectMessage(
      "subtract: shapes [2, 3] and [2] do not broadcast: 3 against 2",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [2, 3])) - Tensor(NDArray(zeros: [2]))
      })
  }
}
