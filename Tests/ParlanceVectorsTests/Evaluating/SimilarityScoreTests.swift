import Foundation
import ParlanceTestSupport
import ParlanceText
import ParlanceVectors
import Testing

/// Against gensim's numbers.
@Suite struct SimilarityScoreTests {
  private let golden = GoldenVectors.all

  private func read<T>(_ text: String, _ body: (String) throws -> T) throws -> T {
    try withFolder { folder in
      let path = folder + "/file"
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      return try body(path)
    }
  }

  @Test func correlationsOfPairs() throws {
    let pairs = try read(golden.pairs) { try WordPairs.read(path: $0) }
    let score = SimilarityScore(pairs, WordLookup(golden.index))
    let expected = golden.scores.pairs
    #expect((score.pairs, score.covered) == (43, 42))
    #expect(abs(score.spearman - expected.covered.spearman) < 1e-9)
    #expect(abs(score.pearson - expected.covered.pearson) < 1e-6)
    #expect(abs(score.spearmanOfAll - expected.all.spearman) < 1e-9)
    #expect(abs(score.pearsonOfAll - expected.all.pearson) < 1e-6)
    let interval = try #require(score.interval)
    #expect(interval.low < score.spearman && score.spearman < interval.high)
  }

  @Test func nothingCovered() throws {
    let pairs = try read("x y 1\nz q 2\n") { try WordPairs.read(path: $0) }
    let score = SimilarityScore(pairs, WordLookup(golden.index))
    #expect(score.covered == 0 && score.spearman.isNaN && score.interval == nil)
  }

  @Test func analogies() throws {
    let questions = try read(golden.questions) { try AnalogyQuestions.read(path: $0) }
    let lookup = WordLookup(golden.index)
    let score = AnalogyScore(questions, lookup)
    let (covered, all) = (golden.scores.analogies, golden.scores.analogiesOfAll)
    #expect(abs(score.accuracy - covered.accuracy) < 1e-12)
    #expect(abs(score.accuracyOfAll - all.accuracy) < 1e-12)
    #expect(score.sections.map(\.correct) == covered.sections.map(\.correct))
    #expect(score.sections.map(\.covered) == covered.sections.map(\.questions))
    #expect(score.sections.map(\.questions) == all.sections.map(\.questions))
    #expect(score.correct > 19)
    let multiplied = AnalogyScore(questions, lookup, method: .mul)
    #expect(multiplied.sections.map(\.correct) == golden.scores.multiplied.sections.map(\.correct))
  }

  @Test func capitalLettersCountWhereAskedTo() throws {
    let exact = WordLookup(golden.index, caseSensitive: true)
    #expect(exact.place(of: "PARIS") == nil && exact.place(of: "paris") == 57)
    let folded = WordLookup(golden.index)
    #expect(folded.place(of: "PARIS") == 56 && folded.place(of: "zürich") == 59)
    let few = WordLookup(SimilarityIndex(golden.wordVectors, mostFrequent: 57))
    #expect(few.place(of: "paris") == 56 && few.place(of: "rome") == nil)
  }

  /// More distinct words than are looked at at a time, and vectors of zeros among them.
  @Test func manyWordsAreSolvedAsFewAre() throws {
    let count = 1500
    let numbers = (0..<count * 3).map { Float(($0 * 7919) % 101) - 50 }
    let words = (0..<count).map { "w\($0)" }
    var zeroed = numbers
    for place in 30..<33 { zeroed[place] = 0 }
    let index = SimilarityIndex(WordVectors(words: words, numbers: zeroed, dimension: 3))
    let text = stride(from: 0, to: count - 4, by: 4).map { place in
      (0..<4).map { "w\(place + $0)" }.joined(separator: " ")
    }.joined(separator: "\n")
    let questions = try read(text) { try AnalogyQuestions.read(path: $0) }
    for method in AnalogyMethod.allCases {
      let whole = AnalogyScore(questions, WordLookup(index), method: method)
      let single = questions.sections[0].questions.count { question in
        let words = [question.a, question.b, question.c].map { index.word($0)! }
        let found = index.answers(
          to: [Analogy(words[0], words[1], words[2])], count: 1, method: method)[0]
        return found[0].word == question.d
      }
      #expect(whole.correct == single)
      #expect(whole.covered == 374)
    }
  }
}
