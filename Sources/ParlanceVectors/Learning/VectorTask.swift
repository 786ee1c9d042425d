import ParlanceNN
import ParlanceText
import ParlanceTraining

/// Training of word vectors.
protocol VectorTask: UpdatingTask {
  var tables: VectorTables { get }
  /// What an epoch learns from: pairs, or words.
  var examplesPerEpoch: Int { get }
  /// What was learned.
  func vectors(_ words: [String]) throws -> WordVectors
}

extension VectorTask {
  var module: any Module { tables }
  var bestFile: String { "run/best.safetensors" }
  var minimisesCrossEntropy: Bool { false }
  var keepsLast: Bool { true }
  func validate() -> Evaluation { Evaluation(totalLoss: 0, tokens: 1, isCrossEntropy: false) }
}
