import ParlanceSystem
import ParlanceText

/// The file `matrix.bin` of a model directory: the arrays of a matrix as they lie in memory, so that it
/// can be mapped and used at once.
///
/// Eight bytes of magic, then little-endian 64-bit numbers: the version, the size of the vocabulary, the
/// bits of the floor, the number of types, and for each type its rows and links; then, each from a
/// multiple of 64 bytes on, for each type: directory, keys, starts, totals, words, values.
enum SparseNonnegativeFile {
  private static let magic: [UInt8] = Array("PARLSNMM".utf8)
  private static let version: UInt64 = 1
  private static let headerCount = 5

  /// Where the arrays lie.
  private struct Layout {
    /// Six for each type.
    let offsets: [[Int]]
    let byteCount: Int

    init(_ sizes: [(rows: Int, links: Int)]) {
      var offset = Self.aligned(8 * (headerCount + 2 * sizes.count))
      offsets = sizes.map { rows, links in
        [
          4 * (1 << SkipGramTable.directoryBits(rows) + 1), 8 * rows, 4 * (rows + 1), 4 * rows,
          4 * links, 4 * links,
        ].map { size in
          defer { offset = Self.aligned(offset + size) }
          return offset
        }
      }
      byteCount = offset
    }

    private static func aligned(_ offset: Int) -> Int { (offset + 63) & ~63 }
  }

  static func write(_ matrix: SparseNonnegativeMatrix, to path: String) throws {
    let layout = Layout(matrix.tables.map { ($0.keys.count, $0.words.count) })
    try AtomicFile.write(to: path) { output in
      var written = 0
      func pad(to offset: Int) throws {
        try output.write([UInt8](repeating: 0, count: offset - written))
        written = offset
      }
      func put<Element>(_ buffer: NumberBuffer<Element>, at offset: Int) throws {
        try pad(to: offset)
        try buffer.write(to: output)
        written += MemoryLayout<Element>.stride * buffer.count
      }
      let numbers =
        [
          version, UInt64(matrix.vocabularySize), matrix.floor.bitPattern,
          UInt64(matrix.tables.count),
        ] + matrix.tables.flatMap { [UInt64($0.keys.count), UInt64($0.words.count)] }
      let header =
        magic
        + numbers.flatMap { number in
          (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
        }
      try output.write(header)
      written = header.count
      for (table, offsets) in zip(matrix.tables, layout.offsets) {
        try put(table.directory, at: offsets[0])
        try put(table.keys, at: offsets[1])
        try put(table.starts, at: offsets[2])
        try put(table.totals, at: offsets[3])
        try put(table.words, at: offsets[4])
        try put(table.values, at: offsets[5])
      }
      try pad(to: layout.byteCount)
    }
  }

  /// Maps a file; what its arrays hold is kept within bounds where it is read.
  ///
  /// - Throws: `InputError` where the header does not do, the types are not as many as expected, or the
  ///   size is another than it says.
  static func read(_ path: String, types: [SkipGramType]) throws -> SparseNonnegativeMatrix {
    let block = try MemoryBlock(reading: path)
    func fail(_ message: String) -> InputError { InputError(.badData, file: path, message) }
    let bytes = NumberBuffer<UInt8>(block, offset: 0, count: block.byteCount)
    guard block.byteCount >= 8 * headerCount, (0..<8).allSatisfy({ bytes[$0] == magic[$0] }) else {
      throw fail("is not a sparse matrix: it does not begin with PARLSNMM")
    }
    let numbers = NumberBuffer<UInt64>(block, offset: 8, count: block.byteCount / 8 - 1)
    guard numbers[0] == version else {
      throw fail("version \(numbers[0]) is not known; this program reads version \(version)")
    }
    guard (UInt64(Vocabulary.specials.count)..<UInt64(UInt32.max)).contains(numbers[1]) else {
      throw fail("expected at least \(Vocabulary.specials.count) words, found \(numbers[1])")
    }
    let floor = Double(bitPattern: numbers[2])
    guard floor > 0, floor.isFinite else { throw fail("expected a floor above 0, found \(floor)") }
    guard numbers[3] == UInt64(types.count), numbers.count >= headerCount - 1 + 2 * types.count
    else {
      throw fail(
        "expected the \(types.count) types of features that model.json says, found \(numbers[3])")
    }
    let sizes = try types.indices.map { index in
      let (rows, links) = (numbers[4 + 2 * index], numbers[5 + 2 * index])
      guard rows < UInt64(UInt32.max), links < UInt64(UInt32.max) else {
        throw fail("the features of type \(index + 1) are \(rows) with \(links) links")
      }
      return (rows: Int(rows), links: Int(links))
    }
    let layout = Layout(sizes)
    guard block.byteCount == layout.byteCount else {
      throw fail(
        "expected \(layout.byteCount) bytes, found \(block.byteCount): the file is cut short")
    }
    let tables = types.indices.map { index in
      let (offsets, rows, links) = (layout.offsets[index], sizes[index].rows, sizes[index].links)
      let directory = 1 << SkipGramTable.directoryBits(rows) + 1
      return SkipGramTable(
        type: types[index], directory: NumberBuffer(block, offset: offsets[0], count: directory),
        keys: NumberBuffer(block, offset: offsets[1], count: rows),
        starts: NumberBuffer(block, offset: offsets[2], count: rows + 1),
        totals: NumberBuffer(block, offset: offsets[3], count: rows),
        words: NumberBuffer(block, offset: offsets[4], count: links),
        values: NumberBuffer(block, offset: offsets[5], count: links))
    }
    return SparseNonnegativeMatrix(vocabularySize: Int(numbers[1]), floor: floor, tables: tables)
  }
}
