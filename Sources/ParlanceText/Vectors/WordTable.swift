import ParlanceSystem

/// Words in a row with their places: the bytes of all one after the other, where each begins, and a hash
/// index over them. It is used as it lies, in memory or in a mapped file.
struct WordTable: Sendable {
  /// Where each word begins in `text`, and where the last ends.
  let starts: NumberBuffer<UInt32>
  let text: NumberBuffer<UInt8>
  /// 1 + the place of a word, or 0, by open addressing: as many slots as a power of two that is more than
  /// the words.
  let slots: NumberBuffer<UInt32>

  var count: Int { starts.count - 1 }

  /// FNV-1a over 64 bits, its upper half mixed into the lower.
  static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash ^ hash >> 32
  }

  /// Slots for so many words: at least one stays empty.
  static func slotCount(_ words: Int) -> Int {
    var count = 2
    while count < words + words / 2 + 1 { count *= 2 }
    return count
  }

  /// A word; a file that was changed while it is in use gives others, never a trap.
  func word(at index: Int) -> String { text.text(range(of: index)) }

  /// Where the bytes of a word lie, kept within the text.
  private func range(of index: Int) -> Range<Int> {
    let start = min(Int(starts[index]), text.count)
    return start..<min(max(Int(starts[index + 1]), start), text.count)
  }

  func index(of word: some StringProtocol) -> Int? {
    var word = String(word)
    return word.withUTF8 { find($0).index }
  }

  /// The place of a word, or the empty slot where it would be.
  private func find(_ word: UnsafeBufferPointer<UInt8>) -> (index: Int?, slot: Int) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: Self.hash(word)) & mask
    // Slots that are all full are those of a changed file.
    for _ in 0..<slots.count {
      let index = Int(slots[slot]) - 1
      guard index >= 0 else { return (nil, slot) }
      if index < count, text.holds(word, at: range(of: index)) { return (index, slot) }
      slot = (slot + 1) & mask
    }
    return (nil, slot)
  }
}

extension WordTable {
  /// Words that are added one after the other.
  struct Builder: ~Copyable {
    private var starts = GrowingBuffer<UInt32>()
    private var text = GrowingBuffer<UInt8>()
    private let file: String?

    init(file: String? = nil) { self.file = file }

    var count: Int { starts.count }

    /// Throws `InputError` where all words have more than 4 GiB together.
    mutating func add(_ word: some StringProtocol) throws {
      try starts.append(UInt32(text.count))
      try text.append(Array(word.utf8))
      guard text.count < UInt32.max else {
        throw InputError(.badData, file: file, "the words have more than 4 GiB of text")
      }
    }

    /// The table, and how many words were there before: of these the first counts.
    consuming func finish() throws -> (table: WordTable, repeated: Int) {
      let count = starts.count
      try starts.append(UInt32(text.count))
      let table = WordTable(
        starts: try starts.finish(), text: try text.finish(),
        slots: try NumberBuffer(count: WordTable.slotCount(count)))
      var repeated = 0
      for index in 0..<count {
        let found = table.text.withElements(table.range(of: index)) { table.find($0) }
        if found.index == nil {
          table.slots[found.slot] = UInt32(index + 1)
        } else {
          repeated += 1
        }
      }
      return (table, repeated)
    }
  }
}
