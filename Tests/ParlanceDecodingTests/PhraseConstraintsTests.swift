import Foundation
import ParlanceArrays
import ParlanceSystem
import ParlanceText
import Testing

@testable import ParlanceDecoding

@Suite struct PhraseConstraintsTests {
  /// Words a, b, c, … from id 4 on.
  private func spellings(_ words: Int) -> TokenSpellings {
    TokenSpellings(
      [[], [], [], []]
        + (0..<words).map { Array(String(UnicodeScalar(UInt8(97 + $0))).utf8) + [0x20] })
  }

  private func phrase(_ text: String) -> PhraseConstraints.Phrase {
    PhraseConstraints.Phrase(
      text, tokens: text.split(separator: " ").map { Int32($0.utf8.first!) - 97 + 4 })
  }

  private func written(_ text: GeneratedTokens) -> String {
    text.tokens.filter { $0 != Vocabulary.sentenceEndID }
      .map { String(UnicodeScalar(UInt8($0 - 4 + 97))) }.joined(separator: " ")
  }

  @Test func phrasesAreFoundAtTheEndsOfWords() {
    func has(_ phrase: String, _ text: String) -> Bool { PhraseConstraints.has(phrase, in: text) }
    #expect(has("Hund", "ein Hund bellt") && has("Hund", "Hund") && has("Hund", "der Hund."))
    #expect(has("ein Hund", "(ein Hund)") && !has("ein  Hund", "ein Hund"))
    #expect(!has("Hund", "Hunde") && !has("und", "Hund") && !has("Hund", "hund"))
    #expect(!has("1", "10") && has("1", "1:10") && has("été", "un été.") && !has("t", "été"))
    // Ideographs and kana are not set apart.
    #expect(has("中国", "我在中国。") && has("すし", "私はすしが好き"))
  }

  /// Words that bring the blank before them along: "a" and "b" are such, "!" and "c" are written at once.
  @Test func wordsMayBringTheirBlank() {
    let spellings = TokenSpellings(
      [[], [], [], []] + [" a", " b", "!", "c"].map { Array($0.utf8) }, areWords: true)
    let (a, b, mark, c): (Int32, Int32, Int32, Int32) = (4, 5, 6, 7)
    var progress = ConstraintProgress(
      PhraseConstraints(
        required: [PhraseConstraints.Phrase("b a", tokens: [b, a])], forbidden: ["a!", "bc"],
        spellings: spellings))
    #expect(progress.wanted == [b])
    progress.append(a)
    // In the middle of a line too, and what is forbidden is seen as soon as it is there.
    #expect(progress.wanted == [b] && !progress.allows(mark) && progress.allows(b))
    progress.append(b)
    #expect(progress.wanted == [a] && progress.count == 1 && !progress.allows(c))
    progress.append(a)
    #expect(progress.count == 2)
    progress.append(b)
    #expect(progress.missing.isEmpty)
  }

  /// Width V^L leaves nothing out: the best are those of all texts that keep the constraints.
  @Test(arguments: [UInt64(1), 2, 3], [0.0, 1])
  func theGreatestWidthIsExhaustive(seed: UInt64, penalty: Double) {
    let model = ToyModel(size: Vocabulary.specials.count + 3, seed: seed)
    let options = options {
      $0.lengthPenalty = penalty
      $0.maximumLength = 4
      $0.beamWidth = 256
    }
    for (required, forbidden) in [(["c"], ["a"]), (["a b"], []), (["b", "c a"], ["b c"])] {
      let constraints = PhraseConstraints(
        required: required.map(phrase), forbidden: forbidden, spellings: spellings(3))
      let all = model.allTexts(after: [4], options).filter { text in
        let written = written(text)
        return required.allSatisfy { PhraseConstraints.has($0, in: written) }
          && !forbidden.contains { PhraseConstraints.has($0, in: written) }
      }
      let found = model.beamSearch(
        after: [[4]], options, count: 5, constraints: [constraints])[0]
      #expect(found.map(\.tokens) == all.prefix(5).map(\.tokens), "\(required) \(forbidden)")
      #expect(!found.contains { !$0.missing.isEmpty })
    }
  }

  /// Few prefixes are enough, each search keeps its own constraints, and one without any is as it was.
  @Test func narrowSearchesKeepThem() {
    let model = ToyModel(size: 24, seed: 6)
    let options = options {
      $0.beamWidth = 4
      $0.maximumLength = 20
    }
    let wanted = [["t s r"], ["k", "l", "m n"], []]
    let constraints = wanted.map {
      PhraseConstraints(required: $0.map(phrase), spellings: spellings(20))
    }
    let found = model.beamSearch(after: [[4], [5], [6]], options, constraints: constraints)
    for (phrases, found) in zip(wanted, found) {
      for phrase in phrases {
        #expect(PhraseConstraints.has(phrase, in: written(found[0])), "\(written(found[0]))")
      }
      #expect(found[0].missing.isEmpty)
    }
    #expect(found[2] == model.beamSearch(after: [[6]], options)[0])
  }

  @Test func whatCannotComeIsSaid() {
    let model = ToyModel(size: 10, seed: 1)
    let options = options {
      $0.beamWidth = 3
      $0.maximumLength = 2
    }
    let constraints = PhraseConstraints(
      required: [phrase("a"), phrase("b c d")], spellings: spellings(6))
    let found = model.beamSearch(after: [[4]], options, constraints: [constraints])[0]
    #expect(found.count == 1 && found[0].missing.contains(1) && found[0].tokens.count == 2)
  }

  /// However a word is cut into pieces.
  @Test func forbiddenWordsDoNotComeInPieces() {
    // "hu" + "nd ", "hund ", "h" + "und ", and "e ", which makes another word of it.
    let pieces = ["hu", "nd ", "hund ", "h", "und ", "e ", "hund"]
    let spellings = TokenSpellings([[], [], [], []] + pieces.map { Array($0.utf8) })
    let constraints = PhraseConstraints(forbidden: ["hund"], spellings: spellings)
    func allowed(_ written: [Int32]) -> [Int32] {
      var progress = ConstraintProgress(constraints)
      for token in written { progress.append(token) }
      return (3..<11).filter { progress.allows($0) }
    }
    #expect(allowed([]) == [3, 4, 5, 7, 8, 9, 10])
    #expect(allowed([4]) == [3, 4, 6, 7, 8, 9, 10])
    #expect(allowed([7]) == [3, 4, 5, 6, 7, 9, 10])
    #expect(allowed([10]) == [4, 5, 6, 7, 8, 9, 10])
    let model = ToyModel(size: 11, seed: 8)
    var generators = (0..<200).map { RandomGenerator(seed: UInt64($0)) }
    let texts = model.sample(
      after: generators.map { _ in [] }, options { $0.maximumLength = 12 },
      constraints: generators.map { _ in constraints }, using: &generators)
    for text in texts {
      let bytes = text.tokens.flatMap { spellings.bytes[Int($0)] }
      #expect(!PhraseConstraints.has("hund", in: String(decoding: bytes, as: UTF8.self)))
    }
  }
}

@Suite struct CoverageTests {
  /// Says a or b alike, each followed by the end; a looks at the first of two places only, b at both.
  private struct Looking: TokenPredicting {
    func read(
      rows: [[Int32]], _ state: CarriedState?
    ) -> (logProbabilities: NDArray, state: CarriedState) {
      var values = [Float](repeating: -.infinity, count: 6 * rows.count)
      var next = CarriedState()
      for (row, tokens) in rows.enumerated() {
        if tokens.isEmpty {
          (values[6 * row + 4], values[6 * row + 5]) = (log(0.6), log(0.4))
        } else {
          values[6 * row + 3] = 0
        }
      }
      next["last"] = NDArray(
        float64: rows.map { Double($0.last ?? 0) }, shape: [rows.count, 1])
      return (NDArray(values, shape: [rows.count, 6]), next)
    }

    func coverage(of state: CarriedState) -> [Double] {
      state["last"]!.doubles.map { $0 == 4 ? log(0.5) : 0 }
    }
  }

  @Test func whatWasPassedOverCounts() {
    func best(_ weight: Double) -> GeneratedTokens {
      Looking().beamSearch(
        after: [[]],
        options {
          ($0.beamWidth, $0.coveragePenalty, $0.lengthPenalty) = (2, weight, 1)
        })[0][0]
    }
    #expect(best(0).tokens == [4, 3] && abs(best(0).score - log(0.6) / 2) < 1e-6)
    #expect(best(0.2).tokens == [4, 3])
    #expect(abs(best(0.2).score - (log(0.6) / 2 + 0.2 * log(0.5))) < 1e-6)
    #expect(best(0.5).tokens == [5, 3] && abs(best(0.5).score - log(0.4) / 2) < 1e-6)
  }
}
