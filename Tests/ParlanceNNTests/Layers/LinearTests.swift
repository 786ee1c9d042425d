import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct LinearTests {
  @Test(arguments: precisions)
  func equalsPyTorch(type: ElementType, tolerance: Double) throws {
    let golden = try GoldenFile("layer_linear")
    let x = Parameter(try golden["x"].cast(to: type))
    var generator = RandomGenerator(seed: 1)
    let shape = try golden["weight"].shape
    let layer = Linear(shape[1], shape[0], using: &generator)
    try layer.load(golden, type)
    let y = layer(x.tensor)
    let gradients = y.backward(try golden["dy"].cast(to: type))
    #expect(distance(y.array, try golden["y"]) < tolerance)
    #expect(distance(gradients[x], try golden["dx"]) < tolerance)
    #expect(try layer.gradientDistance(gradients, golden) < tolerance)
  }

  @Test func tiedWeightsAreOneParameter() {
    var generator = RandomGenerator(seed: 1)
    let table = Parameter(NDArray(normal: 1, shape: [7, 3], using: &generator))
    let layer = Linear(tiedTo: table)
    #expect(layer.weight === table)
    let x = NDArray(normal: 1, shape: [2, 3], using: &generator)
    let y = layer(Tensor(x))
    let plain = matmul(Tensor(x), Tensor(table.value).transposed)
    #expect(distance(y.array, plain.array) < 1e-6)
    #expect(y.shape == [2, 7])
  }
}
