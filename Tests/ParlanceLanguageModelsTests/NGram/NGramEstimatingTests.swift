import Foundation
import ParlanceArrays
import ParlanceTestSupport
import ParlanceText
import Testing

@testable import ParlanceLanguageModels

/// One model as `Tools/reference/golden_ngram.py` estimates it.
struct NGramGolden: Decodable, CustomTestStringConvertible {
  let lines: [String]
  let order: Int
  let smoothing: NGramSmoothing
  let k: Double
  let prune: [Int]
  let counts: [Int]
  let grams: [String]
  let logProbabilities: [Double]
  let backoffs: [Double]

  var testDescription: String { "\(smoothing.rawValue) \(order) \(prune), \(lines.count) lines" }

  static let all = try! JSONDecoder().decode([NGramGolden].self, from: goldenData("ngrams.json"))

  func model(onDisk: Bool = false) throws -> NGramLanguageModel {
    try ngramModel(lines, onDisk: onDisk) {
      $0.order = order
      $0.smoothing = smoothing
      $0.addend = k
      $0.prune = prune
    }
  }
}

@Suite struct NGramEstimatingTests {
  @Test(arguments: NGramGolden.all)
  func probabilitiesAndBackoffs(golden: NGramGolden) throws {
    let model = try golden.model()
    #expect(model.counts == golden.counts)
    let ids = Dictionary(
      uniqueKeysWithValues: model.vocabulary.tokens.enumerated().map { ($1, UInt32($0)) })
    for (index, gram) in golden.grams.enumerated() {
      let words =
        gram == "<unk> of the model"
        ? [NGramTable.unknown] : gram.split(separator: " ").compactMap { ids[String($0)] }
      let node = try #require(model.table.trie.node(words), "\(gram)")
      let found = Double(model.table.logProbabilities[node])
      #expect(abs(found - golden.logProbabilities[index]) < 2e-6, "\(gram): \(found)")
      if words.count < golden.order {
        let backoff = Double(model.table.backoffs[node])
        #expect(abs(backoff - golden.backoffs[index]) < 2e-6, "\(gram): back-off \(backoff)")
      }
    }
  }

  @Test(arguments: NGramGolden.all)
  func countingOnDiskGivesTheSameBits(golden: NGramGolden) throws {
    #expect(try golden.model(onDisk: true).table.content == golden.model().table.content)
  }

  @Test func manyRunsOnDiskGiveTheSameBits() throws {
    let lines = ngramText(lines: 2000, words: 80, seed: 5)
    let change = { (settings: inout NGramSettings) in
      settings.order = 4
      settings.memory = 1 << 20
    }
    let text = lines.joined(separator: " ").split(separator: " ").count
    #expect(text > 1 << 12)
    let disk = try ngramModel(lines, onDisk: true, change)
    #expect(try disk.table.content == ngramModel(lines, change).table.content)
    #expect(disk.table.problem == nil)
  }

  /// Σ P(w | h) = 1 over the vocabulary, for contexts that were seen and others.
  @Test(arguments: NGramSmoothing.allCases, [[], [0, 1], [1, 2, 3]])
  func probabilitiesSumToOne(smoothing: NGramSmoothing, prune: [Int]) throws {
    let lines = ngramText(lines: 250, words: 50, seed: 6)
    let model = try ngramModel(lines) {
      $0.order = 4
      $0.smoothing = smoothing
      $0.prune = prune
      $0.addend = 0.1
    }
    var generator = RandomGenerator(seed: 7)
    let seen = lines.flatMap { line in
      let words = line.split(separator: " ")
      return words.indices.map { words[..<$0].suffix(4).joined(separator: " ") }
    }
    for trial in 0..<1000 {
      let context =
        trial % 2 == 0
        ? seen[trial % seen.count]
        : (0..<trial % 5).map { _ in "w\(Int(60 * generator.uniform()))" }.joined(separator: " ")
      let ids = model.ids(of: model.tokenizer.tokens(context))
      let (values, _) = model.read(ids, nil)
      let sum = values.reduce(0.0) { $0 + exp(Double($1)) }
      #expect(abs(sum - 1) < 1e-5, "\(context): \(sum)")
    }
  }

  @Test func readingAgreesWithScoring() throws {
    let lines = ngramText(lines: 250, words: 50, seed: 8)
    let model = try ngramModel(lines)
    for line in lines.prefix(40) + ["w3 nothing w1", "w7 w7 w7 w7 w7 w7"] {
      var state: NGramLanguageModel.State?
      var total = 0.0
      for id in model.ids(of: model.tokenizer.tokens(line)) + [Vocabulary.sentenceEndID] {
        let (values, next) = model.read([], state)
        // What is unknown is written as <unk>, which the text does not hold.
        total += Double(values[id == 0 ? Int(Vocabulary.unknownID) : Int(id)])
        state = model.read([id], next).state
      }
      #expect(abs(total - model.score(line).logProbability) < 1e-4, "\(line)")
    }
  }

  @Test func nothingAndVeryLittle() throws {
    for order in [1, 2, 7] {
      // No line, a blank one, a word: </s> and the unknown word are always there.
      for lines in [[], [""], ["word"]] {
        let model = try ngramModel(lines) { $0.order = order }
        let (values, _) = model.read([], nil)
        #expect(abs(values.reduce(0) { $0 + exp($1) } - 1) < 1e-6, "\(order) \(lines)")
        #expect(model.score("word").logProbability.isFinite)
        #expect(model.score("").tokens == 1)
        #expect(model.table.trie.order == order)
      }
    }
  }

  @Test func ordersLongerThanAnyLine() throws {
    let lines = ["a b", "a c"]
    let long = try ngramModel(lines) { $0.order = 9 }
    #expect(long.counts == [6, 5, 4, 2, 0, 0, 0, 0, 0])
    let short = try ngramModel(lines) { $0.order = 5 }
    #expect(abs(long.score("a b").logProbability - short.score("a b").logProbability) < 1e-6)
  }

  @Test func fallbackIsSaidAloud() throws {
    var notes: [String] = []
    _ = try ngramModel(["a b", "b a"], { $0.order = 2 }, note: { notes.append($0) })
    #expect(notes.count == 2)
    #expect(
      notes[0] == "the text has too few 1-grams to estimate their discounts; taking 0.5, 1, 1.5")
    notes = []
    _ = try ngramModel(["a b", "b a"], { $0.smoothing = .wittenBell }, note: { notes.append($0) })
    #expect(notes.isEmpty)
  }

  @Test func literalUnknownIsAWordOfItsOwn() throws {
    let lines = ngramText(lines: 200, words: 30, seed: 9)
    let literal = try ngramModel(lines.map { $0.replacing("w1 ", with: "<unk> ") })
    let other = try ngramModel(lines.map { $0.replacing("w1 ", with: "other ") })
    for line in ["w3 <unk> w2", "<unk> <unk>", "w0 never"] {
      let score = literal.score(line)
      let same = other.score(line.replacing("<unk>", with: "other"))
      #expect(abs(score.logProbability - same.logProbability) < 1e-9)
      #expect(score.unknown == same.unknown)
    }
  }

  @Test func wordsOutsideTheVocabularyAreTheWordUnknown() throws {
    let lines = ngramText(lines: 200, words: 30, seed: 10)
    let model = try ngramModel(lines) { $0.vocabularySize = 10 }
    let kept = Set(model.vocabulary.tokens)
    let replaced = try ngramModel(
      lines.map { line in
        line.split(separator: " ").map { kept.contains(String($0)) ? $0 : "other" }
          .joined(separator: " ")
      })
    for line in ["w0 w29 w1", "w25 never", ""] {
      let same = line.split(separator: " ").map { kept.contains(String($0)) ? $0 : "other" }
      #expect(
        abs(
          model.score(line).logProbability
            - replaced.score(same.joined(separator: " ")).logProbability) < 1e-9)
    }
    #expect(model.outOfVocabularyID == Vocabulary.unknownID)
  }

  @Test func boundariesInATextAreUnknown() throws {
    let model = try ngramModel(["a b c", "a </s> b", "<s> <pad> c"])
    #expect(model.vocabulary.count == 7)
    #expect(model.score("a </s> b").logProbability == model.score("a zebra b").logProbability)
    #expect(model.score("a <s> b").logProbability == model.score("a zebra b").logProbability)
  }

  @Test func settingsAreChecked() {
    func problem(_ change: (inout NGramSettings) -> Void) -> String? {
      var settings = NGramSettings()
      change(&settings)
      return settings.problem?.description
    }
    #expect(problem { _ in } == nil)
    #expect(problem { $0.order = 0 } == "order: expected 1 to 1000, found 0")
    #expect(problem { $0.addend = 0 } != nil)
    #expect(problem { $0.prune = [0, 2, 1] } != nil)
    #expect(problem { $0.prune = [-1] } != nil)
    #expect(problem { $0.prune = [0, 0, 0, 0, 0, 0] } != nil)
    #expect(problem { $0.memory = 10 } != nil)
  }
}
