import ParlanceDistributed
import ParlanceSystem
import ParlanceText

/// A sorted run of n-grams.
///
/// A record is an n-gram of the highest order, or a shorter one that ends a line, filled up with 0, and
/// how often it occurs.
struct NGramRecords: Sendable {
  let order: Int
  let numbers: NumberBuffer<UInt32>
  var count: Int { numbers.count / (order + 1) }

  init(order: Int, numbers: NumberBuffer<UInt32>) { (self.order, self.numbers) = (order, numbers) }

  /// Sorts and counts the n-grams that begin at some places of a text.
  ///
  /// - `folder`: where the run is kept; nil for memory.
  /// - `count`: how often the n-gram at a place occurs.
  private init(
    sorting starts: [UInt32], of tokens: NumberBuffer<UInt32>, order: Int, folder: String?,
    count: (UInt32) -> UInt32 = { _ in 1 }
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
    let sorted = starts.sorted(by: precedes)
    var spool = try NumberSpool(folder: folder)
    var index = 0
    while index < sorted.count {
      if index & 0xFFFF == 0 { try StopRequest.check() }
      let first = sorted[index]
      var sum: UInt32 = 0
      while index < sorted.count, !precedes(first, sorted[index]) {
        sum += count(sorted[index])
        index += 1
      }
      var hasEnded = false
      for place in 0..<order {
        let token = hasEnded ? 0 : tokens[Int(first) + place]
        hasEnded = hasEnded || token == end
        try spool.append(token)
      }
      try spool.append(sum)
    }
    numbers = try spool.numbers()
  }

  /// The n-grams of a text, in parts that memory holds.
  ///
  /// - `memory`: about how many bytes the work may take.
  static func runs(
    of tokens: NumberBuffer<UInt32>, order: Int, memory: Int, folder: String?
  ) throws -> [NGramRecords] {
    // Some 48 bytes a position: sorting, and what the runs take before they are on disk.
    let size = max(memory / 48, 1 << 10)
    return try stride(from: 0, to: tokens.count, by: size).map { start in
      try StopRequest.check()
      let part = UInt32(start)..<UInt32(min(start + size, tokens.count))
      return try NGramRecords(sorting: Array(part), of: tokens, order: order, folder: folder)
    }
  }

  /// The n-grams in other numbers of their words, which may become equal, up to an order that is not
  /// above their own; in parts that memory holds.
  ///
  /// - `ids`: for each word from the special tokens on.
  func runs(ids: [UInt32], order: Int, memory: Int, folder: String?) throws -> [NGramRecords] {
    let places = Vocabulary.specials.indices.map { UInt32($0) } + ids
    let size = min(max(memory / (16 + 8 * order), 1 << 10), Int(UInt32.max) / order)
    return try stride(from: 0, to: count, by: size).map { start in
      try StopRequest.check()
      let part = start..<min(start + size, count)
      let tokens = try NumberBuffer<UInt32>(count: part.count * order)
      for record in part {
        let (from, to) = (record * (self.order + 1), (record - start) * order)
        for place in 0..<order { tokens[to + place] = places[Int(numbers[from + place])] }
      }
      return try NGramRecords(
        sorting: (0..<part.count).map { UInt32($0 * order) }, of: tokens, order: order,
        folder: folder
      ) { numbers[(start + Int($0) / order) * (self.order + 1) + self.order] }
    }
  }

  /// Sorted runs as one.
  static func merged(_ runs: [NGramRecords], order: Int, folder: String?) throws -> NGramRecords {
    if runs.count == 1 { return runs[0] }
    var spool = try NumberSpool(folder: folder)
    var merge = NGramMerge(runs, order: order)
    var merged = 0
    while let (gram, count) = merge.next() {
      merged += 1
      if merged & 0xFFFF == 0 { try StopRequest.check() }
      for word in gram { try spool.append(word) }
      try spool.append(count)
    }
    return NGramRecords(order: order, numbers: try spool.numbers())
  }

  /// The numbers that a rank sends at once.
  private static let blockCount = 1 << 22

  /// The runs of all ranks on rank 0, none on the others.
  func gathered(_ ranks: any Communicator, folder: String?) throws -> [NGramRecords] {
    let counts = try ranks.gather([numbers.count], zero: 0).map { $0[0] }
    var all = ranks.rank == 0 ? [self] : []
    for other in 1..<max(ranks.size, 1) {
      var spool = try NumberSpool(folder: ranks.rank == 0 ? folder : nil)
      for start in stride(from: 0, to: counts[other], by: Self.blockCount) {
        let part = start..<min(start + Self.blockCount, counts[other])
        let own = ranks.rank == other ? numbers[part] : []
        var received = [UInt32](repeating: 0, count: ranks.rank == 0 ? part.count : 0)
        let (sent, taken) = (4 * own.count, 4 * received.count)
        try own.withUnsafeBytes { own in
          try received.withUnsafeMutableBytes {
            try ranks.allToAll(
              own, counts: (0..<ranks.size).map { $0 == 0 ? sent : 0 }, into: $0,
              counts: (0..<ranks.size).map { $0 == other ? taken : 0 })
          }
        }
        for number in received { try spool.append(number) }
      }
      if ranks.rank == 0 { all.append(NGramRecords(order: order, numbers: try spool.numbers())) }
    }
    return all
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
