/// One window of rows of ids, `[batchSize, sequenceLength]` row by row, with the ids to predict.
public struct TokenBatch: Sendable, Equatable {
  /// What the model reads.
  public let inputs: [Int32]
  /// What it should predict at each place; `<pad>` where there is nothing to predict.
  public let targets: [Int32]
  /// The number of rows.
  public let batchSize: Int
  /// The number of steps of each row, padding included.
  public let sequenceLength: Int
  /// The number of steps of each row that are not padding, or nil where rows are used in full.
  public let lengths: [Int]?
  /// Whether the state is zero before this window, rather than that after the window before.
  public let startsAfresh: Bool
  /// The number of targets that are not padding.
  public let tokenCount: Int

  /// Creates a window; traps where the arrays are not of the size that the numbers say.
  public init(
    inputs: [Int32], targets: [Int32], batchSize: Int, sequenceLength: Int, lengths: [Int]? = nil,
    startsAfresh: Bool
  ) {
    let size = batchSize * sequenceLength
    guard inputs.count == size, targets.count == size, lengths?.count ?? batchSize == batchSize
    else {
      fatalError(
        "TokenBatch: [\(batchSize), \(sequenceLength)] needs \(size) ids, found "
          + "\(inputs.count) inputs, \(targets.count) targets, \(lengths?.count ?? 0) lengths")
    }
    self.inputs = inputs
    self.targets = targets
    self.batchSize = batchSize
    self.sequenceLength = sequenceLength
    self.lengths = lengths
    self.startsAfresh = startsAfresh
    tokenCount = targets.reduce(0) { $0 + ($1 == Vocabulary.paddingID ? 0 : 1) }
  }

  /// Some rows, as they are in the whole; traps for rows that are not there.
  public func rows(_ rows: Range<Int>) -> TokenBatch {
    if rows == 0..<batchSize { return self }
    guard rows.lowerBound >= 0, rows.upperBound <= batchSize else {
      fatalError("TokenBatch.rows: \(rows) of \(batchSize)")
    }
    let places = rows.lowerBound * sequenceLength..<rows.upperBound * sequenceLength
    return TokenBatch(
      inputs: Array(inputs[places]), targets: Array(targets[places]), batchSize: rows.count,
      sequenceLength: sequenceLength, lengths: lengths.map { Array($0[rows]) },
      startsAfresh: startsAfresh)
  }
}
