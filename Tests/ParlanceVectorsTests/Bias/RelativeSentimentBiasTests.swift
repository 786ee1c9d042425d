import ParlanceVectors
import Testing

@Suite struct RelativeSentimentBiasTests {
  @Test func asWefeHasItWithoutAHoldout() {
    for golden in GoldenBias.all.tests {
      let test = BiasTest(golden.query, in: .of(golden.words, golden.numbers))
      expectNear(test.negativeSentiment, golden.rnsb)
    }
  }
}
