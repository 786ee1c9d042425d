import ParlanceSystem

/// word2vec's binary form: a line of the numbers of words and dimensions, then for each word its bytes, a
/// blank, and its numbers as float32, little-endian; a line end may stand before a word.
enum BinaryVectors {
  struct Header {
    let words: Int
    let dimension: Int
    /// Bytes of the line with its end.
    let size: Int
  }

  /// The longest word in bytes: what has no blank so long is no such file.
  private static let longestWord = 1 << 16

  /// The header of a file that begins so, or nil where it is another form.
  ///
  /// In text the numbers of the first word are written out; and a file that is neither holds no bytes that
  /// text has not.
  static func header(_ start: [UInt8]) -> Header? {
    guard let end = start.prefix(64).firstIndex(of: 0x0A),
      let header = VectorsHeader(String(decoding: start[..<end], as: UTF8.self))
    else { return nil }
    let rest = start[(end + 1)...]
    let line = String(decoding: rest.prefix { $0 != 0x0A }, as: UTF8.self)
    let fields = line.vectorFields
    if fields.count > header.dimension,
      fields.suffix(header.dimension).allSatisfy({ Float($0) != nil })
    {
      return nil
    }
    let isControl = rest.contains { $0 < 0x20 && !(0x09...0x0D).contains($0) }
    // A character may be cut where what was looked at ends.
    let isText = rest.withUnsafeBytes {
      firstInvalidUTF8(in: $0).map { $0 + 4 > rest.count } ?? true
    }
    guard isControl || !isText else { return nil }
    return Header(words: header.words, dimension: header.dimension, size: end + 1)
  }

  static func read(
    _ source: ByteSource, _ header: Header, keeping: ((String) -> Bool)?
  ) throws -> WordVectors {
    guard header.dimension <= MappedVectors.largestDimension else {
      throw InputError(
        .badData, file: source.name, line: 1,
        "expected at most \(MappedVectors.largestDimension) dimensions, found \(header.dimension)")
    }
    var reader = Reader(source, dimension: header.dimension)
    try reader.skip(header.size)
    var builder = VectorsBuilder(
      file: source.name, dimension: header.dimension, keeping: keeping)
    var (found, skipped) = (0, 0)
    while found < header.words, let word = try reader.word() {
      found += 1
      let bytes = try reader.numbers(of: word)
      guard let text = String(validating: word, as: UTF8.self), !text.isEmpty else {
        skipped += 1
        continue
      }
      if builder.keeps(text) { try builder.add(text, bytes.littleEndianFloats) }
    }
    // What is after the words that the first line promises is no part of the file.
    if try found == header.words && reader.word() != nil { found += 1 }
    var vectors = try builder.finish(skipped: skipped, promised: nil)
    if found > header.words {
      vectors.notes.append(
        "\(source.name): there is more after the \(header.words) words that the first line promises: "
          + "it is left out")
    } else if found < header.words {
      vectors.notes.append(
        "\(source.name): the first line promises \(header.words) words, found \(found): "
          + "is the file cut short?")
    }
    return vectors
  }

  /// The bytes of such a file.
  private struct Reader {
    let source: ByteSource
    let vectorSize: Int
    var block = [UInt8](repeating: 0, count: ByteSource.blockSize)
    var pending = 0..<0
    var count = 0

    init(_ source: ByteSource, dimension: Int) {
      (self.source, vectorSize) = (source, 4 * dimension)
    }

    /// The next byte, or nil at the end.
    mutating func next() throws -> UInt8? {
      if pending.isEmpty {
        try StopRequest.check()
        pending = 0..<(try block.withUnsafeMutableBytes { try source.read(into: $0) })
        if pending.isEmpty { return nil }
      }
      defer { pending = pending.dropFirst() }
      return block[pending.lowerBound]
    }

    mutating func skip(_ count: Int) throws { for _ in 0..<count { _ = try next() } }

    /// The bytes of the next word, or nil at the end of the file.
    mutating func word() throws -> [UInt8]? {
      var word: [UInt8] = []
      while let byte = try next() {
        if byte == 0x20 {
          count += 1
          return word
        }
        if byte == 0x0A && word.isEmpty { continue }
        word.append(byte)
        guard word.count < BinaryVectors.longestWord else { break }
      }
      if word.isEmpty { return nil }
      throw InputError(
        .badData, file: source.name,
        "word \(count + 1): expected a blank after it, found none within \(word.count) bytes: is the "
          + "file cut short, or its dimension another?")
    }

    /// The bytes of a word's numbers.
    mutating func numbers(of word: [UInt8]) throws -> [UInt8] {
      var bytes: [UInt8] = []
      bytes.reserveCapacity(vectorSize)
      while bytes.count < vectorSize, let byte = try next() {
        bytes.append(byte)
        let more = pending.prefix(vectorSize - bytes.count)
        bytes += block[more]
        pending = pending.dropFirst(more.count)
      }
      guard bytes.count == vectorSize else {
        throw InputError(
          .badData, file: source.name,
          "the vector of word \(count), \(String(decoding: word, as: UTF8.self).shown): expected "
            + "\(vectorSize) bytes, found \(bytes.count): the file is cut short")
      }
      return bytes
    }
  }
}

extension [UInt8] {
  /// The float32 numbers that they are, the lowest byte first.
  fileprivate var littleEndianFloats: [Float] {
    stride(from: 0, to: count, by: 4).map { place in
      Float(
        bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(self[place + $1]) << (8 * UInt32($1)) })
    }
  }
}
