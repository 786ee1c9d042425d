import ParlanceSystem
import ParlanceText

extension NGramCounts {
  /// Counts in parts that fit into memory: each part's n-grams are sorted and written to disk, and all
  /// are merged.
  ///
  /// A record is an n-gram of the highest order, or a shorter one that ends a line, filled up with 0, and
  /// how often it occurs.
  init(
    counting tokens: NumberBuffer<UInt32>, order: Int, vocabularySize: Int, memory: Int,
    folder: String
  ) throws {
    // Some 48 bytes a position: the counter's own arrays and sorting.
    let size = max(memory / 48, 1 << 10)
    var runs: [NGramRecords] = []
    for start in stride(from: 0, to: tokens.count, by: size) {
      try StopRequest.check()
      let part = start..<min(start + size, tokens.count)
      runs.append(try NGramRecords(sorting: part, of: tokens, order: order, folder: folder))
    }
    let (unigrams, parts) = try Self.levels(
      NGramMerge(runs, order: order), order, vocabularySize, folder)
    let all = parts.reduce(vocabularySize) { $0 + $1.words.count }
    var builder = try NGramTrieBuilder(
      vocabularySize: vocabularySize, capacity: all, folder: folder)
    counts = try NumberBuffer(count: all, folder: folder)
    for word in 0..<vocabularySize { counts[word] = unigrams[word] }
    var start = vocabularySize
    var contextStart = 0
    for part in parts {
      builder.addOrder(count: part.words.count) { index in
        (contextStart + Int(part.contexts[index]), part.words[index])
      }
      for index in 0..<part.counts.count { counts[start + index] = part.counts[index] }
      contextStart = start
      start += part.words.count
    }
    trie = builder.trie
    self.tokens = tokens
    self.folder = folder
  }

  /// What a merge gives, order by order: how often each word occurs, and the longer n-grams.
  private static func levels(
    _ merge: NGramMerge, _ order: Int, _ vocabularySize: Int, _ folder: String
  ) throws -> (unigrams: NumberBuffer<UInt32>, longer: [Level.Numbers]) {
    var merge = merge
    let levels = try (0..<order).map { _ in try Level(folder: folder) }
    var last = [UInt32](repeating: 0, count: order)
    let unigrams = try NumberBuffer<UInt32>(count: vocabularySize)
    var merged = 0
    while let (gram, count) = merge.next() {
      merged += 1
      if merged & 0xFFFF == 0 { try StopRequest.check() }
      unigrams[Int(gram[0])] += count
      var isNew = gram[0] != last[0]
      for place in stride(from: 1, to: order, by: 1) {
        guard gram[place] != 0 else { break }
        isNew = isNew || gram[place] != last[place]
        if isNew {
          let context = place == 1 ? Int(gram[0]) : levels[place - 1].count - 1
          try levels[place].add(context: context, word: gram[place])
        }
        levels[place].addCount(count)
      }
      last = gram
    }
    return (unigrams, try levels.dropFirst().map { try $0.finish() })
  }

  /// The n-grams of one order as they come out of the merge.
  private final class Level {
    private var contexts: NumberSpool
    private var words: NumberSpool
    private var counts: NumberSpool
    private(set) var count = 0
    private var current: UInt32 = 0

    init(folder: String) throws {
      contexts = try NumberSpool(folder: folder)
      words = try NumberSpool(folder: folder)
      counts = try NumberSpool(folder: folder)
    }

    func add(context: Int, word: UInt32) throws {
      if count > 0 { try counts.append(current) }
      try contexts.append(UInt32(context))
      try words.append(word)
      count += 1
      current = 0
    }

    func addCount(_ more: UInt32) { current += more }

    typealias Numbers = (
      contexts: NumberBuffer<UInt32>, words: NumberBuffer<UInt32>, counts: NumberBuffer<UInt32>
    )

    func finish() throws -> Numbers {
      if count > 0 { try counts.append(current) }
      return (try contexts.numbers(), try words.numbers(), try counts.numbers())
    }
  }
}

/// A sorted run of records on disk.
struct NGramRecords {
  let order: Int
  let numbers: NumberBuffer<UInt32>
  var count: Int { numbers.count / (order + 1) }

  /// Sorts and counts the n-grams that begin in a part of a text.
  init(
    sorting part: Range<Int>, of tokens: NumberBuffer<UInt32>, order: Int, folder: String
  ) throws {
    self.order = order
    let end = UInt32(Vocabulary.sentenceEndID)
    func precedes(_ a: UInt32, _ b: UInt32) -> Bool {
      for place in 0..<order {
        let (x, y) = (tokens[Int(a) + place], tokens[Int(b) + place])
        if x != y { return x < y }
        // </s> ends both.
        if x == end { return false }
      }
      return false
    }
    let positions = part.map { UInt32($0) }.sorted(by: precedes)
    var spool = try NumberSpool(folder: folder)
    var index = 0
    while index < positions.count {
      if index & 0xFFFF == 0 { try StopRequest.check() }
      var next = index + 1
      while next < positions.count, !precedes(positions[index], positions[next]) { next += 1 }
      var hasEnded = false
      for place in 0..<order {
        let token = hasEnded ? 0 : tokens[Int(positions[index]) + place]
        hasEnded = hasEnded || token == end
        try spool.append(token)
      }
      try spool.append(UInt32(next - index))
      index = next
    }
    numbers = try spool.numbers()
  }
}

/// Merges sorted runs into one: equal n-grams come together.
struct NGramMerge {
  private let runs: [NGramRecords]
  private let order: Int
  private var places: [Int]
  /// A heap of the runs that have records left, the least record's first.
  private var heap: [Int] = []

  init(_ runs: [NGramRecords], order: Int) {
    self.runs = runs
    self.order = order
    places = [Int](repeating: 0, count: runs.count)
    heap = runs.indices.filter { runs[$0].count > 0 }
    for place in heap.indices.reversed() { sink(place) }
  }

  /// The next n-gram and how often it occurs.
  mutating func next() -> (gram: [UInt32], count: UInt32)? {
    guard let first = heap.first else { return nil }
    let start = places[first] * (order + 1)
    let gram = (0..<order).map { runs[first].numbers[start + $0] }
    var count: UInt32 = 0
    while let run = heap.first, isAt(run, gram) {
      count += runs[run].numbers[places[run] * (order + 1) + order]
      places[run] += 1
      if places[run] == runs[run].count {
        heap[0] = heap[heap.count - 1]
        heap.removeLast()
      }
      sink(0)
    }
    return (gram, count)
  }

  private func isAt(_ run: Int, _ gram: [UInt32]) -> Bool {
    let start = places[run] * (order + 1)
    return (0..<order).allSatisfy { runs[run].numbers[start + $0] == gram[$0] }
  }

  private func precedes(_ a: Int, _ b: Int) -> Bool {
    let (x, y) = (places[a] * (order + 1), places[b] * (order + 1))
    for place in 0..<order {
      let (first, second) = (runs[a].numbers[x + place], runs[b].numbers[y + place])
      if first != second { return first < second }
    }
    return false
  }

  private mutating func sink(_ index: Int) {
    var index = index
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2] where child < heap.count {
        if precedes(heap[child], heap[least]) { least = child }
      }
      if least == index { return }
      heap.swapAt(index, least)
      index = least
    }
  }
}
