import Foundation
import ParlanceArrays
import ParlanceText
import ParlanceTraining

/// What a sparse non-negative matrix language model is made of.
public struct SparseNonnegativeArchitecture: Codable, Sendable, Equatable {
  /// n-grams up to this order; their features are of up to order - 1 words.
  public var order = 5
  /// The longest gap of skip-grams, in words; 0 for none.
  public var skip = 2
  /// The most words in a skip-gram feature, before and after its gap together.
  public var skipOrder = 3
  /// How far back a single word is a feature, wherever it stands in one of several bands; 0 for none.
  public var reach = 31
  /// How often a skip-gram feature must occur to be one.
  public var minimumFeatureCount = 2
  /// The ids of its words, with the four special tokens.
  public var vocabularySize = 0
  /// Words, Unicode scalars or graphemes.
  public var level = TextLevel.word
  /// Tokens of the text that it was estimated from, `</s>` included.
  public var trainingTokens: Int?

  /// Creates the defaults.
  public init() {}

  /// What is wrong with the numbers, or nil.
  public var problem: SettingProblem? {
    .first([
      "order": (order, 1...100), "skip": (skip, 0...100), "skipOrder": (skipOrder, 1...10),
      "reach": (reach, 0...1000), "minimumFeatureCount": (minimumFeatureCount, 1...1_000_000_000),
    ])
  }

  /// For people.
  var summary: String {
    "n-grams up to order \(order), skip-grams of up to \(skipOrder) words with gaps up to \(skip), "
      + "words up to \(reach) back"
  }

  /// Its types of features: n-grams; skip-grams of each shape and gap; and single words beyond these
  /// gaps, in bands of which each is twice as wide as the one before.
  var types: [SkipGramType] {
    var types = (0..<order).map { SkipGramType(adjacent: $0) }
    for gap in stride(from: 1, through: skip, by: 1) {
      for words in 1...skipOrder {
        types += (0..<words).map {
          SkipGramType(adjacent: $0, gaps: gap...gap, remote: words - $0)
        }
      }
    }
    var (gap, width) = (skip + 1, 4)
    while gap < reach {
      types.append(
        SkipGramType(adjacent: 0, gaps: gap...min(gap + width, reach) - 1, remote: 1))
      (gap, width) = (gap + width, 2 * width)
    }
    return types
  }
}

/// A sparse non-negative matrix language model: P(w | h) = Σ M(f, w) / Σ Σ M(f, w′), over the features f
/// of h: n-grams and skip-grams.
///
/// M(f, w) = C(f, w) / C(f) · e^A(f, w), where A is a trained adjustment. Each line is read by itself, from
/// `<s>`. Shazeer, Pelemans and Chelba, *Sparse Non-negative Matrix Language Modeling For Skip-grams*, 2015;
/// A is trained on the loss of Chelba and Pereira, *Multinomial Loss on Held-out Data for the Sparse
/// Non-negative Matrix Language Model*, 2015.
public struct SparseNonnegativeLanguageModel: LanguageModeling, Sendable {
  /// What it is made of.
  public let architecture: SparseNonnegativeArchitecture
  public let vocabulary: Vocabulary
  public let tokenizer: Tokenizer
  let matrix: SparseNonnegativeMatrix

  init(
    _ matrix: SparseNonnegativeMatrix, _ vocabulary: Vocabulary,
    _ architecture: SparseNonnegativeArchitecture
  ) {
    self.matrix = matrix
    self.vocabulary = vocabulary
    self.architecture = architecture
    tokenizer = Tokenizer(level: architecture.level)
  }

  /// Features of all types.
  public var featureCount: Int { matrix.tables.reduce(0) { $0 + $1.keys.count } }
  /// Pairs of a feature and a word that have followed each other.
  public var linkCount: Int { matrix.tables.reduce(0) { $0 + $1.words.count } }

  public var outOfVocabularyID: Int32 { Vocabulary.unknownID }

  /// What the model knows of the words before.
  public struct State: Sendable {
    /// The last words of the line, as many as features can be made of.
    fileprivate var words: [UInt32]
  }

  public func read(_ tokens: [Int32], _ state: State?) -> (logProbabilities: [Float], state: State)
  {
    var words = state?.words ?? [BlockedText.lineStart]
    for token in tokens {
      if token == Vocabulary.sentenceEndID {
        words = [BlockedText.lineStart]
      } else {
        words.append(word(token))
      }
    }
    words.removeFirst(max(0, words.count - matrix.reach))
    let values = matrix.logProbabilities(after: buffer(words))
    return (values.map { Float($0) }, State(words: words))
  }

  public func logProbabilities(of corpus: TokenCorpus) -> [Double] {
    let values = buffer([Double](repeating: 0, count: corpus.tokenCount))
    forEachTile(of: corpus.lineCount, size: 16) { lines in
      for line in lines {
        let range = corpus.range(ofLine: line)
        forEachToken(ofLine: corpus.line(line)) { index, logProbability in
          values[range.lowerBound + index] = logProbability
        }
      }
    }
    return (0..<values.count).map { values[$0] }
  }

  public func score(_ line: String) -> LineScore {
    let tokens = tokenizer.tokens(line)
    let ids = ids(of: tokens) + [Vocabulary.sentenceEndID]
    var total = 0.0
    forEachToken(ofLine: ids[...]) { total += $1 }
    return LineScore(
      logProbability: total, tokens: ids.count, unknown: unknownCount(tokens))
  }

  /// Calls the body with the log-probability of each token of a line, the last of which is its `</s>`.
  private func forEachToken(ofLine ids: ArraySlice<Int32>, _ body: (Int, Double) -> Void) {
    let end = UInt32(Vocabulary.sentenceEndID)
    let tokens = buffer([BlockedText.lineStart] + ids.dropLast().map(word) + [end])
    for index in 0..<ids.count {
      body(index, matrix.logProbability(tokens, lineStart: 0, index + 1))
    }
  }

  /// Boundaries are no words, even where a text spells them.
  private func word(_ id: Int32) -> UInt32 {
    UInt32(id > Vocabulary.sentenceEndID ? id : Vocabulary.unknownID)
  }

  private func buffer<Number: BitwiseCopyable>(_ numbers: [Number]) -> NumberBuffer<Number> {
    guard let buffer = try? NumberBuffer<Number>(count: numbers.count) else {
      fatalError("SparseNonnegativeLanguageModel: there is no memory for \(numbers.count) numbers")
    }
    for (index, number) in numbers.enumerated() { buffer[index] = number }
    return buffer
  }
}

/// The content of `model.json`.
private struct SparseNonnegativeDescription: Codable {
  var format = LanguageModelHeader.newestFormat
  var kind = LanguageModelHeader.kind
  var modelType = LanguageModelHeader.ModelType.snm
  var architecture: SparseNonnegativeArchitecture
}

extension SparseNonnegativeLanguageModel: CountedLanguageModel {
  private static let matrixName = "matrix.bin"

  /// Reads a model directory; its matrix is mapped, not read.
  ///
  /// - Throws: `InputError` that names the file and what does not fit in it.
  public init(directory: RunDirectory) throws {
    _ = try LanguageModelHeader(directory)
    let architecture = try directory.description(SparseNonnegativeDescription.self).architecture
    if let problem = architecture.problem {
      throw InputError(.badData, file: directory.file("model.json"), problem)
    }
    let vocabularyPath = directory.file("vocabulary.txt")
    let vocabulary = try Vocabulary.read(from: vocabularyPath)
    let matrix = try SparseNonnegativeFile.read(
      directory.file(Self.matrixName), types: architecture.types)
    guard vocabulary.count == matrix.vocabularySize else {
      throw InputError(
        .badData, file: vocabularyPath,
        "expected \(matrix.vocabularySize) tokens as \(Self.matrixName) has, "
          + "found \(vocabulary.count)")
    }
    self.init(matrix, vocabulary, architecture)
  }

  var trainingTokens: Int { architecture.trainingTokens ?? 0 }

  /// Writes `model.json`, `vocabulary.txt` and the matrix.
  func write(to directory: RunDirectory) throws {
    try directory.write(description: SparseNonnegativeDescription(architecture: architecture))
    try AtomicFile.write(vocabulary.fileContents, to: directory.file("vocabulary.txt"))
    try SparseNonnegativeFile.write(matrix, to: directory.file(Self.matrixName))
  }

  /// Writes a model directory.
  public func save(
    to directory: RunDirectory, _ existing: RunDirectory.Existing = .refuse
  ) throws {
    try directory.create(existing)
    try write(to: directory)
  }
}
