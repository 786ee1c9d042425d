import ParlanceAutograd
import Testing

@testable import ParlanceArrays

@Suite struct ParameterTests {
  @Test func anUpdateChangesTheValuesWhereTheyLie() {
    // One number too, which graphs hold to draw it, once the graph is gone.
    for values in [[1, 2], [1]] as [[Float]] {
      let x = Parameter(NDArray(values))
      func place() -> UnsafeRawPointer? { x.value.withBytes(\.baseAddress) }
      let before = place()
      _ = square(x.tensor).sum().backward()
      x.update { $0.kernels.scale(2, &$0) }
      #expect(x.value.floats == values.map { 2 * $0 })
      #expect(place() == before)
    }
  }

  @Test func anUpdateLeavesAGraphsValuesAlone() {
    let x = Parameter(NDArray(scalar: 3))
    let y = x.tensor * x.tensor
    x.update { $0.kernels.fill(100, &$0) }
    #expect(y.backward()[x].item == 6)
    #expect(x.value.item == 100)
  }

  @Test func theShapeStays() async {
    expectMessage(
      "Parameter w: expected shape [2], found [3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        Parameter(NDArray([1, 2]), name: "w").value = NDArray([1, 2, 3])
      })
  }
}
