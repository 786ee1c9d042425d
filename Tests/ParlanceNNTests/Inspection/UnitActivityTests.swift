import ParlanceArrays
import ParlanceNN
import Testing

@Suite struct UnitActivityTests {
  @Test func deadUnits() {
    let activity = UnitActivity(NDArray([0, 1, 0, 0, 0, 2], shape: [2, 3]))
    #expect(activity.zeroShares == [1, 0.5, 0.5])
    #expect(activity.deadUnits == [0])
    #expect(activity.deadShare == 1.0 / 3)
  }

  @Test func paddingDoesNotCount() {
    let values = NDArray([5, 0, 0, 0, 7, 1, 0, 1], shape: [2, 2, 2])
    let activity = UnitActivity(values, lengths: [2, 0])
    #expect(activity.exampleCount == 2)
    #expect(activity.zeroShares == [0.5, 1])
    #expect(activity.deadUnits == [1])
  }

  @Test func saturation() {
    let gates = UnitActivity(NDArray(float64: [0.01, 0.5, 0.99, 0.94], shape: [4, 1]))
    #expect(gates.saturatedShare(.sigmoid) == 0.5)
    #expect(gates.saturatedShare(.sigmoid, margin: 0.1) == 0.75)
    #expect(UnitActivity(NDArray(float64: [-0.99, 0.01, 0.5])).saturatedShare(.tanh) == 1.0 / 3)
  }

  @Test func batchesAddUp() {
    var activity = UnitActivity(NDArray([0, 1, -2, 0], shape: [2, 2]))
    activity.add(UnitActivity(NDArray([-1, 1, 0, 0.99], shape: [2, 2])))
    #expect(activity.exampleCount == 4 && activity.unitCount == 2)
    #expect(activity.zeroShares == [0.5, 0.25])
    #expect(activity.neverOnUnits == [0])
    #expect(activity.saturatedShare(.tanh) == 5.0 / 8)
  }

  @Test func saturatedUnits() {
    let values = (0..<20).flatMap { [Float($0 == 0 ? 0 : 0.99), Float($0 < 2 ? 0 : 0.99)] }
    let activity = UnitActivity(NDArray(values, shape: [20, 2]))
    #expect(activity.saturatedUnits(.tanh) == [0])
  }

  @Test func nothingToLookAt() {
    for shape in [[0, 3], [3, 0], [0]] {
      let activity = UnitActivity(NDArray(zeros: shape))
      #expect(activity.deadUnits.isEmpty || activity.exampleCount > 0)
      #expect(activity.saturatedShare(.tanh) == 0)
    }
  }
}
