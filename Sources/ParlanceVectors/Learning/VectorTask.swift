import ParlanceDistributed
import ParlanceNN
import ParlanceText
import ParlanceTraining

/// Training of word vectors.
protocol VectorTask: UpdatingTask {
  var tables: VectorTables { get }
  /// What an epoch learns from: pairs, or words.
  var examplesPerEpoch: Int { get }
  /// What the best epoch is found by; nil where the last one counts.
  var validation: VectorValidation? { get set }
  /// What was learned.
  func vectors(_ words: [String]) throws -> WordVectors
}

extension VectorTask {
  var module: any Module { tables }
  var bestFile: String { "run/best.safetensors" }
  var minimisesCrossEntropy: Bool { false }
  var keepsLast: Bool { validation == nil }

  func validate(ranks: any Communicator) throws -> Evaluation {
    guard let validation else { return .unmeasured }
    return Evaluation(
      totalLoss: 0, tokens: 1, isCrossEntropy: false,
      scores: ["spearman": validation.spearman(of: try vectors(validation.words))],
      deciding: "spearman")
  }
}

/// Pairs of words with what people say of them, by which the best epoch is found.
struct VectorValidation: Sendable {
  let sets: [WordPairs]
  /// The words that are learned.
  let words: [String]

  /// The mean of Spearman's correlations over the sets; a set of which nothing is known counts 0.
  func spearman(of vectors: WordVectors) -> Double {
    let lookup = WordLookup(SimilarityIndex(vectors))
    let found = sets.map { SimilarityScore($0, lookup).spearman }
    return found.reduce(0) { $0 + ($1.isFinite ? $1 : 0) } / Double(max(found.count, 1))
  }
}
