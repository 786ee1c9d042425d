import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct PrintingTests {
  @Test(arguments: GoldenCase.all("printing")) func equalsPyTorch(_ golden: GoldenCase) {
    let shape = golden.settings.ints("shape")
    let x =
      golden.array("in.x")
      ?? NDArray(from: 0, to: Double(shape.reduce(1, *)), .float64).reshaped(shape)
    let text = Tensor(x.cast(to: .float32)).description
    let expected = golden.settings.string("text").replacing("tensor(", with: "Tensor(")
    if x.count > 0 {
      #expect(text == expected)
    } else {
      #expect(text == "Tensor([], shape: \(shape))")
    }
  }

  @Test func whatIsNotUsualIsSaid() {
    let weight = Parameter(NDArray(float64: [1, 2]), name: "weight")
    #expect("\(weight.tensor)" == "Tensor([1., 2.], type: float64, graph: weight)")
    #expect("\(-weight.tensor)" == "Tensor([-1., -2.], type: float64, graph: negate)")
    #expect("\(weight.tensor.detached)" == "Tensor([1., 2.], type: float64)")
    #expect("\(NDArray(float64: []))" == "NDArray([], shape: [0], type: float64)")
    #expect("\(NDArray([1, 2], shape: [2, 1]))" == "NDArray([[1.],\n         [2.]])")
  }

  @Test func remarksThatDoNotFitGoToTheNextLine() {
    let x = Tensor(NDArray(repeating: 0.25, shape: [9], .float64))
    let line = [String](repeating: "0.2500", count: 9).joined(separator: ", ")
    #expect("\(x)" == "Tensor([\(line)],\n       type: float64)")
  }

  @Test func indices() {
    #expect(
      "\(Indices([1, -10, 3, 4], shape: [2, 2]))" == "Indices([[  1, -10],\n         [  3,   4]])")
    #expect("\(Indices([Int32]()))" == "Indices([], shape: [0])")
  }
}
