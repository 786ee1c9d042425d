import ParlanceAutograd
import ParlanceNN
import ParlanceOptim
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// Training steps of a tagger on random sentences, to be timed.
public final class TaggerBench {
  private let tagger: Tagger
  private let data: TaggerSentences
  private let optimizer: Optimizer
  private let batches: [[Int]]
  private var taken = 0

  private static let batchCount = 16

  /// Tokens of a step, in the mean over all batches.
  public let meanTokens: Double

  /// Draws sentences of lengths from a range, words in proportion to 1 / (n + 1).
  ///
  /// - Throws: `InputError.usage` where the architecture has a problem.
  public init(
    _ architecture: TaggerArchitecture, vocabularySize: Int, tagCount: Int, batchSize: Int,
    lengths: ClosedRange<Int>, optimizer: TrainingConfiguration.Optimizer
  ) throws {
    var training = TrainingConfiguration()
    (training.optimizer, training.learningRate) = (optimizer, 0.001)
    // What is learned comes to as many words and tags as are asked for.
    var expected = architecture
    (expected.vocabularySize, expected.tagCount) = (vocabularySize, tagCount)
    if expected.problem == nil {
      try MemoryEstimate(
        training: expected, training, places: (batchSize, lengths.upperBound)
      ).check()
    }
    var generator = RandomGenerator(seed: 1)
    let words = (0..<vocabularySize).map { "word\($0)" }
    let drawn = NoiseDistribution(counts: words.indices.map { 1 + 10_000_000 / ($0 + 1) })
    let tags = (0..<tagCount).map { "tag\($0)" }
    let sentences = (0..<Self.batchCount * batchSize).map { sentence in
      let length = lengths.lowerBound + Int(generator.uniform() * Double(lengths.count))
      let ids = drawn.draw(length, key: RandomKey(seed: UInt64(sentence)))
      return TaggedSentence(
        tokens: ids.map { words[Int($0)] },
        tags: ids.map { _ in tags[Int(generator.uniform() * Double(tagCount))] })
    }
    let corpus = TaggedCorpus(sentences)
    // All words are learned, also those that were not drawn.
    let all = TaggedCorpus(
      sentences + [
        TaggedSentence(tokens: words, tags: words.indices.map { tags[$0 % tagCount] })
      ])
    let made = try TaggerMaking(architecture, all, nil, minimumCount: 1, vocabularySize: nil)
    if let problem = made.architecture.problem { throw InputError(.usage, problem) }
    tagger = Tagger(
      network: made.architecture.makeNetwork(using: &generator), vocabulary: made.vocabulary)
    data = TaggerSentences(corpus, made.vocabulary)
    self.optimizer = Optimizer(training.makeRule(), tagger.network.parameters)
    // In order of length, as those of training.
    batches = (0..<Self.batchCount).map { batch in
      (batch * batchSize..<(batch + 1) * batchSize).sorted {
        sentences[$0].tokens.count < sentences[$1].tokens.count
      }
    }
    meanTokens = Double(corpus.tokenCount) / Double(Self.batchCount)
  }

  /// One step: forward, loss, backward, update.
  public func step() {
    taken += 1
    let mode = Mode.training(RandomKey(seed: UInt64(taken)))
    func gradients() -> Gradients {
      let (batch, targets) = data.batch(batches[taken % Self.batchCount])
      return tagger.network.loss(batch, targets, mode: mode).loss.backward()
    }
    optimizer.step(gradients())
  }
}
