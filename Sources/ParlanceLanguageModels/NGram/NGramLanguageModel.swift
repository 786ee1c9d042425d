import Foundation
import ParlanceArrays
import ParlanceDecoding
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// What an n-gram language model is made of.
public struct NGramArchitecture: Codable, Sendable, Equatable {
  /// The longest n-grams.
  public var order = 5
  /// How it was estimated; nil where that is not known.
  public var smoothing: NGramSmoothing?
  /// The ids of its words, with the four special tokens.
  public var vocabularySize = 0
  /// Words, Unicode scalars or graphemes.
  public var level = TextLevel.word
  /// Whether tokens outside the vocabulary were read as the word `<unk>`; otherwise they have the
  /// probability of what was never seen, and a literal `<unk>` is a word like any other.
  public var replacesUnknown = false
  /// Tokens of the text that it was estimated from, `</s>` included.
  public var trainingTokens: Int?
  /// What was taken from the counts of each order.
  public var discounts: [NGramDiscounts]?

  /// Creates the defaults.
  public init() {}
}

/// An n-gram language model: P(w | h) by the longest n-gram that is known.
///
/// Each line is read by itself, from `<s>`.
public struct NGramLanguageModel: LanguageModeling, OpenVocabulary, Sendable {
  /// What it is made of.
  public let architecture: NGramArchitecture
  public let vocabulary: Vocabulary
  public let tokenizer: Tokenizer
  let table: NGramTable

  init(_ table: NGramTable, _ vocabulary: Vocabulary, _ architecture: NGramArchitecture) {
    self.table = table
    self.vocabulary = vocabulary
    self.architecture = architecture
    tokenizer = Tokenizer(level: architecture.level)
  }

  /// The number of n-grams of each order.
  public var counts: [Int] {
    [vocabulary.tokens.indices.count { table.contains(Int32($0)) }]
      + (1...table.trie.order).dropFirst().map { table.trie.nodes(ofOrder: $0).count }
  }

  public var outOfVocabularyID: Int32 {
    architecture.replacesUnknown ? Vocabulary.unknownID : Int32(NGramTable.unknown)
  }

  /// The state of a text of which nothing was read at all, not even a line's beginning.
  public static let nothingRead = state([.empty])

  public func read(
    rows: [[Int32]], _ state: CarriedState?
  ) -> (logProbabilities: NDArray, state: CarriedState) {
    var contexts = state.map(Self.contexts) ?? rows.map { _ in table.start }
    var values: [Float] = []
    values.reserveCapacity(rows.count * vocabulary.count)
    for (row, tokens) in rows.enumerated() {
      for token in tokens { advance(token, &contexts[row]) }
      values += logProbabilities(after: contexts[row])
    }
    return (NDArray(values, shape: [rows.count, vocabulary.count]), Self.state(contexts))
  }

  private func logProbabilities(after context: NGramTable.State) -> [Float] {
    var values = table.logProbabilities(after: context)
    // What was never seen is written as <unk>, where that is not a word itself.
    if !table.contains(Vocabulary.unknownID) {
      values.swapAt(Int(NGramTable.unknown), Int(Vocabulary.unknownID))
    }
    return values.map { Float($0 * Self.natural) }
  }

  private static let contextName = "context"

  /// One node a text, or −1; a float64 holds all of them exactly.
  private static func state(_ contexts: [NGramTable.State]) -> CarriedState {
    CarriedState([
      (contextName, NDArray(float64: contexts.map { $0.node.map { Double($0) } ?? -1 }))
    ])
  }

  private static func contexts(_ state: CarriedState) -> [NGramTable.State] {
    (state[contextName]?.doubles ?? []).map { NGramTable.State(node: $0 < 0 ? nil : Int($0)) }
  }

  public func logProbabilities(of corpus: TokenCorpus) -> [Double] {
    logProbabilities(corpus.ids, lineEnds: corpus.lineEnds)
  }

  /// Of the tokens of some lines, the last of each its `</s>`.
  private func logProbabilities(_ ids: [Int32], lineEnds: [Int]) -> [Double] {
    table.logProbabilities(lineEnds: lineEnds) { place, isLast in
      isLast ? UInt32(Vocabulary.sentenceEndID) : word(ids[place])
    }.map { $0 * Self.natural }
  }

  func knows(_ id: Int32) -> Bool { table.contains(id) }

  var hasUnknownAtPadding: Bool { true }

  var separatesUnknown: Bool {
    !architecture.replacesUnknown && table.contains(Vocabulary.unknownID)
  }

  func joinedLogProbabilities(of corpus: TokenCorpus) -> [Double] {
    let (own, literal) = (NGramTable.unknown, UInt32(Vocabulary.unknownID))
    guard table.contains(Vocabulary.unknownID) else { return logProbabilities(of: corpus) }
    return (0..<corpus.lineCount).flatMap { line in
      var context = table.start
      let ids = corpus.line(line)
      let words = ids.dropLast().map(word) + [UInt32(Vocabulary.sentenceEndID)]
      return words.map { word in
        var other = context
        let value = table.read(word, &context) * Self.natural
        guard word == own || word == literal else { return value }
        return logSum(value, table.read(word == own ? literal : own, &other) * Self.natural)
      }
    }
  }

  /// ln 10: tables have decimal logarithms.
  private static let natural = Double.log(10)

  /// The place of an id in the table: that of the unknown word where the model has none for it.
  @inline(__always)
  private func word(_ id: Int32) -> UInt32 {
    // Boundaries are no words, even where a text spells them.
    let isWord = id > Vocabulary.sentenceEndID || id == Vocabulary.unknownID
    let place = isWord ? id : outOfVocabularyID
    return table.contains(place) ? UInt32(place) : NGramTable.unknown
  }

  private func advance(_ token: Int32, _ context: inout NGramTable.State) {
    if token == Vocabulary.sentenceEndID {
      context = table.start
    } else {
      _ = table.read(word(token), &context)
    }
  }
}

extension NGramLanguageModel: CountedLanguageModel {
  private static let tableName = "ngrams.bin"

  /// What `model.json` says.
  public struct Description: Codable {
    var modelType: String? = "ngram"
    var architecture: NGramArchitecture
  }

  public static var kind: String { languageModelKind }

  public static var modelTypes: [String?]? { ["ngram"] }

  public var description: Description { Description(architecture: architecture) }

  public var sideFiles: [ModelFile] { [.vocabulary(vocabulary)] }

  public var numberFiles: [ModelFile] {
    [ModelFile(Self.tableName) { [table] in try NGramFile.write(table, to: $0) }]
  }

  /// The table is mapped, not read.
  public init(_ description: Description, from store: ModelStore) throws {
    let architecture = description.architecture
    let path = store.directory.file(Self.tableName)
    let table = try NGramFile.read(path)
    let vocabulary = try store.vocabulary(count: table.trie.vocabularySize, by: Self.tableName)
    guard architecture.order == table.trie.order else {
      throw InputError(
        .badData, file: path,
        "expected order \(architecture.order) as model.json says, found \(table.trie.order)")
    }
    self.init(table, vocabulary, architecture)
  }

  /// Reads an ARPA file, plain or gzipped; its tokens are words, unless Parlance wrote what else.
  ///
  /// - Throws: `InputError` that names the file, the line, and what does not do there.
  public init(arpa path: String) throws {
    var reader = try ARPAReader(path)
    let table = try reader.read()
    var architecture = NGramArchitecture()
    architecture.order = table.trie.order
    architecture.vocabularySize = reader.vocabulary.count
    architecture.level = reader.head.level
    architecture.replacesUnknown = reader.head.replacesUnknown
    self.init(table, reader.vocabulary, architecture)
  }

  /// Writes an ARPA file, gzipped where its name ends in `.gz`.
  ///
  /// A word `<unk>` of the text is written as `\u{3c}unk>`, beside the model's own; where tokens outside
  /// the vocabulary were read as that word, it is the other way round: see `ARPAHead`.
  ///
  /// - Throws: `InputError` where the file cannot be written or the model's own table is damaged.
  public func write(arpa path: String) throws {
    if let problem = table.problem { throw InputError(.badData, problem) }
    try ARPAWriter(table, vocabulary, head).write(to: path)
  }

  private var head: ARPAHead {
    ARPAHead(level: architecture.level, replacesUnknown: architecture.replacesUnknown)
  }

  var trainingTokens: Int { architecture.trainingTokens ?? 0 }
}
