import ParlanceTagging
import ParlanceTraining
import Testing

@Suite struct TaggerSearchingTests {
  @Test func whatIsDrawnCanBeTrained() throws {
    let start = TaggerSettings()
    let space = SearchSpace(start.searched)
    for number in 0..<100 {
      let values = space.sample(key: .init(seed: 4).folding(in: UInt64(number)))
      #expect(values.count == 5)
      let settings = try start.with(values, of: start.searched)
      #expect(settings.problem == nil)
      #expect("\(settings.batchSize)" == values["batchSize"]?.description)
      #expect("\(settings.architecture.hiddenSize)" == values["hiddenSize"]?.description)
    }
  }
}
