import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceText

/// The tables of a classifier of fastText's form while it is trained.
///
/// Rows are padded with zeros to a multiple of sixteen numbers; of buckets only those have rows that occur.
final class FastTextNetwork: Module {
  /// Of words, then of buckets: [rows, W].
  let input: Parameter
  /// Of labels, or of the inner nodes of their tree: [labels, W].
  let output: Parameter
  /// D: the numbers of a row that are not padding.
  let dimension: Int

  /// Inputs uniform within ±1/D, outputs zero, as in fastText.
  init(rows: Int, labels: Int, dimension: Int, using generator: inout RandomGenerator) {
    let width = (dimension + 15) / 16 * 16
    self.dimension = dimension
    var numbers = [Float](repeating: 0, count: rows * width)
    for row in 0..<rows {
      for place in row * width..<row * width + dimension {
        numbers[place] = Float((2 * generator.uniform() - 1) / Double(dimension))
      }
    }
    input = Parameter(NDArray(numbers, shape: [rows, width]))
    output = Parameter(NDArray(zeros: [labels, width]))
  }

  /// Some rows of another network, and all its outputs.
  init(_ other: FastTextNetwork, rows: [Int]) {
    dimension = other.dimension
    let kernels = other.input.value.kernels
    input = Parameter(kernels.gatherRows(other.input.value, rows.map { Int32($0) }))
    output = Parameter(other.output.value)
  }

  /// Takes given vectors for rows of words.
  func take(_ vectors: WordVectors, for dictionary: FastTextDictionary) {
    let width = input.shape[1]
    var (rows, numbers): ([Int32], [Float]) = ([], [])
    for index in 0..<dictionary.wordCount {
      guard let place = vectors.index(of: dictionary.word(at: index)) else { continue }
      rows.append(Int32(index))
      numbers += vectors.vector(at: place)
      numbers += [Float](repeating: 0, count: width - dimension)
    }
    guard !rows.isEmpty else { return }
    input.update { values in
      values.kernels.setRows(NDArray(numbers, shape: [rows.count, width]), at: rows, &values)
    }
  }

  /// The numbers of a table without padding.
  func numbers(_ table: Parameter) -> [Float] {
    let (width, all) = (table.shape[1], table.value.floats)
    if width == dimension { return all }
    return (0..<table.shape[0]).flatMap { all[$0 * width..<$0 * width + dimension] }
  }
}
