import ParlanceScores
import Testing

@Suite struct TranslationScoreTests {
  @Test func samplesAreScoresOfTheirSentences() throws {
    let golden = try GoldenTranslations()
    let example = try #require(golden.cases.first { $0.hypotheses.count >= 5 })
    let score = TranslationScore(BLEU(), example.hypotheses, example.references)
    #expect(abs(score.value - example.scores["bleu"]!) < 1e-9)
    let bootstrap = Bootstrap(itemCount: example.hypotheses.count, sampleCount: 4)
    let samples = score.samples(bootstrap)
    for sample in 0..<4 {
      let items = bootstrap.items(ofSample: sample)
      let direct = BLEU().score(
        items.map { example.hypotheses[$0] }, items.map { example.references[$0] })
      #expect(abs(samples[sample] - direct) < 1e-9)
    }
  }
}
