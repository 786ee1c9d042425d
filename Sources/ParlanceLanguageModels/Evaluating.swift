import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceText
import ParlanceTraining

extension LanguageModel {
  /// The cross-entropy of a corpus: every token and every line's `</s>` is predicted once.
  ///
  /// A model of the stream context reads the whole corpus in one pass, its state carried from the
  /// first token to the last; one of the line context begins each line anew.
  public func evaluate(_ corpus: TokenCorpus) -> Evaluation {
    var total = 0.0
    forEachBatch(of: corpus) { _, logits, batch in
      total += losses(logits, batch).reduce(0) { $0 + Double($1) }
    }
    return Evaluation(totalLoss: total, tokens: corpus.tokenCount)
  }

  /// The log-probability of a line, its `</s>` included, in nats; from a state of zeros.
  public func score(_ line: String) -> LineScore {
    let tokens = tokenizer.tokens(line)
    let ids = tokens.map { vocabulary.id(of: $0) }
    let batch = TokenBatch(
      inputs: [Vocabulary.sentenceEndID] + ids, targets: ids + [Vocabulary.sentenceEndID],
      batchSize: 1, sequenceLength: ids.count + 1, lengths: nil, startsAfresh: true)
    let (logits, _) = withoutGraph { network(batch) }
    let perToken = losses(logits, batch).map { -Double($0) }
    return LineScore(
      logProbability: perToken.reduce(0, +), tokens: perToken.count,
      unknown: zip(ids, tokens).count {
        $0 == Vocabulary.unknownID && $1 != Vocabulary.unknown
      })
  }

  private func forEachBatch(
    of corpus: TokenCorpus, _ body: (Int, Tensor, TokenBatch) -> Void
  ) {
    switch architecture.context {
    case .stream:
      var state: [RecurrentState]?
      let batches = StreamBatches(
        corpus: corpus, batchSize: 1, sequenceLength: windowLength(rows: 1))
      for (index, batch) in batches.enumerated() {
        let (logits, next) = withoutGraph { network(batch, state: state) }
        state = next
        body(index, logits, batch)
      }
    case .line:
      let batches = LineBatches(corpus: corpus, batchSize: 32, maximumLength: nil)
      for (index, batch) in batches.enumerated() {
        body(index, withoutGraph { network(batch) }.logits, batch)
      }
    }
  }

  /// As many steps at once as keep the logits at some 4 million numbers.
  private func windowLength(rows: Int) -> Int {
    min(max((1 << 22) / (vocabulary.count * rows), 16), 1024)
  }

  private func losses(_ logits: Tensor, _ batch: TokenBatch) -> [Float] {
    let flat = logits.array.reshaped([batch.targets.count, vocabulary.count])
    return flat.kernels.crossEntropy(
      flat, targets: batch.targets, ignoring: Vocabulary.paddingID
    ).losses.floats
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
