import ParlanceArrays
import ParlanceNN
import ParlanceSystem

/// The two tables that word vectors are learned in: of what tells, and of what is told.
final class VectorTables: Module {
  let input: Buffer
  let output: Buffer

  init(input: NDArray, output: NDArray) {
    (self.input, self.output) = (Buffer(input), Buffer(output))
  }

  /// Random numbers of [−½, ½) in the first D of each row's width.
  static func uniform(rows: Int, dimension: Int, width: Int, scale: Float, key: RandomKey)
    -> [Float]
  {
    var generator = RandomGenerator(key: key)
    var values = [Float](repeating: 0, count: rows * width)
    for row in 0..<rows {
      for column in 0..<dimension {
        values[row * width + column] = Float(generator.uniform() - 0.5) * scale
      }
    }
    return values
  }
}
