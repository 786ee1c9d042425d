import ParlanceArrays
import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import Testing

@Suite struct CarriedStateTests {
  private let state = CarriedState([
    ("hidden_l0", NDArray([1, 2, 3, 4, 5, 6], shape: [3, 2])),
    ("keys", NDArray(float64: (0..<12).map(Double.init), shape: [3, 2, 2])),
    ("node", NDArray(float64: [7, 8, 9])),
  ])

  @Test func rowsAreChosenRepeatedAndReordered() {
    #expect(state.rowCount == 3)
    let chosen = state.rows([2, 0, 0, 2])
    #expect(chosen.arrays.map(\.name) == ["hidden_l0", "keys", "node"])
    #expect(chosen["hidden_l0"] == NDArray([5, 6, 1, 2, 1, 2, 5, 6], shape: [4, 2]))
    #expect(
      chosen["keys"]
        == NDArray(
          float64: [8, 9, 10, 11, 0, 1, 2, 3, 0, 1, 2, 3, 8, 9, 10, 11], shape: [4, 2, 2]))
    #expect(chosen["node"]?.doubles == [9, 7, 7, 9])
    #expect(state.rows([]).rowCount == 0)
    #expect(state.rows([]).arrays.map(\.array.shape) == [[0, 2], [0, 2, 2], [0]])
    #expect(state.rows([0, 1, 2])["node"] == state["node"])
    #expect(CarriedState().rows([0, 1]).arrays.isEmpty)
  }

  @Test func whatIsPartedIsJoined() {
    let parts = (0..<3).map { state.rows([$0]) }
    let joined = CarriedState.joined(parts)
    for (name, array) in state.arrays { #expect(joined[name] == array, "\(name)") }
    #expect(CarriedState.joined([]).arrays.isEmpty)
  }

  @Test func partsKeepTheirNames() {
    let whole = CarriedState(parts: [("0", state), ("10", state.rows([1, 1, 1]))])
    #expect(whole.arrays.map(\.name).contains("10.keys"))
    #expect(whole.part("0").arrays.map(\.name) == ["hidden_l0", "keys", "node"])
    #expect(whole.part("10")["node"]?.doubles == [8, 8, 8])
    #expect(whole.part("1").arrays.isEmpty)
  }

  @Test func layersAndHistoryHaveTheNamesOfCheckpoints() {
    var state = CarriedState()
    func array(_ value: Double) -> Tensor { Tensor(NDArray(repeating: value, shape: [2, 3])) }
    state.layers = [
      RecurrentState(hidden: array(1), cell: array(2)),
      RecurrentState(hidden: array(3), cell: array(4)),
    ]
    state.history = TokenHistory([5, -1, (1 << 26) - 1, 7], length: 2)
    #expect(
      state.arrays.map(\.name) == ["hidden_l0", "cell_l0", "hidden_l1", "cell_l1", "history"])
    #expect(state.layers.count == 2)
    #expect(state.layers[1].cell?.array == array(4).array)
    #expect(state.history == TokenHistory([5, -1, (1 << 26) - 1, 7], length: 2))
    state.history = TokenHistory([], length: 0)
    #expect(state.history == nil)
    #expect(state["history"] == nil)
    #expect(CarriedState().layers.isEmpty)
  }
}
