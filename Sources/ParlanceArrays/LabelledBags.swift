import CParlance

/// Texts as bags of rows of a table, each with rows of another table that it should speak for or against.
///
/// The hidden row of a text is h, the mean of its bag's rows; the probability of an output row w is
/// σ(w · h), or of all of a text's together softmax(w · h).
public struct LabelledBags: Sendable {
  private var rows: [Int32] = []
  private var starts: [Int64] = [0]
  private var firsts: [Int64] = []
  private var counts: [Int32] = []
  private var outputs: [Int32] = []
  private var labels: [Float] = []

  /// Creates no text.
  public init() {}

  /// The number of texts.
  public var count: Int { counts.count }
  /// The number of rows of all texts.
  public var rowCount: Int { rows.count }

  /// Adds a text's rows and the rows of outputs, each with what its probability should be.
  public mutating func append(
    rows: some Sequence<Int32>, outputs: some Sequence<(row: Int32, label: Float)>
  ) {
    self.rows += rows
    starts.append(Int64(self.rows.count))
    firsts.append(Int64(self.outputs.count))
    for (row, label) in outputs {
      self.outputs.append(row)
      labels.append(label)
    }
    counts.append(Int32(self.outputs.count - Int(firsts[firsts.count - 1])))
  }

  /// One step of gradient descent of all texts, from the tables as they stand; changes are added in the
  /// texts' order, so that the bits do not depend on threads.
  ///
  /// As in fastText, the gradient of h goes to each row of its bag divided by the number of these.
  ///
  /// - `input`, `output`: [rows, W], W a multiple of 16. Traps where there are fewer rows than are named.
  /// - `isSoftmax`: whether the probabilities of a text's outputs sum to one.
  /// - Returns: the sum of the texts' losses, before the step.
  public func learn(
    input: inout NDArray, output: inout NDArray, rate: Double, isSoftmax: Bool
  ) -> Double {
    let width = input.shape[1]
    func fits(_ ids: [Int32], _ table: NDArray) -> Bool {
      table.shape.count == 2 && table.shape[1] == width && width % 16 == 0
        && ids.allSatisfy { UInt(bitPattern: Int($0)) < UInt(bitPattern: table.shape[0]) }
    }
    guard fits(rows, input), fits(outputs, output) else {
      fatalError(
        "LabelledBags.learn: rows do not fit tables \(input.shape) and \(output.shape)")
    }
    return pl_texts_learn(
      input.mutable(Float.self), output.mutable(Float.self), Int64(width), rows, starts,
      Int64(count), firsts, counts, outputs, labels, isSoftmax, Float(rate))
  }
}
