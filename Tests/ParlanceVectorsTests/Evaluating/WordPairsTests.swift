import Foundation
import ParlanceSystem
import ParlanceTestSupport
import ParlanceVectors
import Testing

@Suite struct WordPairsTests {
  private func read(_ text: String) throws -> WordPairs {
    try withFolder { folder in
      let path = folder + "/pairs"
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      return try WordPairs.read(path: path)
    }
  }

  private func error(_ text: String) -> String {
    do {
      _ = try read(text)
      return "none"
    } catch { return (error as? InputError)?.message ?? "\(error)" }
  }

  private let expected = [
    WordPairs.Pair(first: "love", second: "sex", score: 6.77),
    WordPairs.Pair(first: "tiger", second: "cat", score: 7.35),
  ]

  @Test(arguments: [
    "love\tsex\t6.77\r\ntiger\tcat\t7.35\r\n",
    "Word 1\tWord 2\tHuman (mean)\nlove\tsex\t6.77\ntiger\tcat\t7.35",
    "Word 1,Word 2,Human (mean)\nlove,sex,6.77\ntiger,cat,7.35\n",
    "love;sex;6.77\ntiger;cat;7.35\n", "love sex 6.77\n\n# note\ntiger  cat 7.35\n",
    "word1\tword2\tPOS\tSimLex999\tconc\nlove\tsex\tN\t6.77\t2.1\ntiger\tcat\tN\t7.35\t3\n",
    "love-n sex-n 6.77\ntiger-n cat-n 7.35\n", "love_N sex_N 6.77\ntiger_N cat_N 7.35\n",
    "t\tlove\tsex\t6.77\nS\ttiger\tcat\t7.35\n", "\"love\",\"sex\",6.77\n\"tiger\",\"cat\",7.35\n",
    "love\tsex\t6.77\t1\t9\ntiger\tcat\t7.35\t2\t8\n", "\u{FEFF}love sex 6.77\ntiger cat 7.35",
  ])
  func usualForms(_ text: String) throws {
    let found = try read(text)
    #expect(found.pairs == expected)
    #expect(found.notes.isEmpty)
  }

  @Test func aSinglePair() throws {
    #expect(try read("a b 1\n").pairs == [WordPairs.Pair(first: "a", second: "b", score: 1)])
  }

  @Test func linesThatAreNoPairAreCounted() throws {
    let found = try read("a b 1\nc d\ne f 3\ng h nan\ni j 4\nk l 5\nm n 6\n")
    #expect(found.pairs.map(\.score) == [1, 3, 4, 5, 6])
    #expect(found.notes.count == 1)
    #expect(
      found.notes[0].hasSuffix(
        ": 2 lines are no pair with a number and left out, the first is line 2"))
  }

  @Test func whatIsNoFileOfPairs() {
    #expect(error("") == "the file is empty; expected lines of words")
    #expect(error("\n \n").hasPrefix("the file is empty"))
    #expect(error("a b\nc d\n").hasPrefix("expected two words and a number a line, found a b"))
    #expect(error("a b x\nc d nan\n").hasPrefix("expected two words and a number a line"))
    #expect(error("a\0b 1\n").hasPrefix("binary file"))
  }

  @Test func foldersAndMissingFiles() throws {
    try withFolder { folder in
      #expect(throws: InputError.self) { try WordPairs.read(paths: [folder]) }
      for (name, text) in [("b", "c d 2\n"), ("a", "a b 1\n"), ("README.txt", "text"), (".x", "")] {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
      }
      let found = try WordPairs.read(paths: [folder, folder + "/b"])
      #expect(found.map { URL(fileURLWithPath: $0.file).lastPathComponent } == ["a", "b", "b"])
      #expect(throws: InputError.self) { try WordPairs.read(paths: [folder + "/none"]) }
    }
  }
}
