import ParlanceSystem
import ParlanceText

/// The file `ngrams.bin` of a model directory: the arrays of a table as they lie in memory, so that it
/// can be mapped and used at once.
///
/// Eight bytes of magic, then little-endian 64-bit numbers: the version, the order, and where each
/// order's n-grams begin and the last end; then, each from a multiple of 64 bytes on: words, suffixes,
/// log-probabilities, back-offs, first children.
enum NGramFile {
  private static let magic: [UInt8] = Array("PARLNGRM".utf8)
  private static let version: UInt64 = 1
  static let highestOrder = 1000

  /// Where the arrays lie.
  private struct Layout {
    let offsets: [Int]
    let byteCount: Int

    init(_ starts: [Int]) {
      let (all, contexts) = (starts.last!, starts[starts.count - 2])
      var offset = Self.aligned(8 * (3 + starts.count))
      offsets = [all, all, all, contexts, contexts + 1].map { count in
        defer { offset = Self.aligned(offset + 4 * count) }
        return offset
      }
      byteCount = offset
    }

    private static func aligned(_ offset: Int) -> Int { (offset + 63) & ~63 }
  }

  static func write(_ table: NGramTable, to path: String) throws {
    let layout = Layout(table.trie.starts)
    try AtomicFile.write(to: path) { output in
      var written = 0
      func put(_ bytes: [UInt8]) throws {
        try output.write(bytes)
        written += bytes.count
      }
      func pad(to offset: Int) throws { try put([UInt8](repeating: 0, count: offset - written)) }
      func put<Element>(_ buffer: NumberBuffer<Element>, at offset: Int) throws {
        try pad(to: offset)
        try buffer.write(to: output)
        written += 4 * buffer.count
      }
      try put(magic)
      for number in [version, UInt64(table.trie.order)] + table.trie.starts.map(UInt64.init) {
        try put((0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) })
      }
      try put(table.trie.words, at: layout.offsets[0])
      try put(table.trie.suffixes, at: layout.offsets[1])
      try put(table.logProbabilities, at: layout.offsets[2])
      try put(table.backoffs, at: layout.offsets[3])
      try put(table.trie.firstChildren, at: layout.offsets[4])
      try pad(to: layout.byteCount)
    }
  }

  /// Maps a file; what its arrays hold is kept within bounds where it is read.
  ///
  /// - Throws: `InputError` where the header does not do or the size is another than it says.
  static func read(_ path: String) throws -> NGramTable {
    let block = try MemoryBlock(reading: path)
    func fail(_ message: String) -> InputError {
      InputError(.badData, file: path, message)
    }
    let bytes = NumberBuffer<UInt8>(block, offset: 0, count: block.byteCount)
    guard block.byteCount >= 24, (0..<8).allSatisfy({ bytes[$0] == magic[$0] }) else {
      throw fail("is not a table of n-grams: it does not begin with PARLNGRM")
    }
    let numbers = NumberBuffer<UInt64>(block, offset: 8, count: block.byteCount / 8 - 1)
    guard numbers[0] == version else {
      throw fail("version \(numbers[0]) is not known; this program reads version \(version)")
    }
    guard (1...UInt64(highestOrder)).contains(numbers[1]), numbers.count > Int(numbers[1]) + 2
    else {
      throw fail("expected an order from 1 to \(highestOrder), found \(numbers[1])")
    }
    let order = Int(numbers[1])
    let starts = try (0...order).map { index in
      let number = numbers[2 + index]
      guard number < UInt64(UInt32.max), index == 0 ? number == 0 : number >= numbers[1 + index]
      else { throw fail("the n-grams of order \(index + 1) begin at \(number)") }
      return Int(number)
    }
    guard starts[1] >= Vocabulary.specials.count else {
      throw fail("expected at least \(Vocabulary.specials.count) words, found \(starts[1])")
    }
    let layout = Layout(starts)
    guard block.byteCount == layout.byteCount else {
      throw fail(
        "expected \(layout.byteCount) bytes, found \(block.byteCount): the file is cut short")
    }
    let (all, contexts) = (starts[order], starts[order - 1])
    let trie = NGramTrie(
      starts: starts, words: NumberBuffer(block, offset: layout.offsets[0], count: all),
      suffixes: NumberBuffer(block, offset: layout.offsets[1], count: all),
      firstChildren: NumberBuffer(block, offset: layout.offsets[4], count: contexts + 1))
    return NGramTable(
      trie: trie, logProbabilities: NumberBuffer(block, offset: layout.offsets[2], count: all),
      backoffs: NumberBuffer(block, offset: layout.offsets[3], count: contexts))
  }
}
