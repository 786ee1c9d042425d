import ParlanceSystem

extension NGramCounts {
  /// Adds sorted runs of records up.
  ///
  /// - `folder`: where counts are kept; nil for memory.
  init(merging runs: [NGramRecords], order: Int, vocabularySize: Int, folder: String?) throws {
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
    self.folder = folder
  }

  /// What a merge gives, order by order: how often each word occurs, and the longer n-grams.
  private static func levels(
    _ merge: NGramMerge, _ order: Int, _ vocabularySize: Int, _ folder: String?
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

    init(folder: String?) throws {
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
