import ParlanceArrays
import ParlanceAutograd
import Testing

@Suite struct NonFiniteOriginTests {
  let weight = Parameter(NDArray([1, 2, 3, 4], shape: [2, 2]))
  let bias = Parameter(NDArray([0, 0]))
  private var names: [(name: String, parameter: Parameter)] {
    [("layer.weight", weight), ("layer.bias", bias)]
  }

  private func hidden(_ x: [Float]) -> Tensor {
    linear(Tensor(NDArray(x, shape: [1, 2])), weight.tensor, bias.tensor)
  }

  @Test func nothingWhereAllIsFinite() {
    #expect(originOfNonFinite { _ = hidden([1, 1]).sum().backward() } == nil)
  }

  @Test func forward() {
    let origin = originOfNonFinite(names: names) {
      let y = log(hidden([-1, -1]))
      _ = (y * 2).sum().backward()
    }
    #expect(origin?.operation == "log")
    #expect(origin?.pass == .forward)
    #expect(origin?.shape == [1, 2])
    #expect(origin?.parameters == ["layer.weight", "layer.bias"])
    #expect(
      origin?.description
        == "log makes a result that is not finite (shape [1, 2]), after layer.weight, layer.bias")
  }

  @Test func backward() {
    // d√x/dx at 0 is infinite, √0 is not.
    let origin = originOfNonFinite(names: names) {
      _ = (sqrt(hidden([0, 0])) * 3).sum().backward()
    }
    #expect(origin?.operation == "sqrt")
    #expect(origin?.pass == .backward)
    #expect(origin?.input == 0)
    #expect(origin?.description.contains("on the way back, makes a gradient of input 0") == true)
  }

  @Test func fromOutside() {
    let data = originOfNonFinite(names: names) { _ = hidden([.nan, 1]) }
    #expect(data?.description == "input 0 of linear is not finite (shape [1, 2])")
    weight.value = NDArray([1, .infinity, 3, 4], shape: [2, 2])
    let parameter = originOfNonFinite(names: names) { _ = hidden([1, 1]) }
    #expect(
      parameter?.description == "input 1 of linear is not finite (shape [2, 2]), after layer.weight"
    )
    weight.value = NDArray([1, 2, 3, 4], shape: [2, 2])
    let seed = originOfNonFinite(names: names) {
      _ = hidden([1, 1]).backward(NDArray([.nan, 0], shape: [1, 2]))
    }
    #expect(seed?.description.hasPrefix("the gradient given to linear is not finite") == true)
  }

  @Test func infinitiesCountUnlessToldOtherwise() {
    let body = { _ = exp(-1 * exp(self.hidden([100, 100]))) }
    #expect(originOfNonFinite(body)?.operation == "exp")
    #expect(originOfNonFinite(countingInfinities: false, body) == nil)
  }

  @Test func theFirstOneIsReportedAndErrorsPass() {
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try originOfNonFinite { throw Stop() }
    }
    let origin = originOfNonFinite {
      withoutGraph {
        let x = log(Tensor(NDArray([-1])))
        _ = sqrt(x)
      }
    }
    #expect(origin?.operation == "log" && origin?.parameters == [])
  }
}
