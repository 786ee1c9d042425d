import ParlanceArrays
import ParlanceAutograd
import ParlanceDrawing
import ParlanceNN
import ParlanceReports
import ParlanceSystem
import Testing

@Suite struct GateMapTests {
  @Test func meansAndUnits() {
    var generator = RandomGenerator(seed: 1)
    let layer = RecurrentLayer(.lstm, 3, 2, using: &generator)
    let x = Tensor(NDArray(normal: 1, shape: [2, 4, 3], using: &generator))
    let gates = layer.gates(x)
    let words = ["a", "b", "c", "d"]
    let means = HeatMap("", gates: gates, words: words, sequence: 1)
    #expect(means.rows == ["input", "forget", "output"] && means.columns == words)
    #expect(means.range == 0...1)
    let forget = gates[1].values
    #expect(means.values[1][2] == (forget[1, 2, 0] + forget[1, 2, 1]) / 2)
    let units = HeatMap("", gates: gates, words: words, units: [1, 0])
    #expect(
      units.rows == ["input 1", "input 0", "forget 1", "forget 0", "output 1", "output 0"])
    #expect(units.values[2][3] == forget[0, 3, 1])
  }
}
