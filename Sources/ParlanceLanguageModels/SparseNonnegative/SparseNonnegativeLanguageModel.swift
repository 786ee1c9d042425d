import Foundation
import ParlanceArrays
import ParlanceDecoding
import ParlanceSystem
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

  public func read(
    rows: [[Int32]], _ state: CarriedState?
  ) -> (logProbabilities: NDArray, state: CarriedState) {
    let before = state.map(lines) ?? rows.map { _ in [BlockedText.lineStart] }
    let lines = zip(before, rows).map(line)
    let values = lines.flatMap { matrix.logProbabilities(after: buffer($0)).map { Float($0) } }
    return (NDArray(values, shape: [rows.count, vocabulary.count]), carried(lines))
  }

  /// The last words of a line after some more tokens, as many as features can be made of.
  private func line(_ before: [UInt32], _ tokens: [Int32]) -> [UInt32] {
    var words = before
    for token in tokens {
      if token == Vocabulary.sentenceEndID {
        words = [BlockedText.lineStart]
      } else {
        words.append(word(token))
      }
    }
    return words.suffix(matrix.reach)
  }

  private static let wordsName = "words"

  /// The last words of each line, −1 before them.
  private func carried(_ lines: [[UInt32]]) -> CarriedState {
    let words = lines.flatMap { line in
      [Double](repeating: -1, count: matrix.reach - line.count) + line.map { Double($0) }
    }
    return CarriedState([
      (Self.wordsName, NDArray(float64: words, shape: [lines.count, matrix.reach]))
    ])
  }

  private func lines(_ state: CarriedState) -> [[UInt32]] {
    let words = state[Self.wordsName]?.doubles ?? []
    return stride(from: 0, to: words.count, by: matrix.reach).map { begin in
      words[begin..<begin + matrix.reach].filter { $0 >= 0 }.map { UInt32($0) }
    }
  }

  public func logProbabilities(of corpus: TokenCorpus) -> [Double] {
    let values = buffer([Double](repeating: 0, count: corpus.tokenCount))
    let stop = StopRequest.current
    forEachTile(of: corpus.lineCount, size: 16) { lines in
      for line in lines where stop?.signal == nil {
        let range = corpus.range(ofLine: line)
        forEachToken(ofLine: corpus.line(line)) { index, logProbability in
          values[range.lowerBound + index] = logProbability
        }
      }
    }
    return (0..<values.count).map { values[$0] }
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

extension SparseNonnegativeLanguageModel: CountedLanguageModel {
  private static let matrixName = "matrix.bin"

  /// What `model.json` says.
  public struct Description: Codable {
    var modelType: String? = "snm"
    var architecture: SparseNonnegativeArchitecture
  }

  public static var kind: String { languageModelKind }

  public static var modelTypes: [String?]? { ["snm"] }

  public var description: Description { Description(architecture: architecture) }

  public var sideFiles: [ModelFile] { [.vocabulary(vocabulary)] }

  public var numberFiles: [ModelFile] {
    [ModelFile(Self.matrixName) { [matrix] in try SparseNonnegativeFile.write(matrix, to: $0) }]
  }

  /// The matrix is mapped, not read.
  public init(_ description: Description, from store: ModelStore) throws {
    let architecture = description.architecture
    if let problem = architecture.problem { throw store.bad(problem) }
    let matrix = try SparseNonnegativeFile.read(
      store.directory.file(Self.matrixName), types: architecture.types)
    let vocabulary = try store.vocabulary(count: matrix.vocabularySize, by: Self.matrixName)
    self.init(matrix, vocabulary, architecture)
  }

  var trainingTokens: Int { architecture.trainingTokens ?? 0 }
}
