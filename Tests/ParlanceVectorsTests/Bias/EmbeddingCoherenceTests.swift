import ParlanceVectors
import Testing

@Suite struct EmbeddingCoherenceTests {
  @Test func asWefeHasIt() {
    for golden in GoldenBias.all.tests {
      let test = BiasTest(golden.query, in: .of(golden.words, golden.numbers))
      expectNear(test.coherence, golden.ect)
    }
  }
}
