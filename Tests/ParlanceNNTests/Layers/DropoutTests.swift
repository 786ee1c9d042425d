import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import Testing

@Suite struct DropoutTests {
  let x = Parameter(NDArray(repeating: 1, shape: [8, 50, 25]))

  @Test func evaluationChangesNothing() {
    #expect(Dropout(0.5)(x.tensor, .evaluation).array == x.value)
  }

  @Test func keepsTheMeanAndDropsTheShare() {
    let y = Dropout(0.3)(x.tensor, .training(RandomKey(seed: 3))).array.floats
    let dropped = Double(y.count { $0 == 0 }) / Double(y.count)
    #expect(abs(dropped - 0.3) < 0.02)
    #expect(y.allSatisfy { $0 == 0 || abs($0 - 1 / 0.7) < 1e-6 })
  }

  @Test func gradientHasTheSameMask() {
    let y = Dropout(0.5)(x.tensor, .training(RandomKey(seed: 3)))
    let dx = y.sum().backward()[x]
    #expect(dx == y.array)
  }

  @Test func masksFollowFromTheKeyAlone() {
    let layer = Dropout(0.5)
    let mode = Mode.training(RandomKey(seed: 3))
    #expect(layer(x.tensor, mode).array == layer(x.tensor, mode).array)
    #expect(layer(x.tensor, mode).array != layer(x.tensor, mode.part("other")).array)
    #expect(
      layer(x.tensor, mode.part("other", 0)).array != layer(x.tensor, mode.part("other", 1)).array)
  }

  @Test func oneMaskServesAllSteps() {
    let y = Dropout(0.5, sharedOverTime: true)(x.tensor, .training(RandomKey(seed: 3))).array
    for row in 0..<8 {
      for unit in 0..<25 {
        let steps = Set((0..<50).map { y[row, $0, unit] })
        #expect(steps.count == 1)
      }
    }
    #expect(Set(y.floats).count == 2)
  }
}
