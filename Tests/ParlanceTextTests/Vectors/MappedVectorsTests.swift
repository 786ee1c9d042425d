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

  @Test func whatCannotBeReadIsNotWritten() throws {
    try withFolder { folder in
      let error = inputError {
        try WordVectors(words: ["a"], numbers: [], dimension: 0).write(
          to: folder + "/v", as: .mapped)
      }
      #expect(error?.kind == .cannotCreate)
      // Lengths that no n-gram has.
      let subwords = Subwords(minimum: -1, maximum: .max, buckets: 3)
      let given = try WordVectors(
        words: ["a"], rows: StoredRows([1] as [Float], width: 1), subwords: subwords,
        buckets: [0, 1, 2], partRows: StoredRows([1, 2, 3] as [Float], width: 1))
      try given.write(to: folder + "/v", as: .mapped)
      let found = try WordVectors.read(path: folder + "/v")
      #expect(found.vector(of: "b") == given.vector(of: "b") && found.vector(of: "b") != nil)
    }
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
      let rows = bytes.count - 64 * 7
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

  /// Files of version 1 had no rows in int8 beside those in float32.
  @Test func filesOfVersion1AreRead() throws {
    try withFolder { folder in
      let (path, given) = (folder + "/v", try vectors(parts: true))
      try MappedVectors.write(given, to: path)
      let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
      try write(bytes, changing: [8: 1], to: path)
      let found = try WordVectors.read(path: path)
      #expect(found.sketch == nil && found.numbers == given.numbers)
      #expect(found.vector(of: "thus") == given.vector(of: "thus"))
      try given.write(to: path, as: .mapped)
      #expect(try WordVectors.read(path: path).sketch?.count == 5)
    }
  }

  /// Files with right checksums whose numbers are wrong: bounds are checked all the same.
  @Test func wrongNumbersAreNoTrap() throws {
    try withFolder { folder in
      let path = folder + "/v"
      for form in [WordVectors.Form.mapped, .mappedInt8, .mappedProduct] {
        try vectors(parts: true).write(to: path, as: form)
        let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
        let numbers: [UInt64] = [0, 1, 2, 3, 255, 1 << 31, 1 << 40, 1 << 63, .max]
        for field in 2...12 {
          for number in numbers {
            try write(bytes, changing: [8 * field: number], to: path)
            _ = ask(path)
          }
        }
        // Of the tables: those of the words, of the index and of buckets.
        let end = try #require(try tableEnd(of: bytes))
        for place in stride(from: MappedVectors.headSize, to: end - 8, by: 24) {
          try write(bytes, changing: [place & ~7: .max - 5], tablesTo: end, to: path)
          #expect(ask(path) != nil, "\(form) at \(place)")
        }
        // Nothing was changed: the checksums here are those of the writer.
        try write(bytes, changing: [:], tablesTo: end, to: path)
        #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) == bytes)
      }
    }
  }

  /// Where the tables end: at the one multiple of 64 up to which their sum is that of the head.
  private func tableEnd(of bytes: [UInt8]) throws -> Int? {
    let stored = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[104 + $1]) << (8 * UInt32($1)) }
    let buffer = try NumberBuffer(bytes)
    return stride(from: MappedVectors.headSize, through: bytes.count, by: 64).first {
      buffer.checksum(MappedVectors.headSize..<$0) == stored
    }
  }

  /// Writes a file with numbers of 64 bits changed, and its checksums made anew.
  ///
  /// - `end`: where the tables end, if they are to have a new sum.
  private func write(
    _ bytes: [UInt8], changing: [Int: UInt64], tablesTo end: Int? = nil, to path: String
  ) throws {
    var bytes = bytes
    func put(_ number: UInt64, _ place: Int) {
      for byte in 0..<8 { bytes[place + byte] = UInt8(truncatingIfNeeded: number >> (8 * byte)) }
    }
    for (place, number) in changing { put(number, place) }
    func sum(_ range: Range<Int>) throws -> UInt64 {
      UInt64(try NumberBuffer(bytes).checksum(range))
    }
    if let end { put(try sum(MappedVectors.headSize..<end), 104) }
    put(try sum(0..<120), 120)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }
}
