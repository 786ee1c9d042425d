import ParlanceSystem
import Testing

@testable import ParlanceText

@Suite struct WordTableTests {
  private func table(_ words: [String]) throws -> (table: WordTable, repeated: Int) {
    var builder = WordTable.Builder()
    for word in words { try builder.add(word) }
    return try builder.finish()
  }

  @Test func everyWordIsFound() throws {
    let words = (0..<5000).map { "w\($0 &* 7919)" } + ["", "é", "e\u{301}", "New York", "日本"]
    let (table, repeated) = try table(words)
    #expect(table.count == words.count && repeated == 0)
    for (place, word) in words.enumerated() {
      #expect(table.index(of: word) == place)
      #expect(Array(table.word(at: place).utf8) == Array(word.utf8))
    }
    for word in ["w", "W0", "new york", "日", "\0"] { #expect(table.index(of: word) == nil) }
    #expect(table.index(of: "an é".dropFirst(3)) == 5001)
  }

  @Test func theFirstOfEqualWordsCounts() throws {
    let (table, repeated) = try table(["a", "b", "a", "a"])
    #expect(repeated == 2 && table.index(of: "a") == 0 && table.word(at: 3) == "a")
    #expect(try self.table([]).table.index(of: "a") == nil)
  }

  /// FNV-1a's published values, its upper half xored into the lower.
  @Test func hashIsThatOfTheFile() {
    let known: [(String, UInt64)] = [
      ("", 0xCBF2_9CE4_8422_2325), ("a", 0xAF63_DC4C_8601_EC8C), ("foobar", 0x8594_4171_F739_67E8),
    ]
    for (text, hash) in known {
      let found = Array(text.utf8).withUnsafeBufferPointer { WordTable.hash($0) }
      #expect(found == hash ^ hash >> 32)
    }
  }

  /// What a file that was written over may hold: no trap, no endless search.
  @Test func wrongTablesAreSearchedToo() throws {
    let (table, _) = try table(["a", "bc", "def"])
    for slot in 0..<table.slots.count { table.slots[slot] = 4_000_000_000 }
    for index in 0..<4 { table.starts[index] = UInt32(4 - index) * 1_000_000_000 }
    #expect(table.index(of: "a") == nil && table.word(at: 1) == "")
    for slot in 0..<table.slots.count { table.slots[slot] = UInt32(slot % 3 + 1) }
    #expect(table.index(of: "xyz") == nil)
  }
}
