import ParlanceSystem

extension WordVectors {
  /// The forms that vectors are written in.
  public enum Form: String, CaseIterable, Sendable {
    /// A word and its numbers a line, as GloVe writes them.
    case glove
    /// The same after a line of the numbers of words and dimensions: word2vec's text and fastText's .vec.
    case word2vec
    /// word2vec's form of float32.
    case word2vecBinary = "word2vec-binary"
    /// A model of fastText, which its program reads.
    case fastTextBinary = "fasttext-bin"
    /// The own form, which is mapped into memory, in float32, with a byte a number beside it to find neighbours by.
    case mapped
    /// The own form with a byte a number.
    case mappedInt8 = "mapped-int8"
    /// The own form, product-quantised.
    case mappedProduct = "mapped-pq"

    /// Whether it is mapped into memory.
    public var isMapped: Bool { rawValue.begins(with: "mapped") }
    /// Whether it has the vectors of words' parts.
    public var hasParts: Bool { isMapped || self == .fastTextBinary }
  }

  /// Writes the vectors to a file; those of words' parts too where the form has them. Those that have
  /// none are gzipped where the name ends with .gz.
  ///
  /// - `subvectorSize`: numbers of a part, where vectors are product-quantised.
  /// - `seed`: of what is drawn in quantising.
  /// - Returns: how many words the form has no way to write, so that they were left out.
  /// - Throws: `InputError` where the file cannot be written.
  @discardableResult
  public func write(
    to path: String, as form: Form, subvectorSize: Int = 2, seed: UInt64 = 1
  ) throws -> Int {
    guard form.isMapped else { return try write(unmapped: form, to: path) }
    try MappedVectors.write(encoded(as: form, subvectorSize: subvectorSize, seed: seed), to: path)
    return 0
  }

  /// The same words with their vectors as a form encodes them, in memory: in float32 unless it is one of
  /// the smaller mapped forms.
  public func encoded(
    as form: Form, subvectorSize: Int = 2, seed: UInt64 = 1
  ) throws -> WordVectors {
    func encode(_ rows: StoredRows) throws -> StoredRows {
      switch form {
      case .mappedInt8:
        if case .int8 = rows.numbers { return rows }
        return try rows.int8()
      case .mappedProduct:
        let size = min(subvectorSize, dimension)
        if case .product(let codes, _) = rows.numbers, codes.subvectorSize == size { return rows }
        return try rows.productQuantized(subvectorSize: size, seed: seed)
      default: return try rows.decoded()
      }
    }
    let encoded = try encode(rows)
    return WordVectors(
      table: table, rows: encoded, sketch: form == .mapped ? try encoded.int8() : nil,
      parts: try parts?.encoded(encode))
  }

  private func write(unmapped form: Form, to path: String) throws -> Int {
    let written = (0..<count).filter { form.canWrite(word(at: $0)) }
    if form == .fastTextBinary {
      try FastTextVectors.model(of: self, words: written).write(to: path)
      return count - written.count
    }
    try AtomicFile.write(to: path) { output in
      let sink = try TextSink(output, isGzipped: path.ends(with: ".gz"), name: path)
      if form != .glove { try sink.put("\(written.count) \(dimension)\n") }
      for index in written {
        try StopRequest.check()
        try sink.put(word(at: index))
        let vector = vector(at: index)
        if form == .word2vecBinary {
          try sink.put(" ")
          try sink.put(bytes: vector.flatMap { $0.bitPattern.littleEndianBytes })
        } else {
          // The shortest digits that are read as the same number.
          for number in vector { try sink.put(" \(number)") }
        }
        try sink.put("\n")
      }
      try sink.finish()
    }
    return count - written.count
  }
}

extension WordVectors.Form {
  /// Whether a word is read again as it is: in GloVe's form words may have blanks between others.
  fileprivate func canWrite(_ word: String) -> Bool {
    if isMapped { return true }
    guard let first = word.utf8.first, let last = word.utf8.last else { return false }
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    if self == .glove {
      return !isBlank(first) && !isBlank(last)
        && word.utf8.allSatisfy { $0 == 0x20 || !isBlank($0) && $0 != 0 }
    }
    return word.utf8.allSatisfy { !isBlank($0) && $0 != 0 }
  }
}

extension WordVectors {
  /// The buckets of n-grams that have vectors of their own.
  public var bucketCount: Int {
    switch parts?.source {
    case .rows(let rows, _): rows.count
    case .model(let file): file.dictionary.prunedBuckets?.count ?? file.arguments.buckets
    case nil: 0
    }
  }

  /// The mean cosine of the words' vectors to those of the same words in another encoding, where neither is
  /// zero; 1 where all are.
  public func meanCosine(to other: WordVectors) -> Double {
    guard count == other.count, dimension == other.dimension else {
      fatalError(
        "WordVectors: \(count) words of \(dimension), \(other.count) of \(other.dimension)")
    }
    var (sum, counted) = (0.0, 0)
    for index in 0..<count {
      var (product, own, others) = (0.0, 0.0, 0.0)
      for (a, b) in zip(vector(at: index), other.vector(at: index)) {
        product += Double(a) * Double(b)
        own += Double(a) * Double(a)
        others += Double(b) * Double(b)
      }
      guard own > 0, others > 0 else { continue }
      sum += product / (own * others).squareRoot()
      counted += 1
    }
    return counted > 0 ? sum / Double(counted) : 1
  }

  /// The bytes of the file that a path names, of a folder those of the vectors in it.
  public static func fileSize(path: String) throws -> Int {
    try InputFile(file(of: path)).count
  }
}
