import ParlanceArrays
import Testing

@testable import ParlanceAutograd

@Suite struct BroadcastingTests {
  @Test func shapesAlignAtTheirLastAxis() {
    #expect(Broadcasting.shape("op", [2, 1, 3], [4, 1]) == [2, 4, 3])
    #expect(Broadcasting.shape("op", [], [0, 2]) == [0, 2])
    #expect(Broadcasting.shape("op", [1], [0]) == [0])
  }

  @Test func gradientsAreSummedOverWhatWasRepeated() {
    let row = Parameter(NDArray([1, 2, 3], shape: [1, 3]))
    let column = Parameter(NDArray([1, 2], shape: [2, 1]))
    let weights = Tensor(NDArray([1, 2, 3, 4, 5, 6], shape: [2, 3]))
    let gradients = ((row.tensor + column.tensor) * weights).sum().backward()
    #expect(gradients[row] == NDArray([5, 7, 9], shape: [1, 3]))
    #expect(gradients[column] == NDArray([6, 15], shape: [2, 1]))
  }

  @Test func elementTypesDoNotMix() async {
    expectMessage(
      "add: element types float32 and float64 differ",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(1, .float32) + Tensor(1, .float64)
      })
  }
}
