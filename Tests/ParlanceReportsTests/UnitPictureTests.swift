import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceReports
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct UnitPictureTests {
  private func picture(_ cell: RecurrentCell) -> (UnitPicture, LayerTrace.RecurrentRun) {
    var generator = RandomGenerator(seed: 1)
    let layer = RecurrentLayer(cell, 3, 4, using: &generator)
    let x = Tensor(NDArray(normal: 1, shape: [1, 3, 3], using: &generator))
    let (_, trace) = LayerTrace.recording(stepByStep: true) { layer(x) }
    let run = trace.recurrent[0]
    return (UnitPicture("u", run, words: ["a", "b", "c"], units: [2, 0]), run)
  }

  @Test func everyKindOfCell() throws {
    let lstm = picture(.lstm).0
    #expect(
      lstm.gates.rows == ["input 2", "input 0", "forget 2", "forget 0", "output 2", "output 0"])
    #expect(
      lstm.states.rows == [
        "candidate 2", "candidate 0", "cell 2", "cell 0", "hidden 2", "hidden 0",
      ])
    let gru = picture(.gru).0
    #expect(gru.gates.rows == ["reset 2", "reset 0", "update 2", "update 0"])
    #expect(gru.states.rows == ["candidate 2", "candidate 0", "hidden 2", "hidden 0"])
    let plain = picture(.rnn).0
    #expect(plain.gates.rows.isEmpty && plain.states.rows == ["hidden 2", "hidden 0"])
    for picture in [lstm, gru, plain] { try expectWellFormed(picture.svg) }
  }

  @Test func numbersAreTheRuns() {
    let (picture, run) = picture(.lstm)
    #expect(picture.units.map(\.unit) == [2, 0])
    for (place, unit) in [2, 0].enumerated() {
      let values = picture.units[place].values
      #expect(values["cell"] == (0..<3).map { run.states[$0].cell!.array[0, unit] })
      #expect(values["hidden"] == (0..<3).map { run.hidden.array[0, $0, unit] })
      #expect(values["forget"] == (0..<3).map { run.gates[1].values[0, $0, unit] })
    }
  }
}
