import ParlanceArrays
import ParlanceAutograd
import Testing

@Suite struct OperationWatchTests {
  @Test func resultsComeWithTheParametersOfTheirLayer() {
    let weight = Parameter(NDArray([1, -1], shape: [1, 2]))
    let other = Parameter(NDArray([1, 1], shape: [2, 1]))
    let (result, found) = observedOperations(
      ["relu", "tanh"], names: [("first.weight", weight), ("second.weight", other)]
    ) {
      tanh(matmul(relu(matmul(Tensor(NDArray([2], shape: [1, 1])), weight.tensor)), other.tensor))
    }
    #expect(found.map(\.name) == ["relu", "tanh"])
    #expect(found[0].output == NDArray([2, 0], shape: [1, 2]))
    #expect(found.map(\.parameters) == [["first.weight"], ["second.weight"]])
    #expect(found[1].output == result.array)
  }
}
