import ParlanceArrays
import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining

extension LanguageModel {
  /// The natural log-probability of each token of a corpus, every line's `</s>` included.
  ///
  /// A model of the stream context reads the whole corpus in one pass, its state carried from the
  /// first token to the last; one of the line context begins each line anew.
  public func logProbabilities(of corpus: TokenCorpus) -> [Double] {
    switch architecture.context {
    case .stream: losses(ofRow: corpus.ids).map { -Double($0) }
    case .line: lineLogProbabilities(corpus)
    }
  }

  /// The log-probability of a line, its `</s>` included, in nats; from a state of zeros.
  public func score(_ line: String) -> LineScore {
    let tokens = tokenizer.tokens(line)
    let ids = ids(of: tokens)
    let losses = losses(ofRow: ids + [Vocabulary.sentenceEndID])
    return LineScore(
      logProbability: -losses.reduce(0) { $0 + Double($1) }, tokens: losses.count,
      unknown: unknownCount(tokens))
  }

  /// The losses of a row of tokens after `</s>`, read in windows from a state of zeros.
  private func losses(ofRow ids: [Int32]) -> [Float] {
    var state: CarriedState?
    return windows(ofRow: ids[...], length: windowLength).flatMap { window in
      if StopRequest.isAsked { return [Float](repeating: 0, count: window.targets.count) }
      let (losses, next) = losses(window, state: state)
      state = next
      return losses
    }
  }

  /// A row of tokens cut into batches of one row each, the first read from a state of zeros.
  func windows(ofRow ids: ArraySlice<Int32>, length: Int) -> [TokenBatch] {
    stride(from: ids.startIndex, to: ids.endIndex, by: length).map { start in
      let targets = Array(ids[start..<min(start + length, ids.endIndex)])
      let first = start == ids.startIndex ? Vocabulary.sentenceEndID : ids[start - 1]
      return TokenBatch(
        inputs: [first] + targets.dropLast(), targets: targets, batchSize: 1,
        sequenceLength: targets.count, startsAfresh: start == ids.startIndex)
    }
  }

  /// Of lines, each read from a state of zeros.
  private func lineLogProbabilities(_ corpus: TokenCorpus) -> [Double] {
    let rows = 32
    // Some 1 GB of logits; longer lines are read one by one, in windows.
    guard corpus.longestLine * rows * vocabulary.count <= 1 << 28 else {
      return (0..<corpus.lineCount).flatMap { line in
        losses(ofRow: Array(corpus.line(line))).map { -Double($0) }
      }
    }
    var values = [Double](repeating: 0, count: corpus.tokenCount)
    let batches = LineBatches(corpus: corpus, batchSize: rows)
    for (index, batch) in batches.enumerated() {
      if StopRequest.isAsked { break }
      let losses = losses(batch, state: nil).losses
      for (row, line) in batches.lines(ofBatch: index).enumerated() {
        let place = row * batch.sequenceLength
        for (step, token) in corpus.range(ofLine: line).enumerated() {
          values[token] = -Double(losses[place + step])
        }
      }
    }
    return values
  }

  /// As many steps at once as keep the logits at some 4 million numbers.
  var windowLength: Int { min(max((1 << 22) / vocabulary.count, 16), 1024) }

  private func losses(
    _ batch: TokenBatch, state: CarriedState?
  ) -> (losses: [Float], state: CarriedState) {
    withoutGraph {
      let (input, next) = network(batch, state: state)
      let losses = network.decoder.losses(
        input, batch.targets, ignoring: Vocabulary.paddingID)
      return (losses.floats, next)
    }
  }
}

/// A line's probability under a language model.
public struct LineScore: Sendable, Equatable {
  /// Of all its tokens and `</s>`, in nats.
  public let logProbability: Double
  /// Tokens, `</s>` included.
  public let tokens: Int
  /// Tokens that the vocabulary does not have.
  public let unknown: Int

  /// e to the mean negative log-probability.
  public var perplexity: Double { Double.exp(-logProbability / Double(tokens)) }
}

extension TokenCorpus {
  /// Tokens of the longest line, its `</s>` included.
  var longestLine: Int { (0..<lineCount).reduce(0) { max($0, range(ofLine: $1).count) } }
}
