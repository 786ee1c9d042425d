import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct PReLUTests {
  @Test(arguments: GoldenCase.all("layers", "prelu"))
  func golden(_ golden: GoldenCase) {
    expectCase(golden, module: PReLU(count: golden.settings.int("count"), axis: 1)) {
      [$0($1["x"]!)]
    }
  }

  @Test func slopesLieOnTheLastAxis() {
    let layer = PReLU(count: 2)
    layer.weight.value = NDArray([0.5, 2])
    let x = Parameter(NDArray([-1, -1, 0, 3], shape: [2, 2]))
    let y = layer(x.tensor)
    #expect(y.array.floats == [-0.5, -2, 0, 3])
    // At 0 the slope is that of the left side, as PyTorch's.
    #expect(y.sum().backward()[x].floats == [0.5, 2, 0.5, 1])
  }
}
