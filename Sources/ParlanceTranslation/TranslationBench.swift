import ParlanceAutograd
import ParlanceNN
import ParlanceOptim
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// Training steps of a translator on random pairs, to be timed.
public final class TranslationBench {
  private let network: any TranslationNetwork
  private let batches: [TranslationBatch]
  private let optimizer: Optimizer
  private var taken = 0

  private static let batchCount = 16

  /// Tokens that a step predicts, in the mean over all batches.
  public let meanTokens: Double

  /// Draws pairs whose sides have the lengths of a range, the target's within two of the source's, tokens in
  /// proportion to 1 / (n + 1).
  ///
  /// - Throws: `InputError.usage` where the architecture has a problem.
  public init(
    _ architecture: TranslationArchitecture, batchSize: Int, lengths: ClosedRange<Int>,
    optimizer: TrainingConfiguration.Optimizer
  ) throws {
    if let problem = architecture.problem { throw InputError(.usage, problem) }
    var training = TrainingConfiguration()
    (training.optimizer, training.learningRate) = (optimizer, 0.001)
    try MemoryEstimate(
      training: architecture, training, places: (batchSize, lengths.upperBound)
    ).check()
    var generator = RandomGenerator(seed: 1)
    func tokens(_ size: Int) -> NoiseDistribution {
      NoiseDistribution(
        counts: (0..<size - Vocabulary.specials.count).map { 1 + 10_000_000 / ($0 + 1) })
    }
    let (sources, targets) = (
      tokens(architecture.sourceVocabularySize), tokens(architecture.targetVocabularySize)
    )
    func side(_ tokens: NoiseDistribution, _ length: Int, _ seed: Int) -> [Int32] {
      tokens.draw(length, key: RandomKey(seed: UInt64(seed)))
        .map { $0 + Int32(Vocabulary.specials.count) }
    }
    batches = (0..<Self.batchCount).map { batch in
      // Of like lengths, as those of training; over all batches each length as often, so that figures of programs
      // that draw other tokens can be compared.
      let about = lengths.lowerBound + batch * lengths.count / Self.batchCount
      let pairs = (0..<batchSize).map { row in
        let other = min(max(about + Int(generator.uniform() * 5) - 2, 1), lengths.upperBound)
        let seed = 2 * (batch * batchSize + row)
        return (
          side(sources, about, seed),
          side(targets, other, seed + 1)
        )
      }
      return TranslationBatch(
        EncodedPairs(sources: pairs.map(\.0), targets: pairs.map(\.1)), Array(pairs.indices))
    }
    network = architecture.makeNetwork(using: &generator)
    self.optimizer = Optimizer(training.makeRule(), network.parameters)
    meanTokens =
      Double(batches.reduce(0) { $0 + $1.tokenCount }) / Double(Self.batchCount)
  }

  /// One step: forward, loss, backward, update.
  public func step() {
    taken += 1
    let mode = Mode.training(RandomKey(seed: UInt64(taken)))
    func gradients() -> Gradients {
      let batch = batches[taken % Self.batchCount]
      return crossEntropy(
        network.logits(batch, mode: mode), batch.targets, ignoring: Vocabulary.paddingID
      ).backward()
    }
    optimizer.step(gradients())
  }
}
