import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct LayerNormTests {
  @Test(arguments: GoldenCase.all("layers", "layer_norm"))
  func golden(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(
      golden,
      module: LayerNorm(
        shape: golden.array("in.x")!.shape.suffix(settings.int("axes")),
        epsilon: settings.double("epsilon"), hasWeight: settings.bool("weight"),
        hasBias: settings.bool("bias"))
    ) { [$0($1["x"]!)] }
  }

  // One row has a mean of 10⁴: float32 keeps fewer digits there.
  @Test(arguments: [(ElementType.float64, 1e-9), (.float32, 1e-2)])
  func equalsPyTorch(type: ElementType, tolerance: Double) throws {
    let golden = try GoldenFile("layer_layer_norm")
    let x = Parameter(try golden["x"].cast(to: type))
    let layer = LayerNorm(try golden["weight"].shape[0], epsilon: try golden["epsilon"].item)
    try layer.load(golden, type)
    let y = layer(x.tensor)
    let gradients = y.backward(try golden["dy"].cast(to: type))
    #expect(distance(y.array, try golden["y"]) < tolerance)
    #expect(distance(gradients[x], try golden["dx"]) < tolerance)
    #expect(try layer.gradientDistance(gradients, golden) < tolerance)
  }
}
