extension FastTextFile {
  /// The rows of `input` that a word's vector is the mean of: its own, then those of its n-grams.
  public func rows(ofWord word: some StringProtocol) -> [Int32] {
    let bytes = Array(word.utf8)
    var bag = FastTextBag(self)
    bag.append(bytes[...], dictionary.place(of: bytes[...], Subwords.hash(bytes)))
    return bag.rows
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
    var bag = FastTextBag(self)
    bag.add(line: line)
    return bag.rows
  }

  /// The words of a line with `</s>`, and its rows, each with the places of the words that it comes from.
  package func words(
    ofLine line: String
  ) -> (texts: [String], rows: [(row: Int32, places: Range<Int>)]) {
    var bag = FastTextBag(self)
    bag.origins = []
    bag.add(line: line)
    return (bag.texts, Array(zip(bag.rows, bag.origins ?? [])))
  }
}

/// The rows of a line, as they are found.
struct FastTextBag {
  let file: FastTextFile
  private(set) var rows: [Int32] = []
  /// The words, and those that each row comes from; nil where nobody asks.
  var origins: [Range<Int>]?
  private(set) var texts: [String] = []
  private var hashes: [UInt32] = []
  private var marked: [UInt8] = []

  init(_ file: FastTextFile) { self.file = file }

  mutating func add(line: String) {
    var line = line
    let bytes = line.withUTF8 { Array($0) }
    var place = 0
    while place < bytes.count {
      let start = place
      var hash = Subwords.emptyHash
      while place < bytes.count, !Self.isBlank(bytes[place]) {
        hash = Subwords.hash(hash, bytes[place])
        place += 1
      }
      if start < place { add(bytes[start..<place], hash) }
      place += 1
    }
    let end = FastTextDictionary.lineEnd
    add(end[...], Subwords.hash(end))
    appendWordNGrams()
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0 || 0x09...0x0D ~= byte
  }

  private mutating func add(_ token: ArraySlice<UInt8>, _ hash: UInt32) {
    let known = file.dictionary.place(of: token, hash)
    if known.map({ $0 >= file.dictionary.wordCount })
      ?? token.starts(with: FastTextDictionary.labelPrefix.utf8)
    {
      return
    }
    append(token, known)
    hashes.append(hash)
    guard origins != nil else { return }
    texts.append(String(decoding: token, as: UTF8.self))
    note(texts.count - 1..<texts.count)
  }

  /// Notes where the rows come from that are new.
  private mutating func note(_ places: Range<Int>) {
    while let count = origins?.count, count < rows.count { origins?.append(places) }
  }

  /// A word's own row and those of its n-grams.
  mutating func append(_ token: ArraySlice<UInt8>, _ known: Int?) {
    if let known, known < file.dictionary.wordCount { rows.append(Int32(known)) }
    guard file.arguments.readsCharacters, !token.elementsEqual(FastTextDictionary.lineEnd) else {
      return
    }
    marked.removeAll(keepingCapacity: true)
    marked.append(UInt8(ascii: "<"))
    marked += token
    marked.append(UInt8(ascii: ">"))
    let (subwords, word) = (file.arguments.subwords, marked)
    subwords.forEachBucket(of: word) { append(bucket: $0) }
  }

  private mutating func append(bucket: Int32) {
    guard let pruned = file.dictionary.prunedBuckets else {
      return rows.append(Int32(file.dictionary.wordCount) + bucket)
    }
    if let place = pruned[bucket] { rows.append(Int32(file.dictionary.wordCount) + place) }
  }

  /// A hash of words is a number of 32 bits with a sign, as in fastText's program.
  private mutating func appendWordNGrams() {
    let (longest, buckets) = (file.arguments.wordNGrams, file.arguments.buckets)
    guard longest > 1, buckets > 0 else { return }
    func extended(_ hash: UInt32) -> UInt64 {
      UInt64(bitPattern: Int64(Int32(bitPattern: hash)))
    }
    for first in hashes.indices {
      var hash = extended(hashes[first])
      for next in (first + 1)..<(first + min(longest, hashes.count - first)) {
        hash = hash &* 116_049_371 &+ extended(hashes[next])
        append(bucket: Int32(hash % UInt64(buckets)))
        if origins != nil { note(first..<next + 1) }
      }
    }
  }
}
