/// A corpus whose lines are read each from zero state, in batches of lines of similar length.
///
/// A row reads `</s>` and the tokens of its line, and predicts the tokens and `</s>`. A line longer
/// than `maximumLength` is cut into several rows, so that each token is predicted once.
public struct LineBatches: RandomAccessCollection, Sendable {
  /// The most rows of a batch.
  public let batchSize: Int
  private let corpus: TokenCorpus
  private let rows: [Row]
  private let batches: LengthBatches

  private struct Row: Sendable {
    let line: Int
    let tokens: Range<Int>
  }

  /// Groups the lines of a corpus; traps where a size is not positive.
  ///
  /// With a seed, lines of one length fall into batches, and batches follow one another, at random;
  /// without, shorter lines come first.
  public init(
    corpus: TokenCorpus, batchSize: Int, maximumLength: Int? = nil, shuffleSeed: UInt64? = nil
  ) {
    requirePositive(batchSize, "LineBatches", "batchSize")
    requirePositive(maximumLength ?? 1, "LineBatches", "maximumLength")
    rows = Self.rows(of: corpus, maximumLength ?? .max)
    batches = LengthBatches(
      lengths: rows.map(\.tokens.count), batchSize: batchSize, shuffleSeed: shuffleSeed)
    self.batchSize = batchSize
    self.corpus = corpus
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { batches.count }
  /// The number of tokens that all batches predict together.
  public var tokenCount: Int { corpus.tokenCount }

  /// The share of all places in all batches that is padding.
  public var paddingShare: Double { batches.paddingShare }

  public subscript(index: Int) -> TokenBatch {
    TokenBatch(
      rows: batches[index].map { rows[$0].tokens }, of: corpus, startsAfresh: true)
  }

  /// The number of a batch's rows.
  public func size(ofBatch index: Int) -> Int { batches.size(ofBatch: index) }

  /// Returns for each row of a batch the line of the corpus that it comes from.
  public func lines(ofBatch index: Int) -> [Int] {
    batches[index].map { rows[$0].line }
  }

  private static func rows(of corpus: TokenCorpus, _ maximumLength: Int) -> [Row] {
    (0..<corpus.lineCount).flatMap { line in
      let range = corpus.range(ofLine: line)
      let step = Swift.min(maximumLength, range.count)
      return stride(from: range.lowerBound, to: range.upperBound, by: step).map {
        Row(line: line, tokens: $0..<Swift.min($0 + step, range.upperBound))
      }
    }
  }
}

extension TokenBatch {
  /// Rows of some of a corpus' tokens, each predicted from the one before, a line's first from `</s>`.
  package init(rows: [Range<Int>], of corpus: TokenCorpus, startsAfresh: Bool) {
    let length = rows.map(\.count).max() ?? 0
    var inputs = [Int32](repeating: Vocabulary.paddingID, count: rows.count * length)
    var targets = inputs
    for (place, row) in rows.enumerated() {
      for (step, token) in row.enumerated() {
        let before = token == 0 ? Vocabulary.sentenceEndID : corpus.ids[token - 1]
        inputs[place * length + step] = before
        targets[place * length + step] = corpus.ids[token]
      }
    }
    self.init(
      inputs: inputs, targets: targets, batchSize: rows.count, sequenceLength: length,
      lengths: rows.map(\.count), startsAfresh: startsAfresh)
  }
}
