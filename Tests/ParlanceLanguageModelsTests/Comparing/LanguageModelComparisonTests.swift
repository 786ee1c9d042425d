import Foundation
import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceLanguageModels

@Suite struct LanguageModelComparisonTests {
  private let train = ngramText(lines: 200, words: 20, seed: 1).filter { !$0.isEmpty }
  private let lines = ngramText(lines: 60, words: 25, seed: 2) + ["w1 <unk> w2"]

  private func compare(
    _ models: [any LanguageModeling], lines: [String]? = nil,
    _ change: (inout LanguageModelComparison.Settings) -> Void = { _ in }
  ) throws -> LanguageModelComparison {
    var settings = LanguageModelComparison.Settings()
    settings.samples = 200
    change(&settings)
    return try LanguageModelComparison(
      models, names: models.indices.map { "m\($0)" }, bytes: models.map { _ in 7 },
      lines: lines ?? self.lines,
      settings: settings)
  }

  @Test func theScoresOfEvaluation() throws {
    let models: [any LanguageModeling] = [
      try ngramModel(train) { $0.order = 1 }, try ngramModel(train) { $0.order = 3 },
      try ngramModel(train) { $0.vocabularySize = 5 },
    ]
    let result = try compare(models)
    let characters = lines.reduce(lines.count) { $0 + $1.unicodeScalars.count }
    #expect(result.lines == lines.count && result.characters == characters)
    for (row, model) in zip(result.models, models) {
      let corpus = model.corpus(lines)
      let evaluation = model.evaluate(corpus)
      #expect(row.tokens == evaluation.tokens)
      #expect(row.unknown == corpus.outOfVocabularyCount)
      #expect(abs(row.perplexity.value / evaluation.perplexity - 1) < 1e-12)
      let bits = evaluation.crossEntropy * Double(evaluation.tokens) / log(2) / Double(characters)
      #expect(abs(row.bitsPerCharacter.value / bits - 1) < 1e-12)
      #expect(row.perplexity.interval.low < row.perplexity.value)
      #expect(row.perplexity.interval.high > row.perplexity.value)
      #expect(row.wordsPerSecond > 0 && row.bytes == 7)
    }
  }

  @Test func whatEveryModelKnows() throws {
    let large = try ngramModel(train) { $0.order = 2 }
    let small = try ngramModel(train) {
      $0.order = 2
      $0.vocabularySize = 5
    }
    let result = try compare([large, small])
    let words = lines.flatMap { $0.split(separator: " ") }
    let known = words.count { small.vocabulary.contains($0) && $0 != "<unk>" }
    #expect(result.models.map(\.knownTokens) == [known + lines.count, known + lines.count])
    // By hand, for the large model, which knows more.
    var (nats, tokens) = (0.0, 0)
    for line in lines {
      let values = large.probabilities(line)
      let words = line.split(separator: " ").map(String.init) + ["</s>"]
      for (word, value) in zip(words, values)
      where word == "</s>" || small.vocabulary.contains(word) && word != "<unk>" {
        nats -= log(value)
        tokens += 1
      }
    }
    #expect(tokens == known + lines.count)
    let found = result.models[0].knownPerplexity.value
    #expect(abs(found / exp(nats / Double(tokens)) - 1) < 1e-9)
    // Few words are easy to guess; that is no merit.
    #expect(result.models[1].perplexity.value < result.models[0].perplexity.value)
  }

  @Test func differencesArePaired() throws {
    let (good, poor) = (
      try ngramModel(train) { $0.order = 2 },
      try ngramModel(train) {
        $0.smoothing = .addK
        $0.order = 3
      }
    )
    let many = ngramText(lines: 600, words: 20, seed: 9)
    let result = try compare([poor, good, good], lines: many)
    #expect(result.reference == 1)
    #expect(result.models[1].difference == nil)
    let same = try #require(result.models[2].difference)
    #expect(same.pValue == 1)
    #expect(same.perplexity?.value == 0 && same.bitsPerCharacter.interval.high == 0)
    let worse = try #require(result.models[0].difference)
    let expected = result.models[0].perplexity.value - result.models[1].perplexity.value
    #expect(abs(worse.perplexity!.value - expected) < 1e-12)
    #expect(worse.bitsPerCharacter.interval.low > 0)
    #expect(worse.pValue == 2 / 201.0)
    // Of pairs the differences vary less than the scores.
    let near = try compare([good, try ngramModel(train) { $0.order = 3 }])
    let row = near.models[1 - near.reference]
    let (paired, alone) = (row.difference!.bitsPerCharacter.interval, row.bitsPerCharacter.interval)
    #expect(paired.high - paired.low < alone.high - alone.low)
    let first = try compare([poor, good]) { $0.reference = .first }
    #expect(first.reference == 0 && first.models[0].difference == nil)
    #expect(first.models[1].difference!.bitsPerCharacter.value < 0)
  }

  @Test func oneSeedOneResult() throws {
    let model = try ngramModel(train) { $0.order = 2 }
    func interval(_ seed: UInt64) throws -> ConfidenceInterval {
      try compare([model]) { $0.seed = seed }.models[0].perplexity.interval
    }
    #expect(try interval(3) == interval(3))
    #expect(try interval(3) != interval(4))
  }

  @Test func charactersAndWords() throws {
    let words = try ngramModel(train) { $0.order = 2 }
    let characters = try ngramModel(train) {
      $0.level = .character
      $0.order = 6
    }
    let result = try compare([words, characters])
    let row = result.models[1]
    #expect(row.tokens == result.characters)
    #expect(abs(row.bitsPerCharacter.value - log2(row.perplexity.value)) < 1e-12)
    let difference = result.models.compactMap(\.difference)[0]
    #expect(difference.perplexity == nil)
    #expect(result.models[0].knownTokens != row.knownTokens)
  }

  @Test func wrongText() throws {
    let model = try ngramModel(train)
    func error(_ lines: [String]) -> InputError? {
      inputError {
        _ = try LanguageModelComparison([model], names: ["m"], bytes: [0], lines: lines)
      }
    }
    #expect(error([])?.kind == .badData)
    #expect(error(["", ""])?.message.contains("empty") == true)
    #expect(error(["x y"])?.message.contains("all 2 tokens are unknown") == true)
  }
}
