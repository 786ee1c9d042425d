/// The rows of a text, as they are found.
package struct FastTextBag {
  private let arguments: FastTextArguments
  private let dictionary: FastTextDictionary
  package private(set) var rows: [Int32] = []
  /// The words, and those that each row comes from; nil where nobody asks.
  var origins: [Range<Int>]?
  private(set) var texts: [String] = []
  private var hashes: [UInt32] = []
  private var marked: [UInt8] = []

  package init(_ arguments: FastTextArguments, _ dictionary: FastTextDictionary) {
    (self.arguments, self.dictionary) = (arguments, dictionary)
  }

  /// Adds the rows of a line's words, of `</s>` at its end and of the n-grams of words.
  package mutating func add(line: String) {
    rows.reserveCapacity(line.utf8.count / 4)
    Self.forEachToken(of: line) { add($0, $1) }
    appendWordNGrams()
  }

  /// Calls a function with the words of a line and with `</s>`, and their hashes.
  ///
  /// As in fastText's program, a word that is `</s>` ends the line.
  static func forEachToken(of line: String, _ body: (ArraySlice<UInt8>, UInt32) -> Void) {
    let bytes = Array(line.utf8)
    let end = FastTextDictionary.lineEnd
    var place = 0
    while place < bytes.count {
      let start = place
      var hash = Subwords.emptyHash
      while place < bytes.count, !isBlank(bytes[place]) {
        hash = Subwords.hash(hash, bytes[place])
        place += 1
      }
      let token = bytes[start..<place]
      place += 1
      if token.elementsEqual(end) { break }
      if !token.isEmpty { body(token, hash) }
    }
    body(end[...], Subwords.hash(end))
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0 || 0x09...0x0D ~= byte
  }

  /// Whether a token that is not known is a label.
  static func isLabel(_ token: ArraySlice<UInt8>) -> Bool {
    token.starts(with: FastTextDictionary.labelPrefix.utf8)
  }

  private mutating func add(_ token: ArraySlice<UInt8>, _ hash: UInt32) {
    let known = dictionary.place(of: token, hash)
    if known.map({ $0 >= dictionary.wordCount }) ?? Self.isLabel(token) { return }
    append(token, known)
    if arguments.wordNGrams > 1 { hashes.append(hash) }
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
    if let known, known < dictionary.wordCount { rows.append(Int32(known)) }
    guard arguments.readsCharacters, !token.elementsEqual(FastTextDictionary.lineEnd) else {
      return
    }
    marked.removeAll(keepingCapacity: true)
    marked.append(UInt8(ascii: "<"))
    marked += token
    marked.append(UInt8(ascii: ">"))
    let (subwords, word) = (arguments.subwords, marked)
    subwords.forEachBucket(of: word) { append(bucket: $0) }
  }

  private mutating func append(bucket: Int32) {
    guard let pruned = dictionary.prunedBuckets else {
      return rows.append(Int32(dictionary.wordCount) + bucket)
    }
    if let place = pruned[bucket] { rows.append(Int32(dictionary.wordCount) + place) }
  }

  /// A hash of words is a number of 32 bits with a sign, as in fastText's program.
  private mutating func appendWordNGrams() {
    let (longest, buckets) = (arguments.wordNGrams, arguments.buckets)
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
