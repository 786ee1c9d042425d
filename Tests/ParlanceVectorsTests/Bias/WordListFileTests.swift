import Foundation
import ParlanceSystem
import ParlanceTestSupport
import ParlanceVectors
import Testing

@Suite struct WordListFileTests {
  private func rows(_ text: String) throws -> [[String]] {
    try withFolder { folder in
      try text.write(toFile: folder + "/list", atomically: true, encoding: .utf8)
      return try WordListFile.rows(folder + "/list")
    }
  }

  @Test func textAndJSON() throws {
    #expect(
      try rows("# pairs\nhe she\n\nking, queen bee\n") == [["he", "she"], ["king", "queen bee"]])
    #expect(try rows("[[\"he\", \"she\"], [\"a\", \"b\"]]") == [["he", "she"], ["a", "b"]])
    #expect(try rows("[\"he\", \"she\"]") == [["he"], ["she"]])
  }

  @Test func wrongFiles() {
    for text in ["", "\n# nothing\n", "[]", "[1]", "[[1]]", "{\"a\": 1}", "[\"a\""] {
      #expect(throws: InputError.self, "\(text)") { try rows(text) }
    }
  }
}
