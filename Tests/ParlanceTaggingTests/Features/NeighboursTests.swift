import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceTagging

@Suite struct NeighboursTests {
  private func vocabulary(readsNeighbours: Bool = true) throws -> TaggerVocabulary {
    TaggerVocabulary(
      words: try Vocabulary(tokens: Vocabulary.specials + ["太", "慢"]),
      characters: try Vocabulary(tokens: Vocabulary.specials), tags: try LabelSet(["O"]),
      lowercased: true, readsNeighbours: readsNeighbours)
  }

  @Test func whoHasNeighbours() throws {
    let tokens = ["太", "慢", "a", "1", "。", "北京", "の", "ก"]
    let vocabulary = try vocabulary()
    let found = tokens.indices.map { vocabulary.neighbours(of: $0, in: tokens) }
    #expect(found.map { $0 != nil } == [true, true, false, false, false, false, true, true])
    #expect(found[0]?.before == "" && found[0]?.after == "慢")
    #expect(found[1]?.before == "太" && found[1]?.after == "a")
    #expect(found[7]?.before == "の" && found[7]?.after == "")
    let without = try self.vocabulary(readsNeighbours: false)
    #expect(tokens.indices.allSatisfy { without.neighbours(of: $0, in: tokens) == nil })
  }

  @Test func pairsHaveNumbers() {
    let own = Affixes.indices(of: "慢", between: "太", and: "了")
    #expect(own.count == 4 && Set(own).count == 4)
    for index in own { #expect(0..<Int32(Affixes.count) ~= index) }
    let other = Affixes.indices(of: "慢", between: "很", and: "了")
    #expect(own.prefix(2) != other.prefix(2) && own.suffix(2) == other.suffix(2))
    // Which of the two is the token, and on which side the other is.
    #expect(Affixes.indices(of: "太", between: "", and: "慢").suffix(2) != own.prefix(2))
    #expect(own != Affixes.indices(of: "慢", between: "了", and: "太"))
  }

  /// A character counts as often as it has other neighbours, a word once.
  @Test func aSentenceIsReadInContext() throws {
    var index = TokenIndex(try vocabulary())
    let places = index.add(["太", "慢", "太", "慢", "so", "so"])
    #expect(places == [0, 1, 2, 3, 4, 4])
    #expect(index.features.map(\.isInContext) == [true, true, true, true, false])
    #expect(index.features[0].word == index.features[2].word)
    #expect(index.features[0].affixes != index.features[2].affixes)
    #expect(index.add(["太", "慢"]).first == 0)
    let hidden = index.batch([places]) { $0 == 1 ? .neighbours : $0 == 4 ? .word : [] }
    #expect(hidden.words[1].affixes.isEmpty && hidden.words[1].word == index.features[1].word)
    #expect(hidden.words[4].word == Vocabulary.unknownID && !hidden.words[4].affixes.isEmpty)
    #expect(hidden.words[0].affixes == index.features[0].affixes)
  }

  /// The tag of a character is that of the character before it: without neighbours and recurrence nothing
  /// tells it.
  private var ordered: TaggedCorpus {
    let signs = ["太", "慢", "饭", "凉"]
    var generator = RandomGenerator(seed: 4)
    return TaggedCorpus(
      (0..<60).map { _ in
        let tokens = (0..<8).map { _ in signs[Int(generator.uniform() * 4)] }
        let tags = tokens.indices.map { $0 > 0 && tokens[$0 - 1] == "太" ? "A" : "B" }
        return TaggedSentence(tokens: tokens, tags: tags)
      })
  }

  private func accuracy(readsNeighbours: Bool) throws -> Double {
    var made = smallArchitecture(.window, characters: .none)
    (made.window, made.affixSize, made.readsNeighbours) = (1, 16, readsNeighbours)
    var generator = RandomGenerator(seed: 1)
    let tagger = try Tagger(made, training: ordered, using: &generator)
    let task = TaggingTask(
      tagger, training: ordered, validation: ordered, batchSize: 8, seed: 1)
    var configuration = TrainingConfiguration()
    (configuration.epochs, configuration.optimizer, configuration.learningRate) = (8, .adam, 0.02)
    _ = try Trainer(task, configuration).run()
    return tagger.evaluate(ordered, samples: 10).accuracy
  }

  @Test func neighboursAreLearnedFrom() throws {
    #expect(try accuracy(readsNeighbours: true) > 0.99)
    #expect(try accuracy(readsNeighbours: false) < 0.85)
  }

  @Test func taggersOfEarlierReadAsTheyDid() throws {
    let coder = JSONEncoder()
    var object = try #require(
      JSONSerialization.jsonObject(with: coder.encode(smallArchitecture())) as? [String: Any])
    #expect(object["readsNeighbours"] as? Bool == true)
    object["readsNeighbours"] = nil
    object["vocabularySize"] = 9
    object["tagCount"] = 2
    let earlier = try JSONDecoder().decode(
      TaggerArchitecture.self, from: JSONSerialization.data(withJSONObject: object))
    #expect(!earlier.readsNeighbours)
  }
}
