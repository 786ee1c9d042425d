import Foundation
import ParlanceSystem
import ParlanceText

/// How often words stand near each other: a sparse matrix X with the words that it is about.
///
/// Source: Pennington, Socher and Manning 2014, "GloVe: Global Vectors for Word Representation", section 3;
/// counted as the authors' program does.
public struct CooccurrenceCounts: Sendable {
  /// The words, the most frequent first.
  public let words: [String]
  /// How often each occurs.
  public let counts: [Int]
  /// How pairs were counted.
  public let settings: CooccurrenceSettings
  /// The entries that are not 0, by row and column: each as in GloVe's files, which are the two words'
  /// numbers from 1 on, in 32 bits each, and the count as a double.
  let records: NumberBuffer<UInt32>

  init(
    words: [String], counts: [Int], settings: CooccurrenceSettings, records: NumberBuffer<UInt32>
  ) {
    (self.words, self.counts, self.settings, self.records) = (words, counts, settings, records)
  }

  /// The number of entries.
  public var count: Int { records.count / 4 }

  /// An entry: the places of its words, and how often the second stands near the first; traps where there
  /// is none.
  public subscript(index: Int) -> (row: Int, column: Int, count: Double) {
    let place = 4 * index
    let bits = UInt64(records[place + 2]) | UInt64(records[place + 3]) << 32
    return (
      Int(records[place]) - 1, Int(records[place + 1]) - 1, Double(bitPattern: bits)
    )
  }
}

extension CooccurrenceCounts {
  /// The least memory that a text can be counted in, in bytes.
  public static let leastMemory = 1 << 20

  /// Counts a text.
  ///
  /// Where not all fits into memory, parts of the text are counted one after the other; each part's sums
  /// go to the folder in the order of the matrix, and are merged. The result is the same to the bit.
  ///
  /// - `memory`: about how many bytes the work may take.
  /// - `folder`: where parts are kept; nil for memory.
  /// - Throws: `InputError` where there is no room, or the text is too long; `Interrupted` where a stop is
  ///   asked for.
  public init(
    counting text: RankedText, _ settings: CooccurrenceSettings, memory: Int = 4 << 30,
    folder: String? = nil
  ) throws {
    guard text.ids.count < Int(UInt32.max), text.words.count < Int(Int32.max) else {
      throw InputError(.badData, "the text is too long: expected fewer than 2^32 words")
    }
    let counter = try NeighbourCounter(
      text.ids, wordCount: text.words.count, weights: settings.weights,
      symmetric: settings.symmetric)
    // Beside the counter's arrays, where each word's places begin, and a number for each place.
    let size = max((memory - 24 * text.words.count) / 8, 1 << 14)
    var runs: [NumberBuffer<UInt32>] = []
    for start in stride(from: 0, to: text.ids.count, by: size) {
      let part = start..<min(start + size, text.ids.count)
      let isAll = part.count == text.ids.count
      runs.append(try Self.sums(counter, part, text, folder, scale: isAll ? settings.scale : nil))
    }
    let records =
      runs.count == 1 ? runs[0] : try Self.merged(runs, folder, scale: settings.scale)
    self.init(words: text.words, counts: text.counts, settings: settings, records: records)
  }

  /// The sums of the words in a part of a text with their neighbours in all of it; counts where a scale is
  /// given.
  private static func sums(
    _ counter: NeighbourCounter, _ part: Range<Int>, _ text: RankedText, _ folder: String?,
    scale: UInt64?
  ) throws -> NumberBuffer<UInt32> {
    var starts = [Int](repeating: 0, count: text.words.count + 1)
    for place in part where text.ids[place] != RankedText.lineEnd {
      starts[Int(text.ids[place]) + 1] += 1
    }
    for word in text.words.indices { starts[word + 1] += starts[word] }
    let places = try NumberBuffer<UInt32>(count: starts[text.words.count])
    var next = starts
    for place in part where text.ids[place] != RankedText.lineEnd {
      let word = Int(text.ids[place])
      places[next[word]] = UInt32(place)
      next[word] += 1
    }
    var spool = try NumberSpool(folder: folder)
    for word in text.words.indices where starts[word] < starts[word + 1] {
      try StopRequest.check()
      try counter.forEachNeighbour(of: starts[word]..<starts[word + 1], in: places) { other, sum in
        try spool.append(row: UInt32(word), column: other, sum: sum, scale: scale)
      }
    }
    return try spool.numbers()
  }

  /// Runs of sums as one of counts.
  private static func merged(
    _ runs: [NumberBuffer<UInt32>], _ folder: String?, scale: UInt64
  ) throws -> NumberBuffer<UInt32> {
    var spool = try NumberSpool(folder: folder)
    var merge = CooccurrenceMerge(runs)
    while let (key, sum) = merge.next() {
      try spool.append(
        row: UInt32(key >> 32), column: UInt32(truncatingIfNeeded: key), sum: sum, scale: scale)
    }
    return try spool.numbers()
  }
}

extension NumberSpool {
  /// Appends a record: of a sum, or of what it counts where a scale is given, the places then from 1 on.
  fileprivate mutating func append(
    row: UInt32, column: UInt32, sum: UInt64, scale: UInt64?
  ) throws {
    let bits = scale.map { (Double(sum) / Double($0)).bitPattern } ?? sum
    let first: UInt32 = scale == nil ? 0 : 1
    try append(row + first)
    try append(column + first)
    try append(UInt32(truncatingIfNeeded: bits))
    try append(UInt32(bits >> 32))
  }
}

/// Merges runs of sums, sorted by row and column, into one: equal places come together.
struct CooccurrenceMerge {
  private let runs: [NumberBuffer<UInt32>]
  private var places: [Int]
  /// A heap of the runs that have records left, the least record's first.
  private var heap: [Int]

  init(_ runs: [NumberBuffer<UInt32>]) {
    self.runs = runs
    places = [Int](repeating: 0, count: runs.count)
    heap = runs.indices.filter { runs[$0].count > 0 }
    for place in heap.indices.reversed() { sink(place) }
  }

  private func key(_ run: Int) -> UInt64 {
    UInt64(runs[run][places[run]]) << 32 | UInt64(runs[run][places[run] + 1])
  }

  /// The next place and its sum.
  mutating func next() -> (key: UInt64, sum: UInt64)? {
    guard let first = heap.first else { return nil }
    let key = key(first)
    var total: UInt64 = 0
    while let run = heap.first, self.key(run) == key {
      let place = places[run]
      let sum = UInt64(runs[run][place + 2]) | UInt64(runs[run][place + 3]) << 32
      let (added, isOver) = total.addingReportingOverflow(sum)
      total = isOver ? .max : added
      places[run] += 4
      if places[run] == runs[run].count {
        heap[0] = heap[heap.count - 1]
        heap.removeLast()
      }
      sink(0)
    }
    return (key, total)
  }

  private mutating func sink(_ index: Int) {
    var index = index
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2] where child < heap.count {
        if key(heap[child]) < key(heap[least]) { least = child }
      }
      if least == index { return }
      heap.swapAt(index, least)
      index = least
    }
  }
}
