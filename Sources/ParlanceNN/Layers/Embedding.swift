import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// A table of vectors, one for each id: N ids → shape + [D].
///
/// The gradient of the table is of the rows used only.
public final class Embedding: Module {
  /// The table: [V, D].
  public let weight: Parameter
  /// The id whose row gets no gradient, and begins with zeros; nil for none.
  public let paddingIndex: Int?
  /// Further ids whose rows get no gradient.
  public let frozenRows: Set<Int32>
  /// The greatest length of a row: longer ones are shortened in the table when they are looked up.
  public let maxNorm: Double?
  /// The probability that a word type is dropped wherever it stands in a batch, in training.
  public let wordDropout: Double

  /// Creates a table with random values.
  public convenience init(
    _ vocabularySize: Int, _ embeddingSize: Int, paddingIndex: Int? = nil,
    frozenRows: Set<Int32> = [], maxNorm: Double? = nil, wordDropout: Double = 0,
    initializer: Initializer = .normal(1), using generator: inout RandomGenerator
  ) {
    let table = initializer.array(
      [vocabularySize, embeddingSize], inputs: vocabularySize, outputs: embeddingSize,
      using: &generator)
    self.init(
      Parameter(table), paddingIndex: paddingIndex, frozenRows: frozenRows, maxNorm: maxNorm,
      wordDropout: wordDropout)
    if let paddingIndex { weight.update { $0.clearRow(paddingIndex) } }
  }

  /// Creates a table from given vectors [V, D], which training leaves as they are if frozen.
  public convenience init(
    vectors: NDArray, isFrozen: Bool = true, paddingIndex: Int? = nil,
    frozenRows: Set<Int32> = [], maxNorm: Double? = nil, wordDropout: Double = 0
  ) {
    let table = Parameter(vectors)
    table.isTrainable = !isFrozen
    self.init(
      table, paddingIndex: paddingIndex, frozenRows: frozenRows, maxNorm: maxNorm,
      wordDropout: wordDropout)
  }

  private init(
    _ table: Parameter, paddingIndex: Int?, frozenRows: Set<Int32>, maxNorm: Double?,
    wordDropout: Double
  ) {
    guard table.shape.count == 2, paddingIndex.map({ 0..<table.shape[0] ~= $0 }) ?? true else {
      fatalError("Embedding: table \(table.shape), padding index \(paddingIndex ?? -1)")
    }
    weight = table
    self.paddingIndex = paddingIndex
    self.frozenRows = frozenRows
    self.maxNorm = maxNorm
    self.wordDropout = wordDropout
  }

  /// Looks up ids laid out in row-major order as `shape`: → shape + [D].
  public func callAsFunction(
    _ ids: [Int32], shape: [Int], _ mode: Mode = .evaluation
  ) -> Tensor {
    if let maxNorm { weight.shortenRows(ids, to: maxNorm) }
    let frozen = paddingIndex.map { frozenRows.union([Int32($0)]) } ?? frozenRows
    let vectors = embedding(weight.tensor, ids, shape: shape, frozen: frozen)
    guard let key = mode.key, wordDropout > 0 else { return vectors }
    return ParlanceAutograd.wordDropout(
      vectors, ids, vocabularySize: weight.shape[0], rate: wordDropout, key: key)
  }
}

extension NDArray {
  mutating func clearRow(_ row: Int) {
    for column in 0..<shape[1] { self[row, column] = 0 }
  }
}

extension Parameter {
  /// Shortens the rows of these ids to a greatest Euclidean norm.
  func shortenRows(_ ids: [Int32], to maxNorm: Double) {
    for row in Set(ids) where 0..<shape[0] ~= Int(row) {
      let values = value.kernels.gatherRows(value, [row])
      let norm = value.kernels.sumOfSquares(values).squareRoot()
      guard norm > maxNorm else { continue }
      // As PyTorch does, a little below the greatest norm.
      let factor = maxNorm / (norm + 1e-7)
      update { table in
        for column in 0..<shape[1] { table[Int(row), column] = values[0, column] * factor }
      }
    }
  }
}
