import ParlanceOptim

/// Where training stands: with the arrays of a checkpoint, all that a resumed run needs.
struct TrainingProgress: Codable, Equatable {
  /// The epoch under way, counted from 0; equal to the number of epochs when all are done.
  var epoch = 0
  /// Steps done in it.
  var step = 0
  /// Steps done since the beginning.
  var totalSteps = 0
  /// Of the epoch under way: the sum of its tokens' losses and their number.
  var lossSum = 0.0
  var tokens = 0
  /// The same since the last record within the epoch.
  var recordLossSum = 0.0
  var recordTokens = 0
  /// Seconds of training before the last resume, and of the epoch under way.
  var seconds = 0.0
  var epochSeconds = 0.0
  /// Of the last step, before clipping.
  var gradientNorm = 0.0
  var schedule: ScheduleState
  /// Nil in a checkpoint of version 0.1.
  var clipping: ClippingState?
  /// Times that training went back after NaN or Inf; each halved the learning rate.
  var recoveries = 0
  var best: Evaluation?
  var bestEpoch: Int?
  var isStopped = false
  var records: [MetricsRecord] = []

  /// η in force: the schedule's, halved with each recovery.
  var learningRate: Double {
    (0..<recoveries).reduce(schedule.learningRate) { rate, _ in rate / 2 }
  }

  var wordsPerSecond: Double { epochSeconds > 0 ? Double(tokens) / epochSeconds : 0 }

  mutating func add(loss: Double, tokens count: Int) {
    let sum = loss * Double(count)
    (lossSum, tokens) = (lossSum + sum, tokens + count)
    (recordLossSum, recordTokens) = (recordLossSum + sum, recordTokens + count)
    step += 1
    totalSteps += 1
    schedule.endStep()
  }

  mutating func beginNextEpoch() {
    epoch += 1
    step = 0
    (lossSum, tokens) = (0, 0)
    (recordLossSum, recordTokens) = (0, 0)
    epochSeconds = 0
  }
}
