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
    case .stream: streamLogProbabilities(of: corpus)
    case .line: lineLogProbabilities(of: corpus)
    }
  }

  /// Of a corpus as one row after `</s>`, read in windows from a state of zeros.
  ///
  /// - `share`: which of so many windows are wanted; the tokens of those before them are only read, which
  ///   takes no output layer.
  func streamLogProbabilities(
    of corpus: TokenCorpus, share: (_ count: Int) -> Range<Int> = { 0..<$0 }
  ) -> [Double] {
    var state: CarriedState?
    let windows = windows(ofRow: corpus.ids[...], length: windowLength)
    let wanted = share(windows.count)
    var values: [Double] = []
    for (place, window) in windows[..<wanted.upperBound].enumerated() {
      let isWanted = place >= wanted.lowerBound
      if StopRequest.isAsked {
        if isWanted { values += [Double](repeating: 0, count: window.targets.count) }
        continue
      }
      let before = state
      let (input, next) = withoutGraph { network(window, state: before) }
      state = next
      if isWanted { values += losses(input, window).map { -Double($0) } }
    }
    return values
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

  /// Of lines, each read from a state of zeros, some side by side: all in windows of one length, so that a line
  /// goes the same way whatever the others are.
  public func lineLogProbabilities(of corpus: TokenCorpus) -> [Double] {
    let lines = (0..<corpus.lineCount).map(corpus.range(ofLine:))
    let lengths = lines.map(\.count)
    let batches = LengthBatches(
      lengths: lengths, sizes: lengths.map { min($0, windowLength) },
      places: max(1, (1 << 25) / vocabulary.count))
    var values = [Double](repeating: 0, count: corpus.tokenCount)
    for batch in batches {
      var (rows, state) = (batch, CarriedState?.none)
      for start in stride(from: 0, to: rows.map { lengths[$0] }.max() ?? 0, by: windowLength) {
        if StopRequest.isAsked { return values }
        let going = rows.indices.filter { lengths[rows[$0]] > start }
        state = state?.rows(going)
        rows = going.map { rows[$0] }
        let window = rows.map { lines[$0].dropFirst(start).prefix(windowLength) }
        let batch = TokenBatch(rows: window, of: corpus, startsAfresh: start == 0)
        let (losses, next) = losses(batch, state: state)
        state = next
        for (row, tokens) in window.enumerated() {
          for (step, token) in tokens.enumerated() {
            values[token] = -Double(losses[row * batch.sequenceLength + step])
          }
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
    let (input, next) = withoutGraph { network(batch, state: state) }
    return (losses(input, batch), next)
  }

  private func losses(_ input: OutputInput, _ batch: TokenBatch) -> [Float] {
    withoutGraph {
      network.decoder.losses(input, batch.targets, ignoring: Vocabulary.paddingID).floats
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

  package init(logProbability: Double, tokens: Int, unknown: Int) {
    (self.logProbability, self.tokens, self.unknown) = (logProbability, tokens, unknown)
  }
}

extension LanguageModeling {
  /// The log-probability of a line, its `</s>` included, in nats; as if it were the only one.
  public func score(_ line: String) -> LineScore { scores(of: [line])[0] }

  /// The log-probabilities of lines, each as if it were the only one.
  public func scores(of lines: [String]) -> [LineScore] { readAlone(lines).map(\.score) }

  /// Of lines, each as if it were the only one: what they come to, and how surprising each token is.
  public func lineSurprises(
    of lines: [String]
  ) -> [(score: LineScore, tokens: [TokenSurprise])] {
    zip(lines, readAlone(lines)).map { ($1.score, surprises($0, $1.values)) }
  }

  private func readAlone(
    _ lines: [String]
  ) -> [(score: LineScore, values: ArraySlice<Double>)] {
    let corpus = TokenizedText(lines: lines, tokenizer: tokenizer)
      .encoded(with: vocabulary, outOfVocabularyID: outOfVocabularyID)
    let values = lineLogProbabilities(of: corpus)
    return lines.indices.map { index in
      let values = values[corpus.range(ofLine: index)]
      let score = LineScore(
        logProbability: values.reduce(0, +), tokens: values.count,
        unknown: corpus.outOfVocabularyCount(ofLine: index))
      return (score, values)
    }
  }
}

extension TokenCorpus {
  /// Tokens of the longest line, its `</s>` included.
  var longestLine: Int { (0..<lineCount).reduce(0) { max($0, range(ofLine: $1).count) } }
}
