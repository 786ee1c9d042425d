import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct EmbeddingTests {
  @Test(arguments: precisions)
  func equalsPyTorch(type: ElementType, tolerance: Double) throws {
    let golden = try GoldenFile("layer_embedding")
    let (shape, values) = try golden.integers("ids")
    let ids = values.map(Int32.init)
    var generator = RandomGenerator(seed: 1)
    let table = try golden["weight"].shape
    let layer = Embedding(table[0], table[1], using: &generator)
    try layer.load(golden, type)
    let y = layer(ids, shape: shape)
    let gradients = y.backward(try golden["dy"].cast(to: type))
    #expect(distance(y.array, try golden["y"]) < tolerance)
    #expect(try layer.gradientDistance(gradients, golden) < tolerance)
  }

  @Test func gradientHoldsOnlyTheRowsThatWereUsed() {
    var generator = RandomGenerator(seed: 1)
    let layer = Embedding(1000, 4, using: &generator)
    let gradients = layer([7, 3, 7], shape: [3]).sum().backward()
    guard case .rows(let rows) = gradients[gradient: layer.weight] else {
      Issue.record("expected rows, found \(gradients[gradient: layer.weight])")
      return
    }
    #expect(rows.ids == [3, 7])
    #expect(rows.values.floats == [1, 1, 1, 1, 2, 2, 2, 2])
  }
}
