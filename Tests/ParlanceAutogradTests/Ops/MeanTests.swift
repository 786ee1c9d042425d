import ParlanceArrays
import ParlanceAutograd
import Testing

@Suite struct MeanTests {
  @Test func values() {
    let x = Parameter(NDArray([1, 2, 3, 4], shape: [2, 2]))
    let y = x.tensor.mean()
    #expect(y.shape == [] && y.item == 2.5)
    #expect(y.backward()[x] == NDArray(repeating: 0.25, shape: [2, 2]))
  }

  @Test(arguments: someShapes.filter { $0.reduce(1, *) > 0 }) func gradient(_ shape: [Int]) {
    expectGradients([random(shape)]) { $0[0].mean() }
  }

  @Test func nothingHasNoMean() async {
    expectMessage(
      "mean: shape [0] has no elements",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [0])).mean()
      })
  }
}
