import ParlanceText
import ParlanceVectors
import Testing

@Suite struct SentenceVectorsTests {
  private let golden = GoldenVectors.all

  @Test func smoothInverseFrequency() {
    var frequencies = WordFrequencies()
    for (word, share) in golden.probabilities { frequencies.add(word, count: share) }
    let sentences = SentenceVectors(golden.wordVectors, .sif, frequencies: frequencies)
    var found = golden.sentences.map(sentences.sentence)
    SentenceVectors.removeCommonDirection(&found)
    for (sentence, expected) in zip(found, golden.sentenceVectors) {
      for (a, b) in zip(sentence.vector, expected) { #expect(abs(Double(a) - b) < 1e-6) }
    }
  }

  @Test func means() {
    let vectors = WordVectors(
      words: ["a", "b", "zero"], numbers: [3, 4, 0, 2, 0, 0], dimension: 2)
    let mean = SentenceVectors(vectors).sentence(["a", "missing", "B", "zero"])
    #expect(mean.vector == [1, 2])
    #expect((mean.covered, mean.words) == (3, 4))
    let unit = SentenceVectors(vectors, .unit).sentence(["a", "b", "zero"])
    #expect(unit.vector == [0.3, 0.9])
    #expect(SentenceVectors(vectors).sentence([]).vector == [0, 0])
    #expect(SentenceVectors(vectors, .unit).sentence(["missing"]).vector == [0, 0])
  }

  @Test func aSingleLineStays() {
    let vectors = WordVectors(words: ["a"], numbers: [3, 4], dimension: 2)
    var found = [SentenceVectors(vectors).sentence(["a"])]
    SentenceVectors.removeCommonDirection(&found)
    #expect(found[0].vector == [3, 4])
    var blank = [["x"], ["y"]].map(SentenceVectors(vectors).sentence)
    SentenceVectors.removeCommonDirection(&blank)
    #expect(blank.allSatisfy { $0.vector == [0, 0] })
  }
}
