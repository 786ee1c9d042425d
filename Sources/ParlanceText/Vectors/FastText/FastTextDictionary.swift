import ParlanceSystem

/// The words and labels of a model of fastText, with how often each occurs.
///
/// Words come before labels. Both are bytes: what is no UTF-8 is read and written as it is.
public struct FastTextDictionary: Sendable {
  /// The number of words.
  public let wordCount: Int
  /// The number of labels.
  public let labelCount: Int
  /// The tokens of the training text.
  public let tokenCount: Int
  /// How often each word, then each label, occurs.
  public let counts: [Int]
  /// The buckets that have rows, by the place of their rows among those of buckets; nil where all have.
  public let prunedBuckets: BucketPlaces?
  private let bytes: [UInt8]
  private let ends: [Int]
  /// By hash: this, and in the lower half 1 + the place; 0 for none.
  private var slots: [UInt64]

  /// What begins a label.
  public static let labelPrefix = "__label__"
  /// What ends a line.
  static let lineEnd = Array("</s>".utf8)

  /// Creates a dictionary of words, then labels with their prefix; traps where there is not a count for
  /// each.
  public init(
    words: [String], labels: [String], counts: [Int], tokenCount: Int,
    prunedBuckets: BucketPlaces? = nil
  ) {
    guard counts.count == words.count + labels.count else {
      fatalError(
        "FastTextDictionary: \(counts.count) counts of \(words.count) words and \(labels.count) "
          + "labels")
    }
    var bytes: [UInt8] = []
    var ends: [Int] = []
    for entry in words + labels {
      bytes += entry.utf8
      ends.append(bytes.count)
    }
    self.init(bytes, ends, counts, words.count, tokenCount, prunedBuckets)
  }

  private init(
    _ bytes: [UInt8], _ ends: [Int], _ counts: [Int], _ wordCount: Int, _ tokenCount: Int,
    _ prunedBuckets: BucketPlaces?
  ) {
    (self.bytes, self.ends, self.counts) = (bytes, ends, counts)
    (self.wordCount, labelCount, self.tokenCount) = (wordCount, ends.count - wordCount, tokenCount)
    self.prunedBuckets = prunedBuckets
    var size = 16
    while size < 2 * ends.count { size *= 2 }
    slots = [UInt64](repeating: 0, count: size)
    for index in ends.indices {
      let entry = entry(index)
      let hash = Subwords.hash(entry)
      // Of one that is there twice, the first counts.
      if place(of: entry, hash) != nil { continue }
      var slot = Int(hash) & (size - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = UInt64(hash) << 32 | UInt64(index + 1)
    }
  }

  init(pruning other: FastTextDictionary, to places: BucketPlaces?) {
    (bytes, ends, counts, slots) = (other.bytes, other.ends, other.counts, other.slots)
    (wordCount, labelCount, tokenCount) = (other.wordCount, other.labelCount, other.tokenCount)
    prunedBuckets = places
  }

  /// The same with some words, by their places in ascending order, and rows for some buckets only.
  package func keeping(words: [Int], buckets: [Int32]) -> FastTextDictionary {
    var (bytes, ends, counts): ([UInt8], [Int], [Int]) = ([], [], [])
    for index in words + Array(wordCount..<self.ends.count) {
      bytes += entry(index)
      ends.append(bytes.count)
      counts.append(self.counts[index])
    }
    return FastTextDictionary(
      bytes, ends, counts, words.count, tokenCount, BucketPlaces(buckets))
  }

  private func range(_ index: Int) -> Range<Int> {
    (index == 0 ? 0 : ends[index - 1])..<ends[index]
  }

  /// The bytes of a word, or of a label by its place after the words.
  func entry(_ index: Int) -> ArraySlice<UInt8> { bytes[range(index)] }

  /// A word by its place.
  public func word(at index: Int) -> String { String(decoding: entry(index), as: UTF8.self) }

  /// A label by its place among the labels, with its prefix.
  public func label(at index: Int) -> String { word(at: wordCount + index) }

  /// The place of a word, or nil.
  public func index(of word: some StringProtocol) -> Int? {
    let word = Array(word.utf8)
    let found = place(of: word[...], Subwords.hash(word))
    return found.flatMap { $0 < wordCount ? $0 : nil }
  }

  private func holds(_ token: ArraySlice<UInt8>, at index: Int) -> Bool {
    let range = range(index)
    guard range.count == token.count else { return false }
    var place = range.lowerBound
    for byte in token {
      if bytes[place] != byte { return false }
      place += 1
    }
    return true
  }

  /// The place of a word, or of a label after the words, by its bytes and their hash; nil for none.
  func place(of token: ArraySlice<UInt8>, _ hash: UInt32) -> Int? {
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] != 0 {
      if UInt32(slots[slot] >> 32) == hash {
        let index = Int(UInt32(truncatingIfNeeded: slots[slot])) - 1
        if holds(token, at: index) { return index }
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }
}

extension FastTextDictionary {
  /// Reads what a file says.
  init(_ file: inout FastTextBytes) throws {
    let size = try file.int32("the number of entries")
    let words = try file.int32("the number of words")
    let labels = try file.int32("the number of labels")
    guard words >= 0, labels >= 0, Int(words) + Int(labels) == Int(size) else {
      throw file.bad(
        "the dictionary", "as many entries as words and labels",
        "\(size) entries, \(words) words, \(labels) labels")
    }
    let tokens = try file.int64("the number of tokens")
    let pruned = try file.int64("the number of kept buckets")
    guard tokens >= 0 else { throw file.bad("the number of tokens", "at least 0", "\(tokens)") }
    // Of each entry there are at least its end, its count and its kind.
    guard Int(size) <= file.left / 10 else {
      throw file.bad("the dictionary", "at most \(file.left / 10) entries", "\(size)")
    }
    var (bytes, ends, counts): ([UInt8], [Int], [Int]) = ([], [], [])
    ends.reserveCapacity(Int(size))
    counts.reserveCapacity(Int(size))
    for index in 0..<Int(size) {
      try file.appendText(to: &bytes, "entry \(index) of the dictionary")
      ends.append(bytes.count)
      let count = try file.int64("the count of entry \(index)")
      guard (0..<1 << 48).contains(count) else {
        throw file.bad("the count of entry \(index)", "at least 0, below 2^48", "\(count)")
      }
      counts.append(Int(count))
      let isLabel = try file.flag("the kind of entry \(index)")
      guard isLabel == (index >= words) else {
        throw file.bad(
          "the dictionary", "\(words) words, then labels",
          "a \(isLabel ? "label" : "word") as entry \(index)")
      }
    }
    let places = pruned < 0 ? nil : try BucketPlaces(&file, count: pruned)
    self.init(bytes, ends, counts, Int(words), Int(tokens), places)
  }

  /// What a file says.
  func write(to output: FileOutput) throws {
    var out: [UInt8] = []
    for number in [ends.count, wordCount, labelCount] {
      out += Int32(number).littleEndianBytes
    }
    out += Int64(tokenCount).littleEndianBytes
    out += Int64(prunedBuckets?.count ?? -1).littleEndianBytes
    for index in ends.indices {
      out += entry(index)
      out.append(0)
      out += Int64(counts[index]).littleEndianBytes
      out.append(index < wordCount ? 0 : 1)
      if out.count > 1 << 20 {
        try output.write(out)
        out.removeAll(keepingCapacity: true)
      }
    }
    for (bucket, place) in prunedBuckets?.pairs ?? [] {
      out += bucket.littleEndianBytes + place.littleEndianBytes
    }
    try output.write(out)
  }
}
