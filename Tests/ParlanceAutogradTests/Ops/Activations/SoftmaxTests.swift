import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct SoftmaxTests {
  @Test func golden() throws {
    try expectGolden("op_softmax") { softmax($0) }
    try expectGolden("op_log_softmax") { logSoftmax($0) }
  }

  @Test(arguments: GoldenCase.all("activations", "softmax", "logSoftmax", "softmin"))
  func overAxes(_ golden: GoldenCase) {
    let axis = golden.settings.int("axis")
    expectCase(golden) { inputs in
      let x = inputs["x"]!
      return switch golden.operation {
      case "softmax": [softmax(x, axis: axis)]
      case "logSoftmax": [logSoftmax(x, axis: axis)]
      default: [softmin(x, axis: axis)]
      }
    }
  }

  @Test(arguments: GoldenCase.all("activations", "softmax"))
  func seesPlantedDefects(_ golden: GoldenCase) {
    let x = golden.array("in.x")!
    let axis = golden.settings.int("axis")
    // Along an axis of one place the gradient is zero whatever is done.
    guard x.count > 0, x.shape[axis < 0 ? axis + x.rank : axis] > 1 else { return }
    #expect(golden.failure { [softmax($0["x"]!, axis: axis) * 1.001] } != nil)
    #expect(golden.failure { [softmax($0["x"]!, axis: axis) * sign($0["x"]!.detached)] } != nil)
  }

  @Test(arguments: [[5], [2, 3, 4], [3, 1], [0, 4], [2, 0]]) func gradient(_ shape: [Int]) {
    expectGradients([random(shape)]) { softmax($0[0]) }
    expectGradients([random(shape)]) { logSoftmax($0[0]) }
    expectGradients([random(shape)]) { softmin($0[0], axis: 0) }
  }

  @Test(arguments: [-1, 0]) func ofScalar(_ axis: Int) {
    let x = NDArray(scalar: 3, .float64)
    #expect(softmax(Tensor(x), axis: axis).array == NDArray(scalar: 1, .float64))
    #expect(logSoftmax(Tensor(x), axis: axis).array == NDArray(scalar: 0, .float64))
    expectGradients([x]) { softmin($0[0], axis: axis) }
  }

  @Test func mismatch() async {
    await #expect(processExitsWith: .failure) { _ = softmax(Tensor(1), axis: 1) }
  }
}
