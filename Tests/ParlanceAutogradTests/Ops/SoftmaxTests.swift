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

  @Test func mismatch() async {
    expectMessage(
      "softmax: a scalar has no axis",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = softmax(Tensor(1))
      })
  }
}
