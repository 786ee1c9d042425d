import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

/// Random configurations of whole stacks against PyTorch, or against a composition in PyTorch.
@Suite struct RecurrentCasesTests {
  @Test(arguments: GoldenCase.all("recurrent", "layer"))
  func equalsPyTorch(golden: GoldenCase) throws {
    let settings = golden.settings
    let cell = try #require(RecurrentCell(rawValue: settings.string("cell")))
    let make = { stack(cell, settings) }
    expectCase(golden, module: make()) { stack, inputs in
      let state = inputs["h0"].map { [RecurrentState](hidden: $0, cell: inputs["c0"]) }
      let lengths = settings.has("lengths") ? settings.ints("lengths") : nil
      let result = stack(inputs["x"]!, state: state, lengths: lengths)
      return [result.outputs, result.state.hidden] + (result.state.cell.map { [$0] } ?? [])
    }
  }

  private func stack(_ cell: RecurrentCell, _ settings: Settings) -> Recurrent {
    func flag(_ name: String) -> Bool { settings.has(name) && settings.bool(name) }
    func number(_ name: String) -> Double? { settings.has(name) ? settings.double(name) : nil }
    let options = RecurrentOptions(
      hasBias: settings.bool("bias"), hasPeepholes: flag("peepholes"),
      couplesGates: flag("coupled"), projectionSize: number("projection").map { Int($0) },
      hasLayerNorm: flag("norm"), clip: number("clip"), learnsInitialState: flag("learned"),
      hiddenZoneout: number("hidden_zoneout") ?? 0, cellZoneout: number("cell_zoneout") ?? 0)
    var generator = RandomGenerator(seed: 1)
    return Recurrent(
      cell, inputSize: settings.int("input"), hiddenSize: settings.int("hidden"),
      layerCount: settings.int("layers"),
      bidirectional: settings.has("bidirectional")
        ? Bidirectional.Merge(rawValue: settings.string("bidirectional")) : nil,
      options: options, using: &generator)
  }
}
