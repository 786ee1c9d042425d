import Foundation
import ParlanceSystem
import Testing

@testable import ParlanceText

@Suite struct MappedVectorsTests {
  private static let words = ["the", "Zürich", "New York", "e\u{301}", "é"]

  /// Five words of three numbers, with parts where asked.
  private func vectors(parts: Bool = false) throws -> WordVectors {
    let numbers = (0..<15).map { Float($0) / 4 - 1 }
    guard parts else { return WordVectors(words: Self.words, numbers: numbers, dimension: 3) }
    let subwords = Subwords(minimum: 2, maximum: 3, buckets: 50)
    let buckets = Set(subwords.buckets(of: "thus").dropFirst(2)).sorted()
    return try WordVectors(
      words: Self.words, rows: try StoredRows(numbers, width: 3), subwords: subwords,
      buckets: buckets,
      partRows: try StoredRows((0..<3 * buckets.count).map(Float.init), width: 3))
  }

  @Test(arguments: [false, true])
  func whatIsWrittenIsReadAgain(parts: Bool) throws {
    let given = try vectors(parts: parts)
    try withFolder { folder in
      let path = folder + "/vectors.bin"
      try given.write(to: path, as: .mapped)
      // The file, and the folder that it is in.
      for name in [path, folder] {
        let found = try WordVectors.read(path: name)
        #expect(found.words == given.words && found.numbers == given.numbers)
        #expect(found.dimension == 3 && found.notes.isEmpty && found.subwords == given.subwords)
        #expect(found.index(of: "e\u{301}") == 3 && found.index(of: "é") == 4)
        #expect(found.index(of: "New York") == 2 && found.index(of: "york") == nil)
        #expect(found.norms[2] == StoredRows.norm(found.vector(at: 2)))
        #expect(found.vector(of: "thus") == given.vector(of: "thus"))
        #expect((found.vector(of: "thus") != nil) == parts)
      }
      let kept = try WordVectors.read(path: path) { $0.utf8.count == 2 }
      #expect(kept.words == ["é"] && kept.vector(at: 0) == given.vector(at: 4))
      #expect((kept.vector(of: "thus") != nil) == parts)
    }
  }

  @Test func partsThatAreKnownMakeAVector() throws {
    let given = try vectors(parts: true)
    let known = given.subwords!.buckets(of: "thus").dropFirst(2)
    let order = Set(known).sorted()
    let rows = known.map { bucket in order.firstIndex(of: bucket)! }
    let mean = (0..<3).map { place in
      rows.reduce(Float(0)) { $0 + Float(3 * $1 + place) } / Float(rows.count)
    }
    let own = given.subwords!.buckets(of: "thus").prefix(2).filter { order.contains($0) }
    #expect(own.isEmpty && given.vector(of: "thus") == mean)
    #expect(given.vector(of: "the") == [-1, -0.75, -0.5] && given.vector(of: "") == nil)
  }

  /// Each answer is an error or vectors that can be asked; nothing traps.
  private func ask(_ path: String) -> WordVectors? {
    do {
      let found = try WordVectors.read(path: path)
      _ = found.words.map { found.index(of: $0) }
      _ = (0..<found.count).map { found.vector(at: $0) }
      _ = found.vector(of: "thus")
      return found
    } catch {
      #expect(error is InputError)
      return nil
    }
  }

  @Test func aFileCutAnywhereIsAnError() throws {
    let given = try vectors(parts: true)
    try withFolder { folder in
      let path = folder + "/v"
      try given.write(to: path, as: .mapped)
      let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
      #expect(ask(path) != nil)
      for count in Array(1..<200) + Array(stride(from: 201, to: bytes.count, by: 17)) {
        try Data(bytes[..<count]).write(to: URL(fileURLWithPath: path))
        #expect(ask(path) == nil, "cut at \(count)")
      }
      // A byte of the head, the words or the index is another: said. One of the rows: seen by `check`.
      let rows = bytes.count - 64 * 6
      for place in stride(from: 0, to: bytes.count, by: 5) {
        var bytes = bytes
        bytes[place] ^= 0x10
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let found = ask(path)
        #expect(place >= rows || found == nil, "changed at \(place)")
        #expect(throws: InputError.self, "changed at \(place)") {
          _ = try WordVectors.read(path: path)
          try WordVectors.check(path: path)
        }
      }
    }
  }
}
