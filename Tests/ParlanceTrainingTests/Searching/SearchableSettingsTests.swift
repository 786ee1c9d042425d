import ParlanceSystem
import ParlanceTraining
import Testing

@Suite struct SearchableSettingsTests {
  @Test func valuesGoWhereTheirNamesLead() throws {
    let start = LetterSettings()
    let values: [String: SearchValue] = [
      "learningRate": .real(0.25), "batchSize": .text("4"), "optimizer": .text("adam"),
    ]
    let settings = try start.with(values, of: start.searched)
    #expect(settings.training.learningRate == 0.25 && settings.batchSize == 4)
    #expect(settings.training.optimizer == .adam)
    #expect(try start.with(["batchSize": .integer(6)], of: start.searched).batchSize == 6)
    #expect(try start.with([:], of: start.searched).batchSize == start.batchSize)
  }

  @Test(arguments: ["batchSize", "learningRate", "optimizer"])
  func aValueOfAnotherKindIsRefused(name: String) {
    let start = LetterSettings()
    let error = #expect(throws: InputError.self) {
      try start.with([name: .text("many")], of: start.searched)
    }
    #expect(error?.kind == .usage && error?.problem?.setting == name)
    #expect(error?.problem?.found == "many")
  }

  @Test func aSpaceTakesTheNames() {
    let space = SearchSpace(LetterSettings().searched) { $0.uppercased() }
    #expect(space.settings.map(\.name) == ["LEARNINGRATE", "BATCHSIZE", "MOMENTUM", "OPTIMIZER"])
    #expect(space.settings[2].condition?.name == "BATCHSIZE")
    #expect(space.settings[2].condition?.values == ["4"])
    #expect(space.settings[0].condition == nil)
  }

  @Test func epochsAndSeedAreThoseOfTraining() {
    var settings = LetterSettings()
    settings.passes = 7
    settings.seed = 9
    #expect(settings.training.epochs == 7 && settings.training.seed == 9 && settings.passes == 7)
  }
}
