import ParlanceArrays
import ParlanceText

extension WordVectors {
  /// The vectors as a table: [words, D].
  public var table: NDArray { NDArray(numbers, shape: [count, dimension]) }
}
