import ParlanceArrays
import ParlanceAutograd

/// A table of vectors, one for each id: N ids → shape + [D].
public final class Embedding: Module {
  /// The table: [V, D].
  public let weight: Parameter

  /// Creates a table with random values.
  public init(
    _ vocabularySize: Int, _ embeddingSize: Int, initializer: Initializer = .normal(1),
    using generator: inout RandomGenerator
  ) {
    weight = Parameter(
      initializer.array(
        [vocabularySize, embeddingSize], inputs: vocabularySize, outputs: embeddingSize,
        using: &generator))
  }

  /// Looks up ids laid out in row-major order as `shape`: → shape + [D].
  public func callAsFunction(_ ids: [Int32], shape: [Int]) -> Tensor {
    embedding(weight.tensor, ids, shape: shape)
  }
}
