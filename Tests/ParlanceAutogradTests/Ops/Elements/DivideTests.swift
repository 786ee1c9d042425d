import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct DivideTests {
  @Test(arguments: GoldenCase.all("elementwise", "divide")) func cases(_ golden: GoldenCase) {
    expectCase(golden) { [$0["a"]! / $0["b"]!] }
  }

  @Test(arguments: GoldenCase.all("elementwise", "divideNumber"))
  func numbers(_ golden: GoldenCase) {
    expectCase(golden) { [$0["x"]! / golden.settings.double("number")] }
  }

  @Test(arguments: GoldenCase.all("elementwise", "numberDivide"))
  func numbersFirst(_ golden: GoldenCase) {
    expectCase(golden) { [golden.settings.double("number") / $0["x"]!] }
  }

  @Test func values() {
    let (a, b) = (Parameter(NDArray([1, 2])), Parameter(NDArray([2, 4])))
    let y = a.tensor / b.tensor
    let gradients = y.sum().backward()
    #expect(y.array.floats == [0.5, 0.5])
    #expect(gradients[a].floats == [0.5, 0.25])
    #expect(gradients[b].floats == [-0.25, -0.125])
    #expect((a.tensor / 2).array.floats == [0.5, 1])
    #expect((2 / a.tensor).array.floats == [2, 1])
  }

  @Test(arguments: broadcastShapes) func gradient(_ shapes: ([Int], [Int])) {
    expectGradients([random(shapes.0), random(shapes.1, in: 0.5..<2, seed: 2)]) { $0[0] / $0[1] }
  }

  @Test func gradientWithNumbers() {
    expectGradients([random([3], in: 0.5..<2)]) { (2 / $0[0]) / 0.5 }
    expectGradients([random([3], in: 0.5..<2)]) { $0[0] / $0[0] }
  }

  @Test func mismatch() async {
    expectMessage(
      "divide: shapes [2, 3] and [2] do not broadcast: 3 against 2",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [2, 3])) / Tensor(NDArray(zeros: [2]))
      })
  }
}
