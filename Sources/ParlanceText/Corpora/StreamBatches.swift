/// A corpus as one stream cut into equal rows that are read side by side, window by window.
///
/// Each token of the corpus is predicted once: the first from `</s>`, each other from the one before
/// it. Rows differ by at most one token; the shorter ones end with one step of padding.
public struct StreamBatches: RandomAccessCollection, Sendable {
  /// The number of rows.
  public let batchSize: Int
  /// The number of steps of each window but the last, which may have fewer.
  public let sequenceLength: Int
  private let ids: [Int32]

  /// Creates the windows of a corpus; traps where a size is not positive.
  public init(corpus: TokenCorpus, batchSize: Int, sequenceLength: Int) {
    requirePositive(batchSize, "StreamBatches", "batchSize")
    requirePositive(sequenceLength, "StreamBatches", "sequenceLength")
    ids = corpus.ids
    self.batchSize = batchSize
    self.sequenceLength = sequenceLength
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { (stepCount + sequenceLength - 1) / sequenceLength }
  /// The number of tokens that all windows predict together.
  public var tokenCount: Int { ids.count }

  public subscript(index: Int) -> TokenBatch {
    let steps = index * sequenceLength..<Swift.min((index + 1) * sequenceLength, stepCount)
    let size = batchSize * steps.count
    var inputs = [Int32](repeating: Vocabulary.paddingID, count: size)
    var targets = inputs
    for row in 0..<batchSize {
      let tokens = range(ofRow: row)
      let first = tokens.lowerBound + steps.lowerBound
      let count = Swift.min(steps.count, tokens.upperBound - first)
      for step in 0..<Swift.max(0, count) {
        let place = row * steps.count + step
        inputs[place] = first + step == 0 ? Vocabulary.sentenceEndID : ids[first + step - 1]
        targets[place] = ids[first + step]
      }
    }
    return TokenBatch(
      inputs: inputs, targets: targets, batchSize: batchSize, sequenceLength: steps.count,
      startsAfresh: index == 0)
  }

  /// The steps of the longest row.
  private var stepCount: Int { (ids.count + batchSize - 1) / batchSize }

  /// Which tokens a row predicts.
  private func range(ofRow row: Int) -> Range<Int> {
    let (length, longer) = ids.count.quotientAndRemainder(dividingBy: batchSize)
    let start = row * length + Swift.min(row, longer)
    return start..<start + length + (row < longer ? 1 : 0)
  }
}

func requirePositive(_ value: Int, _ place: String, _ name: String) {
  if value < 1 { fatalError("\(place): \(name) must be positive, found \(value)") }
}
