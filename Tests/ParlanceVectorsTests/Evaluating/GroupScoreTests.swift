import Foundation
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import ParlanceVectors
import Testing

@Suite struct GroupScoreTests {
  private func groups(_ text: String) throws -> WordGroups {
    try withFolder { folder in
      let path = folder + "/groups"
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      return try WordGroups.read(path: path)
    }
  }

  private let index = SimilarityIndex(
    WordVectors(
      words: ["cat", "dog", "bus", "car", "odd"], numbers: [1, 0, 1, 0.1, 0, 1, 0.1, 1, -1, 0.05],
      dimension: 2))

  @Test func forms() throws {
    for text in [
      "animals: cat, dog\nthings: bus car\n", "animals cat dog\n# note\nthings\tbus\tcar\n",
    ] {
      let found = try groups(text)
      #expect(found.groups.map(\.name) == ["animals", "things"])
      #expect(found.groups.map(\.words) == [["cat", "dog"], ["bus", "car"]])
    }
    for text in ["", "a: b c\n", "a\nb c\n", "a:\nb: c\n"] {
      #expect(throws: InputError.self) { try groups(text) }
    }
  }

  @Test func apartAndMixed() throws {
    let lookup = WordLookup(index)
    let apart = try GroupScore(try groups("animals: cat dog\nthings: bus car missing\n"), lookup)
    #expect(apart.neighbours == 1 && apart.silhouette > 0.9)
    #expect((apart.covered, apart.words) == (4, 5))
    #expect(abs(apart.chance - 1.0 / 3) < 1e-12)
    let mixed = try GroupScore(try groups("a: cat bus\nb: dog car\n"), lookup)
    #expect(mixed.neighbours == 0 && mixed.silhouette < 0)
    #expect(mixed.groups.map(\.neighbours) == [0, 0])
  }

  /// By hand, with d = 1 − cos: cat and dog are near, odd is opposite.
  @Test func theSilhouetteIsRousseeuws() throws {
    let index = SimilarityIndex(
      WordVectors(words: ["a", "b", "c"], numbers: [1, 0, 0.6, 0.8, 0, 1], dimension: 2))
    let score = try GroupScore(try groups("x: a b\ny: c\n"), WordLookup(index))
    // a: own 0.4, other 1; b: own 0.4, other 0.2; c is alone.
    #expect(abs(score.silhouette - (0.6 + (0.2 - 0.4) / 0.4 + 0) / 3) < 1e-6)
    #expect(score.groups.map(\.covered) == [2, 1])
  }

  @Test func wordsInTwoGroupsCountOnceAndNoWordsGiveNoNumber() throws {
    let twice = try GroupScore(try groups("a: cat dog\nb: dog bus\n"), WordLookup(index))
    #expect(twice.covered == 3)
    let none = try GroupScore(try groups("a: x y\nb: z\n"), WordLookup(index))
    #expect(none.covered == 0 && none.neighbours.isNaN && none.silhouette.isNaN)
  }
}
