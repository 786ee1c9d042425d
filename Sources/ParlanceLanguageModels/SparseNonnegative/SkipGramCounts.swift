import ParlanceSystem
import ParlanceText

/// A text, each line between `<s>` and `</s>`, in blocks of lines that are held out in turn.
struct BlockedText: Sendable {
  let tokens: NumberBuffer<UInt32>
  let vocabularySize: Int
  /// Where each block begins, and the end; every block has a line.
  let blockStarts: [Int]

  init(_ tokens: NumberBuffer<UInt32>, vocabularySize: Int, blockCount: Int) {
    self.tokens = tokens
    self.vocabularySize = vocabularySize
    var starts: [Int] = []
    var last = -1
    for position in 0..<tokens.count
    where tokens[position] == Self.lineStart && position * blockCount / tokens.count > last {
      starts.append(position)
      last = position * blockCount / tokens.count
    }
    blockStarts = starts + [tokens.count]
  }

  static let lineStart = UInt32(Vocabulary.sentenceStartID)

  var blockCount: Int { blockStarts.count - 1 }
  func positions(ofBlock block: Int) -> Range<Int> { blockStarts[block]..<blockStarts[block + 1] }

  /// The block of a position.
  @inline(__always)
  func block(of position: Int) -> Int {
    var block = 0
    while position >= blockStarts[block + 1] { block += 1 }
    return block
  }
}

/// How often each word follows each feature of one type.
///
/// A *link* is a feature and a word that follows it; the links of a feature lie together, by their words.
struct SkipGramCounts: Sendable {
  let type: SkipGramType
  /// Of each feature, its words as a number.
  let keys: NumberBuffer<UInt64>
  /// Where each feature's links begin, and the end.
  let featureStarts: NumberBuffer<UInt32>
  /// Of each link.
  let words: NumberBuffer<UInt32>
  let counts: NumberBuffer<UInt32>
  /// The links of the text, block by block and in each by link, and the positions of their words; only
  /// those of features that more than one block has.
  let occurrenceLinks: NumberBuffer<UInt32>
  let occurrencePositions: NumberBuffer<UInt32>
  let blockStarts: [Int]

  var featureCount: Int { featureStarts.count - 1 }
  var linkCount: Int { words.count }
  func links(of feature: Int) -> Range<Int> {
    Int(featureStarts[feature])..<Int(featureStarts[feature + 1])
  }
  var longestRow: Int { (0..<featureCount).reduce(0) { max($0, links(of: $1).count) } }

  /// Counts by sorting: places in the text by their words, the last sorted by deciding first.
  init(_ type: SkipGramType, _ text: BlockedText) throws {
    self.type = type
    let entries = try Self.sorted(try Self.entries(type, text.tokens), type, text)
    guard entries.count < Int(UInt32.max) else {
      throw InputError(.badData, "expected fewer than 2^32 skip-grams of a type")
    }
    let (words, counts) = (
      try NumberBuffer<UInt32>(count: entries.count), try NumberBuffer<UInt32>(count: entries.count)
    )
    let keys = try NumberBuffer<UInt64>(count: entries.count)
    let featureStarts = try NumberBuffer<UInt32>(count: entries.count + 1)
    let linkOfEntry = try NumberBuffer<UInt32>(count: entries.count)
    var (features, links) = (0, 0)
    for index in 0..<entries.count {
      let (position, gap) = Self.place(entries[index])
      let key = type.key(text.tokens, position, gap)
      let word = text.tokens[position]
      let isNewFeature = features == 0 || key != keys[features - 1]
      if isNewFeature {
        featureStarts[features] = UInt32(links)
        keys[features] = key
        features += 1
      }
      if isNewFeature || word != words[links - 1] {
        words[links] = word
        links += 1
      }
      counts[links - 1] += 1
      linkOfEntry[index] = UInt32(links - 1)
    }
    featureStarts[features] = UInt32(links)
    self.keys = keys.prefix(features)
    self.featureStarts = featureStarts.prefix(features + 1)
    self.words = words.prefix(links)
    self.counts = counts.prefix(links)
    (occurrenceLinks, occurrencePositions, blockStarts) = try Self.occurrences(
      entries, linkOfEntry, self.featureStarts, text)
  }
}

extension SkipGramCounts {
  /// A position and a gap in one number.
  @inline(__always)
  private static func place(_ entry: UInt64) -> (position: Int, gap: Int) {
    (Int(entry & 0xFFFF_FFFF), Int(entry >> 32))
  }

  /// All places of features in a text, in its order.
  private static func entries(
    _ type: SkipGramType, _ tokens: NumberBuffer<UInt32>
  ) throws -> NumberBuffer<UInt64> {
    let entries = try NumberBuffer<UInt64>(count: tokens.count * type.gaps.count)
    var (count, lineStart) = (0, 0)
    for position in 0..<tokens.count {
      if tokens[position] == BlockedText.lineStart {
        lineStart = position
        continue
      }
      type.forEachGap(tokens, lineStart: lineStart, position) { gap in
        entries[count] = UInt64(gap) << 32 | UInt64(position)
        count += 1
      }
    }
    return entries.prefix(count)
  }

  /// The places by their features, their next words, and their order: one counting sort a word.
  private static func sorted(
    _ entries: NumberBuffer<UInt64>, _ type: SkipGramType, _ text: BlockedText
  ) throws -> NumberBuffer<UInt64> {
    var (from, to) = (entries, try NumberBuffer<UInt64>(count: entries.count))
    for column in (-1..<type.wordCount) {
      let word = column < 0 ? -1 : type.wordCount - 1 - column
      @inline(__always) func key(_ entry: UInt64) -> Int {
        let (position, gap) = place(entry)
        let distance = word < 0 ? 0 : type.distance(ofWord: word, gap)
        return Int(text.tokens[position - distance])
      }
      var places = [Int](repeating: 0, count: text.vocabularySize + 1)
      for index in 0..<from.count { places[key(from[index]) + 1] += 1 }
      for word in 0..<text.vocabularySize { places[word + 1] += places[word] }
      for index in 0..<from.count {
        let key = key(from[index])
        to[places[key]] = from[index]
        places[key] += 1
      }
      (from, to) = (to, from)
    }
    return from
  }

  private static func occurrences(
    _ entries: NumberBuffer<UInt64>, _ links: NumberBuffer<UInt32>,
    _ featureStarts: NumberBuffer<UInt32>, _ text: BlockedText
  ) throws -> (NumberBuffer<UInt32>, NumberBuffer<UInt32>, [Int]) {
    var places = [Int](repeating: 0, count: text.blockCount + 1)
    func forEach(_ body: (_ index: Int, _ block: Int) -> Void) {
      var begin = 0
      for feature in 0..<featureStarts.count - 1 {
        let nextLink = featureStarts[feature + 1]
        let first = text.block(of: place(entries[begin]).position)
        var (end, isShared) = (begin, false)
        while end < entries.count && links[end] < nextLink {
          isShared = isShared || text.block(of: place(entries[end]).position) != first
          end += 1
        }
        if isShared {
          for index in begin..<end { body(index, text.block(of: place(entries[index]).position)) }
        }
        begin = end
      }
    }
    forEach { _, block in places[block + 1] += 1 }
    for block in 0..<text.blockCount { places[block + 1] += places[block] }
    let starts = places
    let found = try NumberBuffer<UInt32>(count: starts[text.blockCount])
    let positions = try NumberBuffer<UInt32>(count: starts[text.blockCount])
    forEach { index, block in
      found[places[block]] = links[index]
      positions[places[block]] = UInt32(place(entries[index]).position)
      places[block] += 1
    }
    return (found, positions, starts)
  }
}
