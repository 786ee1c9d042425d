import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct LayerNormTests {
  @Test func golden() throws {
    let golden = try GoldenFile("layer_layer_norm")
    // Some of its rows differ in less than single precision holds.
    do {
      let (type, tolerance) = precisions[0]
      let x = Parameter(try golden["x"].cast(to: type))
      let weight = Parameter(try golden["weight"].cast(to: type))
      let bias = Parameter(try golden["bias"].cast(to: type))
      let y = layerNorm(x.tensor, weight.tensor, bias.tensor, epsilon: try golden["epsilon"].item)
      let gradients = y.backward(try golden["dy"].cast(to: type))
      #expect(distance(y.array, try golden["y"]) < tolerance)
      #expect(distance(gradients[x], try golden["dx"]) < tolerance)
      #expect(distance(gradients[weight], try golden["grad.weight"]) < tolerance)
      #expect(distance(gradients[bias], try golden["grad.bias"]) < tolerance)
    }
  }

  @Test(arguments: [[5], [2, 3, 4], [3, 1], [0, 4], [2, 0]]) func gradient(_ shape: [Int]) {
    let width = shape.last!
    expectGradients([random(shape), random([width], seed: 2), random([width], seed: 3)]) {
      layerNorm($0[0], $0[1], $0[2], epsilon: 0.1)
    }
  }

  @Test func mismatch() async {
    expectMessage(
      "layerNorm: input [2, 3], weight [2], bias [3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = layerNorm(
          Tensor(NDArray(zeros: [2, 3])), Tensor(NDArray(zeros: [2])), Tensor(NDArray(zeros: [3])))
      })
  }
}
