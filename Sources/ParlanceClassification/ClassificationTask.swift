import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceDistributed
import ParlanceNN
import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// Training of a classifier.
public final class ClassificationTask: LossTask {
  /// The classifier, changed where it lies.
  public let classifier: TextClassifier
  private var training: EncodedTexts
  private let changing: (texts: [ReadText], augmenter: Augmenter?)?
  private let targets: [[Int]]
  private let validation: EncodedTexts
  private let validationTruth: TrueLabels
  private let settings: ClassifierSettings
  private let labelWeights: [Double]?
  private var batches: LengthBatches?

  /// Creates a task on encoded texts and the indices of their labels.
  ///
  /// - `changing`: the words of the training texts, which each epoch cuts into other pieces, and what makes
  ///   other texts of them before.
  public init(
    _ classifier: TextClassifier, training: EncodedTexts, targets: [[Int]],
    validation: EncodedTexts, validationTruth: TrueLabels, settings: ClassifierSettings,
    changing: (texts: [ReadText], augmenter: Augmenter?)? = nil
  ) {
    guard training.count == targets.count else {
      fatalError("ClassificationTask: \(training.count) texts, labels of \(targets.count)")
    }
    self.classifier = classifier
    self.training = training
    self.targets = targets
    self.validation = validation
    self.validationTruth = validationTruth
    self.settings = settings
    self.changing = changing
    labelWeights = settings.classWeights.weights(of: targets, labels: classifier.labels)
  }

  public var module: any Module { classifier.network }

  /// Class weights make the loss another one than the cross-entropy.
  public var minimisesCrossEntropy: Bool { false }

  public func beginEpoch(_ epoch: Int) {
    if let vectors = classifier.network.tokenVectors, let use = settings.vectors {
      vectors.isTrainable = use.frozenEpochs.map { epoch >= $0 } ?? false
    }
    if let changing { change(changing.texts, changing.augmenter, epoch) }
    // A bag has no padding, so that any texts go together.
    let lengths =
      classifier.architecture.readsSequence
      ? training.lengths : [Int](repeating: 0, count: training.count)
    batches = LengthBatches(
      lengths: lengths, batchSize: settings.batchSize,
      shuffleSeed: RandomKey(seed: settings.training.seed).folding(in: UInt64(epoch)).bits)
  }

  private func change(_ texts: [ReadText], _ augmenter: Augmenter?, _ epoch: Int) {
    let key = RandomKey(seed: settings.training.seed).folding(in: UInt64(epoch))
      .folding(in: 0x4155_474D)
    training = EncodedTexts()
    for (index, text) in texts.enumerated() {
      let own = key.folding(in: UInt64(index))
      let words = augmenter?.augmented(text.tokens, key: own) ?? text.tokens
      let tokens = classifier.architecture.tokenizer.pieces(
        of: words, dropout: settings.subwords.subwordDropout, key: own.folding(in: 1).bits)
      classifier.encoder.append(ReadText(tokens: tokens, shapes: text.shapes), to: &training)
    }
  }

  public var stepCount: Int { batches?.count ?? 0 }

  /// The share of the places of all batches that is padding.
  public var paddingShare: Double {
    classifier.architecture.readsSequence ? batches?.paddingShare ?? 0 : 0
  }

  public func rowCount(step: Int) -> Int { batches?.size(ofBatch: step) ?? 0 }

  public func loss(step: Int, rows: Range<Int>, mode: Mode) -> StepLoss {
    guard let whole = batches?[step] else { fatalError("ClassificationTask: no epoch was begun") }
    let (texts, batch) = (training.texts(whole).rows(rows), whole[rows])
    let logits = classifier.network(texts, mode: mode)
    let loss =
      classifier.isMultiLabel
      ? binaryLoss(logits, batch.map { targets[$0] })
      : loss(logits, batch.map { Int32(targets[$0][0]) })
    return StepLoss(loss: loss, tokens: texts.tokenCounts.reduce(0, +), texts: batch.count)
  }

  /// The mean over texts of the cross-entropy times its label's weight.
  private func loss(_ logits: Tensor, _ targets: [Int32]) -> Tensor {
    guard let labelWeights else { return crossEntropy(logits, targets) }
    let weight = NDArray(float64: labelWeights).cast(to: logits.elementType)
    return crossEntropy(logits, targets, weight: Tensor(weight), reduction: .sum)
      / Double(targets.count)
  }

  /// The sum over labels, its mean over texts; weights are those of a label that is there.
  private func binaryLoss(_ logits: Tensor, _ targets: [[Int]]) -> Tensor {
    let width = classifier.labels.count
    var wanted = [Double](repeating: 0, count: targets.count * width)
    for (text, labels) in targets.enumerated() {
      for label in labels { wanted[text * width + label] = 1 }
    }
    let type = logits.elementType
    return binaryCrossEntropyFromLogits(
      logits, Tensor(NDArray(float64: wanted, shape: [targets.count, width]).cast(to: type)),
      positiveWeight: labelWeights.map { Tensor(NDArray(float64: $0).cast(to: type)) },
      reduction: .sum) / Double(targets.count)
  }

  public func validate(ranks: any Communicator) throws -> Evaluation {
    let results = try classifier.results(on: validation, truth: validationTruth, ranks: ranks)
    return Evaluation(results, selection: settings.selection)
  }
}

extension Evaluation {
  /// What decides of a classifier which epoch is the best.
  init(_ results: ClassificationResults, selection: ModelSelection) {
    // No ranking scores: of many labels they take longer than the epoch.
    let named = ["accuracy": results.counts.accuracy, "macroF1": results.macroF1]
    let deciding: String? =
      switch selection {
      case .accuracy: "accuracy"
      case .macroF1: "macroF1"
      case .loss: nil
      }
    let texts = results.predictions.count
    self.init(
      totalLoss: (results.logLoss ?? 0) * Double(texts), tokens: texts, scores: named,
      deciding: deciding, shown: deciding == nil ? "macroF1" : nil)
  }
}

extension ClassifierArchitecture {
  /// Whether texts are padded to one length.
  var readsSequence: Bool {
    modelType.cell != nil || modelType == .cnn || modelType == .transformer
  }
}

extension ClassWeights {
  /// One weight a label, or nil where all are 1.
  func weights(of targets: [[Int]], labels: LabelSet) -> [Double]? {
    switch self {
    case .none: return nil
    case .given(let weights): return labels.names.map { weights[$0] ?? 1 }
    case .balanced(let power):
      var counts = [Int](repeating: 0, count: labels.count)
      for label in targets.joined() { counts[label] += 1 }
      let mean = Double(counts.reduce(0, +)) / Double(labels.count)
      return counts.map { pow(mean / Double(max($0, 1)), power) }
    }
  }
}
