import ParlanceText

/// Sentences side by side, each distinct word of which stands once: what a tagger's network reads.
public struct TaggerBatch: Sendable {
  /// T: the longest sentence.
  public let sequenceLength: Int
  /// Tokens of each of the B sentences.
  public let lengths: [Int]
  /// Which distinct word stands at each place, [B, T] row by row; the first beyond a sentence's end.
  public let places: [Int32]
  let words: [TokenFeatures]
  /// The number of each distinct word in the batch that this is a part of; nil where it is the whole.
  let wordNumbers: [Int32]?

  /// B.
  public var batchSize: Int { lengths.count }
  /// Tokens of all sentences.
  public var tokenCount: Int { lengths.reduce(0, +) }

  init(
    sequenceLength: Int, lengths: [Int], places: [Int32], words: [TokenFeatures],
    wordNumbers: [Int32]? = nil
  ) {
    (self.sequenceLength, self.lengths, self.places) = (sequenceLength, lengths, places)
    (self.words, self.wordNumbers) = (words, wordNumbers)
  }

  /// Some sentences, padded as in the whole, with their own distinct words.
  func rows(_ rows: Range<Int>) -> TaggerBatch {
    if rows == 0..<batchSize { return self }
    var numbers: [Int32] = []
    var placeOfNumber = [Int32](repeating: -1, count: words.count)
    var places = [Int32](repeating: 0, count: rows.count * sequenceLength)
    for (place, row) in rows.enumerated() {
      for step in 0..<lengths[row] {
        let number = Int(self.places[row * sequenceLength + step])
        if placeOfNumber[number] < 0 {
          placeOfNumber[number] = Int32(numbers.count)
          numbers.append(Int32(number))
        }
        places[place * sequenceLength + step] = placeOfNumber[number]
      }
    }
    return TaggerBatch(
      sequenceLength: sequenceLength, lengths: Array(lengths[rows]), places: places,
      words: numbers.map { words[Int($0)] },
      wordNumbers: wordNumbers.map { all in numbers.map { all[Int($0)] } } ?? numbers)
  }
}

/// What training does not show of a token, so that it learns to do without.
struct HiddenParts: OptionSet {
  let rawValue: UInt8

  /// It is read as a word that is not known.
  static let word = HiddenParts(rawValue: 1)
  /// It is read without those beside it.
  static let neighbours = HiddenParts(rawValue: 2)
}

/// Distinct tokens with their numbers, worked out once.
struct TokenIndex: Sendable {
  private let vocabulary: TaggerVocabulary
  private var indices: [TokenKey: Int32] = [:]
  /// Of tokens that are read with those beside them: the length of what is before, and all three.
  private var contexts: [TokenKey: Int32] = [:]
  private(set) var features: [TokenFeatures] = []

  init(_ vocabulary: TaggerVocabulary) { self.vocabulary = vocabulary }

  /// The places of a sentence's tokens among the distinct ones.
  mutating func add(_ tokens: [String]) -> [Int32] {
    tokens.indices.map { place in
      let token = tokens[place]
      guard let (before, after) = vocabulary.neighbours(of: place, in: tokens) else {
        return add(to: \.indices, TokenKey(token)) { $0.features(of: token) }
      }
      let key = TokenKey("\(before.utf8.count) \(before)\(token)\(after)")
      return add(to: \.contexts, key) { $0.features(of: token, between: (before, after)) }
    }
  }

  private mutating func add(
    to known: WritableKeyPath<Self, [TokenKey: Int32]>, _ key: TokenKey,
    _ made: (TaggerVocabulary) -> TokenFeatures
  ) -> Int32 {
    if let index = self[keyPath: known][key] { return index }
    let index = Int32(features.count)
    self[keyPath: known][key] = index
    features.append(made(vocabulary))
    return index
  }

  /// Sentences of places as a batch.
  ///
  /// - `hidden`: what is not to be seen of a token, by its place among all distinct ones.
  func batch(_ sentences: [[Int32]], hidden: ((Int32) -> HiddenParts)? = nil) -> TaggerBatch {
    let steps = sentences.map(\.count).max() ?? 0
    var rows: [Int64: Int32] = [:]
    var words: [TokenFeatures] = []
    var places = [Int32](repeating: 0, count: sentences.count * steps)
    for (row, sentence) in sentences.enumerated() {
      for (step, token) in sentence.enumerated() {
        let hidden = hidden?(token) ?? []
        let key = Int64(token) << 2 | Int64(hidden.rawValue)
        if let found = rows[key] {
          places[row * steps + step] = found
          continue
        }
        var features = features[Int(token)]
        if hidden.contains(.word) { features.word = Vocabulary.unknownID }
        if hidden.contains(.neighbours) { features.affixes = [] }
        rows[key] = Int32(words.count)
        places[row * steps + step] = Int32(words.count)
        words.append(features)
      }
    }
    return TaggerBatch(
      sequenceLength: steps, lengths: sentences.map(\.count), places: places, words: words)
  }
}
