import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// A table of vectors that gives one vector for each bag of ids: their sum, mean or maximum.
public final class EmbeddingBag: Module {
  /// The table: [V, D].
  public let weight: Parameter
  /// What is made of a bag's vectors.
  public let reduction: BagReduction
  /// The id that counts nowhere; its row begins with zeros. Nil for none.
  public let paddingIndex: Int?
  /// The greatest length of a row: longer ones are shortened in the table when they are looked up.
  public let maxNorm: Double?

  /// Creates a table with random values.
  public convenience init(
    _ vocabularySize: Int, _ embeddingSize: Int, reduction: BagReduction = .mean,
    paddingIndex: Int? = nil, maxNorm: Double? = nil, initializer: Initializer = .normal(1),
    using generator: inout RandomGenerator
  ) {
    let table = initializer.array(
      [vocabularySize, embeddingSize], inputs: vocabularySize, outputs: embeddingSize,
      using: &generator)
    self.init(
      vectors: table, isFrozen: false, reduction: reduction, paddingIndex: paddingIndex,
      maxNorm: maxNorm)
    if let paddingIndex { weight.update { $0.clearRow(paddingIndex) } }
  }

  /// Creates a table from given vectors [V, D], which training leaves as they are if frozen.
  public init(
    vectors: NDArray, isFrozen: Bool = true, reduction: BagReduction = .mean,
    paddingIndex: Int? = nil, maxNorm: Double? = nil
  ) {
    guard vectors.rank == 2, paddingIndex.map({ 0..<vectors.shape[0] ~= $0 }) ?? true else {
      fatalError("EmbeddingBag: table \(vectors.shape), padding index \(paddingIndex ?? -1)")
    }
    weight = Parameter(vectors)
    weight.isTrainable = !isFrozen
    self.reduction = reduction
    self.paddingIndex = paddingIndex
    self.maxNorm = maxNorm
  }

  /// One vector for each bag, where the first `lengths[0]` ids are the first bag's, and so on:
  /// → [bags, D]; zeros for an empty bag. Weights [N], one for each id, go with the sum only.
  public func callAsFunction(
    _ ids: [Int32], lengths: [Int], weights: Tensor? = nil
  ) -> Tensor {
    if let maxNorm { weight.shortenRows(ids, to: maxNorm) }
    return embeddingBag(
      weight.tensor, ids, lengths: lengths, reduction: reduction, weights: weights,
      paddingIndex: paddingIndex)
  }

  /// The same from where each bag begins, as PyTorch takes it; traps for offsets that do not ascend
  /// from 0.
  public func callAsFunction(
    _ ids: [Int32], offsets: [Int], weights: Tensor? = nil
  ) -> Tensor {
    let ends = offsets.dropFirst() + [ids.count]
    let lengths = zip(offsets, ends).map { $1 - $0 }
    guard offsets.first ?? 0 == 0, lengths.allSatisfy({ $0 >= 0 }) else {
      fatalError("EmbeddingBag: offsets \(offsets) into \(ids.count) ids do not ascend from 0")
    }
    return self(ids, lengths: offsets.isEmpty ? [] : lengths, weights: weights)
  }
}
