import ParlanceArrays
import ParlanceAutograd
import ParlanceDecoding
import ParlanceDistributed
import ParlanceNN
import ParlanceOptim
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// Training of a language model by truncated backpropagation through time.
public final class LanguageModelTask: LossTask {
  private let model: LanguageModel
  private var training: TokenCorpus
  private let cutting: (words: TokenizedText, dropout: Double)?
  private let validation: TokenCorpus
  private let batchSize: Int
  private let sequenceLength: Int
  private let seed: UInt64
  private let maxEntRateFactor: Double
  private var batchAt: (Int) -> TokenBatch = { _ in fatalError("no epoch was begun") }
  private var sizeOfBatch: (Int) -> Int = { _ in fatalError("no epoch was begun") }
  public private(set) var stepCount = 0
  private var state: CarriedState?

  /// Creates a task; the model is changed where it lies.
  ///
  /// - `maxEntRateFactor`: by how much the learning rate of n-gram features is multiplied. Few of a
  ///   batch's tokens look at the same feature, so that a mean over all of them moves it little.
  /// - `cutting`: the words of the training text, cut into other pieces in each epoch, and the rate at which
  ///   merges are left out.
  public init(
    _ model: LanguageModel, training: TokenCorpus, validation: TokenCorpus, batchSize: Int,
    sequenceLength: Int, seed: UInt64, maxEntRateFactor: Double = 1,
    cutting: (words: TokenizedText, dropout: Double)? = nil
  ) {
    self.model = model
    self.training = training
    self.validation = validation
    self.batchSize = batchSize
    self.sequenceLength = sequenceLength
    self.seed = seed
    self.maxEntRateFactor = maxEntRateFactor
    self.cutting = cutting
  }

  public var module: any Module { model.network }

  public var minimisesCrossEntropy: Bool { model.trainsOnExactLoss }

  public var parameterGroups: [ParameterGroup] {
    guard let decoder = model.network.decoder as? HierarchicalSoftmax, let features = decoder.maxEnt
    else { return [] }
    return [ParameterGroup([features.weight], rateFactor: maxEntRateFactor)]
  }

  public func beginEpoch(_ epoch: Int) {
    state = nil
    if let cutting {
      training = cutting.words.cut(
        by: model.tokenizer, dropout: cutting.dropout,
        key: RandomKey(seed: seed).folding(in: UInt64(epoch)).folding(in: 0x4250_4544)
      ).encoded(with: model.vocabulary)
    }
    switch model.architecture.context {
    case .stream:
      let batches = StreamBatches(
        corpus: training, batchSize: batchSize, sequenceLength: sequenceLength)
      (stepCount, batchAt) = (batches.count, { batches[$0] })
      sizeOfBatch = { [batchSize] _ in batchSize }
    case .line:
      let batches = LineBatches(
        corpus: training, batchSize: batchSize,
        shuffleSeed: RandomKey(seed: seed).folding(in: UInt64(epoch)).bits)
      (stepCount, batchAt) = (batches.count, { batches[$0] })
      sizeOfBatch = { batches.size(ofBatch: $0) }
    }
  }

  public func rowCount(step: Int) -> Int { sizeOfBatch(step) }

  public func loss(step: Int, rows: Range<Int>, mode: Mode) -> StepLoss {
    let batch = batchAt(step).rows(rows)
    let (loss, next) = model.network.trainingLoss(
      batch, state: batch.startsAfresh ? nil : state, mode: mode)
    state = next
    return StepLoss(loss: loss, tokens: batch.tokenCount)
  }

  public func validate(ranks: any Communicator) throws -> Evaluation {
    let values = try model.logProbabilities(of: validation, ranks: ranks)
    return Evaluation(totalLoss: -values.reduce(0, +), tokens: validation.tokenCount)
  }

  public var carried: [(name: String, array: NDArray)] { state?.arrays ?? [] }

  public func restore(carried arrays: [String: NDArray], rows: Range<Int>) throws {
    state =
      arrays.isEmpty ? nil : try model.network.state(arrays, rows: batchSize).rows(Array(rows))
  }
}
