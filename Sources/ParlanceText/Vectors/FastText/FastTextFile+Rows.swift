extension FastTextFile {
  /// The rows of `input` that a word's vector is the mean of: its own, then those of its n-grams.
  public func rows(ofWord word: some StringProtocol) -> [Int32] {
    let bytes = Array(word.utf8)
    var rows: [Int32] = []
    var marked: [UInt8] = []
    append(bytes[...], dictionary.place(of: bytes[...], Subwords.hash(bytes)), &rows, &marked)
    return rows
  }

  /// The vector of a word: D numbers; nil where it is not known and no part of it is.
  public func vector(ofWord word: some StringProtocol) -> [Float]? {
    let rows = rows(ofWord: word)
    return rows.isEmpty ? nil : input.mean(of: rows)
  }

  /// The rows of `input` that a line's vector is the mean of: those of its words, of `</s>` at its end and
  /// of the n-grams of words.
  ///
  /// Words stand between blanks, which are those of ASCII and NUL; labels among them are left out.
  public func rows(ofLine line: String) -> [Int32] {
    let bytes = Array(line.utf8)
    var (rows, hashes): ([Int32], [UInt32]) = ([], [])
    var marked: [UInt8] = []
    var place = 0
    while place < bytes.count {
      let start = place
      var hash = Subwords.emptyHash
      while place < bytes.count, !Self.isBlank(bytes[place]) {
        hash = Subwords.hash(hash, bytes[place])
        place += 1
      }
      if start < place { add(bytes[start..<place], hash, &rows, &hashes, &marked) }
      place += 1
    }
    let end = FastTextDictionary.lineEnd
    add(end[...], Subwords.hash(end), &rows, &hashes, &marked)
    appendWordNGrams(hashes, &rows)
    return rows
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0 || 0x09...0x0D ~= byte }

  private func add(
    _ token: ArraySlice<UInt8>, _ hash: UInt32, _ rows: inout [Int32], _ hashes: inout [UInt32],
    _ marked: inout [UInt8]
  ) {
    let known = dictionary.place(of: token, hash)
    if known.map({ $0 >= dictionary.wordCount }) ?? Self.isLabel(token) { return }
    append(token, known, &rows, &marked)
    hashes.append(hash)
  }

  private static func isLabel(_ token: ArraySlice<UInt8>) -> Bool {
    token.starts(with: FastTextDictionary.labelPrefix.utf8)
  }

  private func append(
    _ token: ArraySlice<UInt8>, _ known: Int?, _ rows: inout [Int32], _ marked: inout [UInt8]
  ) {
    if let known { rows.append(Int32(known)) }
    guard arguments.readsCharacters, !token.elementsEqual(FastTextDictionary.lineEnd) else {
      return
    }
    marked.removeAll(keepingCapacity: true)
    marked.append(UInt8(ascii: "<"))
    marked += token
    marked.append(UInt8(ascii: ">"))
    arguments.subwords.forEachBucket(of: marked) { append(bucket: $0, &rows) }
  }

  private func append(bucket: Int32, _ rows: inout [Int32]) {
    guard let pruned = dictionary.prunedBuckets else {
      return rows.append(Int32(dictionary.wordCount) + bucket)
    }
    if let place = pruned[bucket] { rows.append(Int32(dictionary.wordCount) + place) }
  }

  /// A hash of words is a number of 32 bits with a sign, as in fastText's program.
  private func appendWordNGrams(_ hashes: [UInt32], _ rows: inout [Int32]) {
    guard arguments.wordNGrams > 1, arguments.buckets > 0 else { return }
    func extended(_ hash: UInt32) -> UInt64 {
      UInt64(bitPattern: Int64(Int32(bitPattern: hash)))
    }
    for first in hashes.indices {
      var hash = extended(hashes[first])
      let end = first + min(arguments.wordNGrams, hashes.count - first)
      for next in hashes[(first + 1)..<end] {
        hash = hash &* 116_049_371 &+ extended(next)
        append(bucket: Int32(hash % UInt64(arguments.buckets)), &rows)
      }
    }
  }
}
