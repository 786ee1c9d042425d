import Foundation
import ParlanceTestSupport
import ParlanceText
import ParlanceVectors
import Testing

/// Against gensim's numbers.
@Suite struct AnalogyScoreTests {
  private let golden = GoldenVectors.all

  @Test func analogies() throws {
    let questions = try withFile(golden.questions) { try AnalogyQuestions.read(path: $0) }
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
    let questions = try withFile(text) { try AnalogyQuestions.read(path: $0) }
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
