import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem
import ParlanceTestSupport
import Testing

@testable import ParlanceNN

@Suite struct SequenceAttentionTests {
  @Test(arguments: GoldenCase.all("transformer", "sequence_attention"))
  func golden(_ golden: GoldenCase) {
    var generator = RandomGenerator(seed: 1)
    let settings = golden.settings
    let lengths = golden.integers("lengths").values.map { Int($0) }
    expectCase(
      golden,
      module: SequenceAttention(
        AttentionScore(rawValue: settings.string("score"))!, querySize: settings.int("query"),
        sourceSize: settings.int("source"), size: settings.int("size"), using: &generator)
    ) { attention, inputs in
      let source = attention.source(inputs["source"]!, lengths: lengths)
      let found = attention(inputs["queries"]!, source)
      return [found.contexts, found.weights]
    }
  }
}
