import ParlanceArrays
import ParlanceAutograd
import ParlanceDistributed
import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// Tagged sentences in a tagger's numbers, long ones cut.
struct TaggerSentences {
  let index: TokenIndex
  let sentences: [[Int32]]
  /// The tags' numbers; −1 for one that the tagger does not know.
  let tags: [[Int32]]
  /// The sentence that each piece is of.
  let owners: [Int]
  let tokenCount: Int

  init(_ corpus: TaggedCorpus, _ vocabulary: TaggerVocabulary) {
    var index = TokenIndex(vocabulary)
    let pieces = SentencePieces(corpus.sentences.map { index.add($0.tokens) })
    let tags = SentencePieces(
      corpus.sentences.map { $0.tags.map { Int32(vocabulary.tags.index(of: $0) ?? -1) } })
    (sentences, owners, self.tags) = (pieces.sentences, pieces.owners, tags.sentences)
    self.index = index
    tokenCount = corpus.tokenCount
  }

  /// Some sentences, with a target for each place: −1 beyond a sentence's end.
  func batch(
    _ places: [Int], hidden: ((Int32) -> HiddenParts)? = nil
  ) -> (batch: TaggerBatch, targets: [Int32]) {
    let batch = index.batch(places.map { sentences[$0] }, hidden: hidden)
    let steps = batch.sequenceLength
    var targets = [Int32](repeating: -1, count: places.count * steps)
    for (row, place) in places.enumerated() {
      for (step, tag) in tags[place].enumerated() { targets[row * steps + step] = tag }
    }
    return (batch, targets)
  }
}

/// Training of a tagger on sentences of similar lengths at once.
///
/// In training, a word that occurs n times is read as unknown with probability r / (r + n), so that
/// what stands for unknown words is learned: Kiperwasser and Goldberg, *Simple and Accurate Dependency
/// Parsing*, 2016. The best epoch is that of the best entity F1, or accuracy for tags that mark no
/// entities.
public final class TaggingTask: LossTask {
  private let tagger: Tagger
  private let training: TaggerSentences
  private let validation: TaggedCorpus?
  private let batchSize: Int
  private let seed: UInt64
  private let unknownRate: Double
  private let frozenEpochs: Int
  /// By the index of a distinct token: how often its word occurs.
  private let counts: [Int]
  /// How often an epoch reads each sentence.
  private let readings: Int
  private var batches: LengthBatches

  /// Creates a task; the tagger's network is changed where it lies.
  ///
  /// - `validation`: what the best epoch is found by; nil where the last one counts.
  /// - `leastSteps`: steps of an epoch at least: each of few sentences is read several times.
  /// - `readings`: how often; nil for as often as `leastSteps` says.
  /// - `unknownRate`: r, 0 for reading all words as they are.
  /// - `frozenEpochs`: epochs in which vectors that are fine-tuned stay as they are.
  public init(
    _ tagger: Tagger, training: TaggedCorpus, validation: TaggedCorpus?, batchSize: Int,
    seed: UInt64, leastSteps: Int = 1, readings: Int? = nil, unknownRate: Double = 0.25,
    frozenEpochs: Int = 0
  ) {
    self.tagger = tagger
    self.training = TaggerSentences(training, tagger.vocabulary)
    self.validation = validation
    self.batchSize = batchSize
    self.seed = seed
    self.unknownRate = unknownRate
    self.frozenEpochs = frozenEpochs
    let features = self.training.index.features
    var words = [Int](repeating: 0, count: tagger.vocabulary.words.count)
    for token in self.training.sentences.joined() { words[Int(features[Int(token)].word)] += 1 }
    counts = features.map { words[Int($0.word)] }
    self.readings =
      readings
      ?? LengthBatches.readings(
        of: self.training.sentences.count, batchSize: batchSize, leastBatches: leastSteps)
    batches = LengthBatches(lengths: [], batchSize: batchSize)
  }

  public var module: any Module { tagger.network }

  public var keepsLast: Bool { validation == nil }

  /// The share of all places in all batches that is padding.
  public var paddingShare: Double { batches.paddingShare }

  public func beginEpoch(_ epoch: Int) {
    if tagger.architecture.vectors == .fineTuned {
      let table = tagger.network.namedParameters().first { $0.name == TokenEncoder.vectorsName }
      table?.parameter.isTrainable = epoch >= frozenEpochs
    }
    batches = LengthBatches(
      lengths: training.sentences.map(\.count), batchSize: batchSize, readings: readings,
      shuffleSeed: RandomKey(seed: seed).folding(in: UInt64(epoch)).bits)
  }

  public var stepCount: Int { batches.count }

  public func rowCount(step: Int) -> Int { batches.size(ofBatch: step) }

  public func loss(step: Int, rows: Range<Int>, mode: Mode) -> StepLoss {
    let (whole, targets) = training.batch(batches[step], hidden: hiding(mode.part("hiding")))
    let steps = whole.sequenceLength
    let own = Array(targets[rows.lowerBound * steps..<rows.upperBound * steps])
    let loss = tagger.network.loss(whole.rows(rows), own, mode: mode)
    return StepLoss(loss: loss.loss, tokens: loss.tokens)
  }

  private func hiding(_ mode: Mode) -> ((Int32) -> HiddenParts)? {
    guard let key = mode.key else { return nil }
    var generator = RandomGenerator(key: key)
    return { [counts, unknownRate, features = training.index.features] token in
      var hidden: HiddenParts = []
      if unknownRate > 0,
        generator.uniform() < unknownRate / (unknownRate + Double(counts[Int(token)]))
      {
        hidden.insert(.word)
      }
      // Most pairs of characters are rare: what is always seen is learned by heart.
      if features[Int(token)].isInContext, generator.uniform() < 0.5 {
        hidden.insert(.neighbours)
      }
      return hidden
    }
  }

  public func validate(ranks: any Communicator) throws -> Evaluation {
    guard let validation else { return .unmeasured }
    return try tagger.results(on: validation, ranks: ranks).evaluation
  }
}
