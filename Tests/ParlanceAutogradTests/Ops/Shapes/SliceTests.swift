import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct SliceTests {
  @Test(arguments: GoldenCase.all("shapes", "slice")) func equalsPython(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [
        inputs["x"]!.slice(
          axis: settings.int("axis"), from: settings.has("start") ? settings.int("start") : nil,
          to: settings.has("stop") ? settings.int("stop") : nil, by: settings.int("step"))
      ]
    }
  }

  @Test(arguments: GoldenCase.all("shapes", "select")) func select(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [inputs["x"]!.select(axis: settings.int("axis"), index: settings.int("index"))]
    }
  }

  @Test(arguments: GoldenCase.all("shapes", "subscript")) func subscripts(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      let x = inputs["x"]!
      let y =
        switch settings.string("form") {
        case "1,:,0:2": x[1, .all, 0..<2]
        case "...,-1": x[.rest, -1]
        case ":,None,1:": x[.all, .new, 1...]
        case "1,2,3": x[1, 2, 3]
        case "0:1,...,1:4:2": x[..<1, .rest, .from(1, to: 4, by: 2)]
        default: x
        }
      return [y]
    }
  }

  @Test func values() {
    let x = Parameter(NDArray([1, 2, 3, 4, 5, 6], shape: [2, 3]))
    let y = x.tensor.slice(axis: 1, 1..<3)
    #expect(y.array == NDArray([2, 3, 5, 6], shape: [2, 2]))
    #expect(y.sum().backward()[x] == NDArray([0, 1, 1, 0, 1, 1], shape: [2, 3]))
    #expect(x.tensor[1].array.floats == [4, 5, 6])
    #expect(x.tensor[0...1, 0].array.floats == [1, 4])
  }

  @Test(arguments: [(0, 1..<3), (1, 0..<1), (2, 2..<2), (-1, 0..<4)])
  func gradient(_ axis: Int, _ range: Range<Int>) {
    expectGradients([random([3, 2, 4])]) { $0[0].slice(axis: axis, range) }
  }

  @Test func gradientWithSteps() {
    expectGradients([random([3, 5])]) {
      $0[0][.from(nil, to: nil, by: -1), .from(-1, to: 0, by: -2)]
    }
  }

  @Test func slicesThatOverlapAdd() {
    expectGradients([random([5])]) {
      $0[0].slice(axis: 0, 0..<3) * $0[0].slice(axis: 0, 2..<5)
    }
  }

  @Test func mismatch() async {
    expectMessage(
      "slice: axis 1, range 1..<4 is outside shape [2, 3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [2, 3])).slice(axis: 1, 1..<4)
      })
  }

  @Test func indexOutside() async {
    expectMessage(
      "subscript: index 3 is outside axis 1 of shape [2, 3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [2, 3]))[.all, 3]
      })
  }

  @Test func tooManyIndices() async {
    expectMessage(
      "subscript: 3 indices do not fit shape [2, 3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [2, 3]))[0, 0, 0]
      })
  }
}
