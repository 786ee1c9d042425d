import ParlanceScores
import ParlanceSystem
import ParlanceTraining
import Testing

@testable import ParlanceTagging

@Suite struct TaggerComparisonTests {
  /// Results with the right tags but for those of some sentences, which are all O.
  private func results(wrong: Set<Int>) throws -> TaggerResults {
    let tagger = try untrained(smallArchitecture())
    let predictions = corpus.sentences.enumerated().map { place, sentence in
      wrong.contains(place) ? sentence.tags.map { _ in "O" } : sentence.tags
    }
    return TaggerResults(corpus, tagger, predictions: predictions, loss: 0, tokens: 0)
  }

  @Test func aModelAgainstItself() throws {
    let some = try results(wrong: [0, 5])
    let found = TaggerComparison(some, some)
    #expect(found.accuracy.value == 0 && found.accuracy.pValue == 1)
    #expect(found.entityF1?.interval == ConfidenceInterval(percentilesOf: [0]))
    #expect(found.mcNemar == McNemar(onlyFirst: 0, onlySecond: 0))
  }

  @Test func aBetterModel() throws {
    let (good, poor) = (try results(wrong: [0]), try results(wrong: [0, 1, 3, 7]))
    let found = TaggerComparison(good, poor)
    // 34 tokens; 3, 2 and 4 tags are lost, of 12 entities 2, 2 and 3.
    #expect(abs(found.accuracy.value - 9.0 / 34) < 1e-12)
    let (a, b) = (good.scores(samples: 0).entityF1!, poor.scores(samples: 0).entityF1!)
    #expect(abs(a - 2 * 10.0 / (10 + 12)) < 1e-12)
    #expect(abs(b - 2 * 3.0 / (3 + 12)) < 1e-12)
    #expect(found.entityF1?.value == a - b && found.entityF1!.interval.low > 0)
    #expect(found.entityF1!.pValue < 0.05)
    #expect(found.mcNemar == McNemar(onlyFirst: 3, onlySecond: 0))
    #expect(TaggerComparison(poor, good).accuracy.value == -found.accuracy.value)
    #expect(TaggerComparison(good, poor) == found)
    // Another seed draws other samples.
    #expect(good.scores().intervals != good.scores(seed: 2).intervals)
  }

  @Test func tagsThatMarkNoEntities() throws {
    var generator = RandomGenerator(seed: 1)
    let tagger = try Tagger(smallArchitecture(), training: classes, using: &generator)
    let some = tagger.results(on: classes)
    let found = TaggerComparison(some, some, samples: 10)
    #expect(found.entityF1 == nil && found.accuracy.value == 0)
  }
}
