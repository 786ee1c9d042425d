import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct ComparisonTests {
  @Test(arguments: GoldenCase.all("elementwise", "equal", "equalNumber"))
  func equal(_ golden: GoldenCase) {
    expectCase(golden) { inputs in
      guard let x = inputs["x"] else { return [inputs["a"]! .== inputs["b"]!] }
      return [x .== golden.settings.double("number")]
    }
  }

  @Test(arguments: GoldenCase.all("elementwise", "notEqual", "notEqualNumber"))
  func notEqual(_ golden: GoldenCase) {
    expectCase(golden) { inputs in
      guard let x = inputs["x"] else { return [inputs["a"]! .!= inputs["b"]!] }
      return [x .!= golden.settings.double("number")]
    }
  }

  @Test(arguments: GoldenCase.all("elementwise", "less", "lessNumber"))
  func less(_ golden: GoldenCase) {
    expectCase(golden) { inputs in
      guard let x = inputs["x"] else { return [inputs["a"]! .< inputs["b"]!] }
      return [x .< golden.settings.double("number")]
    }
  }

  @Test(arguments: GoldenCase.all("elementwise", "lessEqual", "lessEqualNumber"))
  func lessEqual(_ golden: GoldenCase) {
    expectCase(golden) { inputs in
      guard let x = inputs["x"] else { return [inputs["a"]! .<= inputs["b"]!] }
      return [x .<= golden.settings.double("number")]
    }
  }

  @Test(arguments: GoldenCase.all("elementwise", "greater", "greaterNumber"))
  func greater(_ golden: GoldenCase) {
    expectCase(golden) { inputs in
      guard let x = inputs["x"] else { return [inputs["a"]! .> inputs["b"]!] }
      return [x .> golden.settings.double("number")]
    }
  }

  @Test(arguments: GoldenCase.all("elementwise", "greaterEqual", "greaterEqualNumber"))
  func greaterEqual(_ golden: GoldenCase) {
    expectCase(golden) { inputs in
      guard let x = inputs["x"] else { return [inputs["a"]! .>= inputs["b"]!] }
      return [x .>= golden.settings.double("number")]
    }
  }

  @Test func numbersOnTheLeft() {
    let x = Tensor(NDArray([1, 2, 3]))
    #expect((2 .== x).array.floats == [0, 1, 0])
    #expect((2 .!= x).array.floats == [1, 0, 1])
    #expect((2 .< x).array.floats == [0, 0, 1])
    #expect((2 .<= x).array.floats == [0, 1, 1])
    #expect((2 .> x).array.floats == [1, 0, 0])
    #expect((2 .>= x).array.floats == [1, 1, 0])
  }

  @Test func masksHaveNoGraph() {
    let x = Parameter(NDArray([1, 2, 3]))
    #expect(!(x.tensor .< x.tensor).isInGraph && !(.!x.tensor).isInGraph)
  }

  @Test func mismatch() async {
    expectMessage(
      "less: element types float32 and float64 differ",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let mask = Tensor(NDArray([1])) .< Tensor(NDArray(float64: [1]))
        #expect(mask.shape == [1])
      })
  }
}
