import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import Testing

@Suite struct GradientNormsTests {
  @Test func byParameterAndLayer() {
    let weight = Parameter(NDArray([1, 1]))
    let bias = Parameter(NDArray([0]))
    let table = Parameter(NDArray([1, 2, 3, 4], shape: [2, 2]))
    let unused = Parameter(NDArray([1]))
    let loss =
      (weight.tensor * Tensor(NDArray([3, 4]))).sum() + (bias.tensor * 12).sum()
      + embedding(table.tensor, [1, 1], shape: [2]).sum()
    let gradients = loss.backward()
    let names = [
      ("a.weight", weight), ("a.bias", bias), ("b.table", table), ("c", unused),
    ]
    let norms = gradients.norms(names)
    #expect(norms.map(\.name) == ["a.weight", "a.bias", "b.table", "c"])
    #expect(norms.map(\.norm) == [5, 12, 8.0.squareRoot(), 0])
    let layers = gradients.layerNorms(names)
    #expect(layers.map(\.name) == ["a", "b", ""])
    #expect(layers.map(\.norm) == [13, 8.0.squareRoot(), 0])
  }

  // h_t = w h_{t−1}: ‖∂h_T/∂h_t‖ = w^(T−t).
  @Test func byTimeStep() {
    let w = Parameter(NDArray(scalar: 1.1, .float64))
    var states = [Tensor(1, .float64) * w.tensor]
    for _ in 0..<50 { states.append(states.last! * w.tensor) }
    let norms = states.last!.backward(keepingAll: true).norms(states)
    #expect(abs(norms[0] - 117.390852879695) < 1e-9)
    #expect(norms[50] == 1)
    for step in 0..<50 { #expect(abs(norms[step] / norms[step + 1] - 1.1) < 1e-12) }
  }
}
