import ParlanceSystem

extension MappedVectors {
  /// Maps a file, or takes one that lies in memory.
  ///
  /// What is not as many bytes as its head says, or has other checksums before its rows, is refused; what
  /// the tables hold is kept within bounds all the same where it is read, since a mapped file may be
  /// written over.
  static func read(_ block: MemoryBlock, file: String) throws -> WordVectors {
    let bytes = NumberBuffer<UInt8>(block, offset: 0, count: block.byteCount)
    let head = try head(bytes, file)
    guard let layout = Layout(head), layout.byteCount == block.byteCount else {
      throw failure(file, "the head asks for other bytes than there are: the file is damaged")
    }
    let stored = NumberBuffer<UInt64>(block, offset: 104, count: 1)[0]
    let found = bytes.checksum(headSize..<layout.rows[0])
    guard found == UInt32(truncatingIfNeeded: stored) else {
      throw failure(file, "the words or their index are damaged: another checksum than was written")
    }
    func rows(_ kind: Int, _ count: Int) -> StoredRows {
      guard count > 0 || kind == 0 else {
        return StoredRows(
          count: 0, width: head.dimension, .float32(NumberBuffer(block, offset: 0, count: 0)))
      }
      let scales = { NumberBuffer<Float>(block, offset: layout.scales[kind], count: count) }
      let (start, size) = (layout.rows[kind], count * head.rowSize)
      let numbers: StoredRows.Numbers =
        switch head.encoding {
        case 0, 3: .float32(NumberBuffer(block, offset: start, count: size / 4))
        case 1: .int8(NumberBuffer(block, offset: start, count: size), scales: scales())
        default:
          .product(
            ProductCodes(
              width: head.dimension, subvectorSize: head.subvectorSize,
              codes: NumberBuffer(block, offset: start, count: size),
              centroids: NumberBuffer(
                block, offset: layout.centroids[kind],
                count: ProductCodes.centroidCount * head.dimension)), scales: scales())
        }
      return StoredRows(count: count, width: head.dimension, numbers)
    }
    let table = WordTable(
      starts: NumberBuffer(block, offset: layout.starts, count: head.words + 1),
      text: NumberBuffer(block, offset: layout.text, count: head.textSize),
      slots: NumberBuffer(block, offset: layout.slots, count: head.slots))
    let parts = head.subwords.map { subwords in
      PartVectors(
        subwords,
        .rows(
          rows(1, head.bucketRows),
          places: head.hasPlaces
            ? NumberBuffer(block, offset: layout.places, count: subwords.buckets) : nil))
    }
    return WordVectors(
      table: table, rows: rows(0, head.words), sketch: sketch(block, head, layout), parts: parts,
      norms: NumberBuffer(block, offset: layout.norms, count: head.words))
  }

  /// The words' rows in int8; nil where there are none beside those in float32.
  private static func sketch(_ block: MemoryBlock, _ head: Head, _ layout: Layout) -> StoredRows? {
    guard head.encoding == 3 else { return nil }
    let size = head.words * head.dimension
    return StoredRows(
      count: head.words, width: head.dimension,
      .int8(
        NumberBuffer(block, offset: layout.sketch, count: size),
        scales: NumberBuffer(block, offset: layout.scales[0], count: head.words)))
  }

  private static func failure(_ file: String, _ message: String) -> InputError {
    InputError(.badData, file: file, message)
  }

  /// The head, each number within what its use allows.
  private static func head(_ bytes: NumberBuffer<UInt8>, _ file: String) throws -> Head {
    guard bytes.count >= headSize else {
      throw failure(
        file, "expected a head of \(headSize) bytes, found \(bytes.count): the file is cut short")
    }
    let fields = (0..<headSize / 8).map { field in
      (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[8 * field + $1]) << (8 * UInt64($1)) }
    }
    guard (1...version).contains(fields[1]) else {
      throw failure(
        file, "version \(fields[1]) is not known; this program reads those up to \(version)")
    }
    let sum = bytes.checksum(0..<headSize - 8)
    guard UInt64(sum) == fields[15] else {
      throw failure(file, "the head is damaged: another checksum than was written")
    }
    guard fields[2] == UInt64(bytes.count) else {
      throw failure(
        file,
        "expected \(fields[2]) bytes, found \(bytes.count): the file is "
          + (fields[2] > UInt64(bytes.count) ? "cut short" : "longer than it was written"))
    }
    guard fields[3] < UInt64(UInt32.max), fields[11] <= UInt64(Int32.max) else {
      throw failure(file, "the head counts \(fields[3]) words and \(fields[11]) buckets")
    }
    let ranges: [(Int, ClosedRange<UInt64>)] = [
      (4, 1...UInt64(largestDimension)), (5, 0...3),
      (6, fields[5] == 2 ? 1...UInt64(largestDimension) : 0...0), (7, 0...UInt64(UInt32.max)),
      (8, fields[3] + 1...1 << 40), (9, 0...UInt64(longestNGram)), (10, 0...UInt64(longestNGram)),
      (12, 0...fields[11]),
    ]
    for (field, range) in ranges where !range.contains(fields[field]) {
      throw failure(file, "field \(field) of the head is \(fields[field]): the file is damaged")
    }
    guard fields[8] & (fields[8] - 1) == 0 else {
      throw failure(file, "the index has \(fields[8]) slots, no power of two")
    }
    var head = Head()
    (head.words, head.dimension) = (Int(fields[3]), Int(fields[4]))
    (head.encoding, head.subvectorSize) = (Int(fields[5]), Int(fields[6]))
    (head.textSize, head.slots) = (Int(fields[7]), Int(fields[8]))
    if fields[11] > 0 {
      head.subwords = Subwords(
        minimum: Int(fields[9]), maximum: Int(fields[10]), buckets: Int(fields[11]))
      head.bucketRows = Int(fields[12])
    }
    return head
  }

  /// Throws `InputError` where the rows of a file are not as they were written: all of it is read.
  static func checkRows(path: String) throws {
    let block = try MemoryBlock(reading: path)
    let bytes = NumberBuffer<UInt8>(block, offset: 0, count: block.byteCount)
    guard let layout = Layout(try head(bytes, path)), layout.byteCount == bytes.count else {
      return
    }
    let stored = NumberBuffer<UInt64>(block, offset: 112, count: 1)[0]
    let found = bytes.checksum(layout.rows[0]..<bytes.count)
    guard found == UInt32(truncatingIfNeeded: stored) else {
      throw failure(path, "the vectors are damaged: another checksum than was written")
    }
  }
}
