import ParlanceSystem
import Testing

@testable import ParlanceText

@Suite struct AugmentationTests {
  private let words = (0..<40).map { "w\($0)" }

  @Test func theKeyDecides() {
    let augmenter = Augmenter([WordDropping(rate: 0.3), WordSwapping(rate: 0.3)])
    let key = RandomKey(seed: 4)
    #expect(augmenter.augmented(words, key: key) == augmenter.augmented(words, key: key))
    #expect(
      augmenter.augmented(words, key: key.folding(in: 1))
        != augmenter.augmented(words, key: key.folding(in: 2)))
    #expect(Augmenter([]).augmented(words, key: key) == words)
  }

  @Test func whatIsAskedFor() throws {
    let found = try withFile("big, large\n") { path in
      try Augmenter(parsing: [
        "dropout=0.2", "swap=0.1", "synonyms=\(path)", "synonyms=\(path)=0.5",
      ]).augmentations
    }
    #expect(found[0] as? WordDropping == WordDropping(rate: 0.2))
    #expect(found[1] as? WordSwapping == WordSwapping(rate: 0.1))
    #expect((found[2] as? SynonymReplacing)?.rate == 0.1)
    #expect((found[3] as? SynonymReplacing)?.rate == 0.5)
    for wrong in ["", "dropout", "dropout=1", "swap=x", "shuffle=0.1", "dropout=-0.1"] {
      #expect(throws: InputError.self) { try Augmenter(parsing: [wrong]) }
    }
    #expect(throws: InputError.self) { try Augmenter(parsing: ["synonyms=/none"]) }
  }

  @Test func dropping() {
    var generator = RandomGenerator(seed: 1)
    var kept = 0
    for _ in 0..<200 {
      let some = WordDropping(rate: 0.25).augmented(words, using: &generator)
      #expect(some == words.filter(Set(some).contains))
      kept += some.count
    }
    #expect((5800...6200).contains(kept))
    #expect(WordDropping(rate: 0).augmented(words, using: &generator) == words)
    #expect(WordDropping(rate: 0.99).augmented(["a"], using: &generator) == ["a"])
    #expect(WordDropping(rate: 0.5).augmented([], using: &generator) == [])
  }

  @Test func swapping() {
    var generator = RandomGenerator(seed: 2)
    var moved = 0
    for _ in 0..<100 {
      let some = WordSwapping(rate: 0.1).augmented(words, using: &generator)
      #expect(some.sorted() == words.sorted())
      moved += zip(some, words).count { $0 != $1 }
    }
    // Four exchanges move nearly eight words.
    #expect((600...800).contains(moved))
    #expect(WordSwapping(rate: 0.5).augmented(["a"], using: &generator) == ["a"])
    #expect(WordSwapping(rate: 0).augmented(words, using: &generator) == words)
  }

  @Test func synonyms() throws {
    let table = try withFile("# a comment\nbig large\n\nmovie, film, motion picture\n") {
      try Synonyms.read(from: $0)
    }
    #expect(table["Movie"] == ["film", "motion picture"] && table["small"] == [])
    var generator = RandomGenerator(seed: 3)
    var seen: Set<[String]> = []
    for _ in 0..<200 {
      seen.insert(
        SynonymReplacing(table, rate: 0.5).augmented(["big", "movie", "x"], using: &generator))
    }
    #expect(
      seen == [
        ["big", "movie", "x"], ["large", "movie", "x"], ["big", "film", "x"],
        ["large", "film", "x"], ["big", "motion", "picture", "x"],
        ["large", "motion", "picture", "x"],
      ])
  }

  @Test func aGroupOfOneIsNone() throws {
    let error = try withFile("big large\nsmall\n") { path in
      inputError { _ = try Synonyms.read(from: path) }
    }
    #expect(error?.line == 2 && error?.kind == .badData)
  }
}
