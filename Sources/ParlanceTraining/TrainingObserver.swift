import Foundation
import ParlanceAutograd
import ParlanceNN

/// What a trainer tells while it works; methods are called between steps, from the trainer's thread.
public protocol TrainingObserver: AnyObject {
  /// A step is done.
  func didStep(_ report: StepReport)
  /// An epoch is done and its model scored.
  func didEndEpoch(_ record: MetricsRecord)
  /// Something to know: a resume, a checkpoint on a signal, a recovery.
  func note(_ message: String)
  /// Training begins, or goes on, after so many steps of all.
  func didBegin(after steps: Int)
  /// A record is made: ten in an epoch, and one at its end.
  ///
  /// - `module`: the model as it is.
  /// - `gradients`: of the step, before clipping; nil at an epoch's end.
  func didRecord(_ record: MetricsRecord, of module: any Module, _ gradients: Gradients?)
}

extension TrainingObserver {
  public func didBegin(after steps: Int) {}
  public func didRecord(_ record: MetricsRecord, of module: any Module, _ gradients: Gradients?) {}
}

/// Tells several observers.
public final class TrainingObservers: TrainingObserver {
  private let all: [any TrainingObserver]

  /// Tells these, in order.
  public init(_ all: [any TrainingObserver]) { self.all = all }

  public func didStep(_ report: StepReport) { for one in all { one.didStep(report) } }
  public func didEndEpoch(_ record: MetricsRecord) { for one in all { one.didEndEpoch(record) } }
  public func note(_ message: String) { for one in all { one.note(message) } }
  public func didBegin(after steps: Int) { for one in all { one.didBegin(after: steps) } }
  public func didRecord(_ record: MetricsRecord, of module: any Module, _ gradients: Gradients?) {
    for one in all { one.didRecord(record, of: module, gradients) }
  }
}

/// The state of training after a step.
public struct StepReport: Sendable {
  /// Counted from 1.
  public let epoch: Int
  /// Of the whole run.
  public let epochs: Int
  /// Steps done in this epoch, and all that it has.
  public let step: Int
  public let steps: Int
  /// Mean loss of the epoch up to here, in nats per token or text.
  public let meanLoss: Double
  /// Whether the loss is the cross-entropy itself; e to it is then a perplexity.
  public let isCrossEntropy: Bool
  /// Tokens per second of this epoch.
  public let wordsPerSecond: Double
  /// Seconds until the last epoch's end, as far as can be told.
  public let secondsLeft: Double

  package init(
    epoch: Int, epochs: Int, step: Int, steps: Int, meanLoss: Double, isCrossEntropy: Bool = true,
    wordsPerSecond: Double, secondsLeft: Double
  ) {
    (self.epoch, self.epochs, self.step, self.steps) = (epoch, epochs, step, steps)
    (self.meanLoss, self.isCrossEntropy) = (meanLoss, isCrossEntropy)
    (self.wordsPerSecond, self.secondsLeft) = (wordsPerSecond, secondsLeft)
  }
}

/// One line of `metrics.jsonl`.
public struct MetricsRecord: Codable, Sendable, Equatable {
  /// Counted from 1.
  public var epoch: Int
  /// Steps since the beginning of training.
  public var step: Int
  /// Mean loss over the training tokens or texts since the last record of this kind, in nats.
  public var trainLoss: Double
  /// e to the loss, where that is a cross-entropy.
  public var trainPerplexity: Double?
  /// η in force.
  public var learningRate: Double
  /// Of the last step, before clipping.
  public var gradientNorm: Double
  /// Training tokens per second.
  public var wordsPerSecond: Double
  /// Seconds of training since the beginning, over all resumes.
  public var seconds: Double
  /// At the end of an epoch.
  public var validation: Evaluation?
  /// Whether this epoch's model is the best so far.
  public var isBest: Bool?
}

/// Training left because a signal asked for it.
public struct TrainingInterrupted: LocalizedError, Sendable {
  /// The signal's number.
  public let signal: Int32
  /// Whether there is a checkpoint to go on from; a model of counts is made in one go.
  public var hasCheckpoint = true

  package init(signal: Int32, hasCheckpoint: Bool = true) {
    (self.signal, self.hasCheckpoint) = (signal, hasCheckpoint)
  }

  public var errorDescription: String? {
    "training was stopped by signal \(signal)" + (hasCheckpoint ? " after a checkpoint" : "")
  }
}
