import ParlanceOptim

/// Where training stands: with the arrays of a checkpoint, all that a resumed run needs.
struct TrainingProgress: Codable, Equatable {
  /// The epoch under way, counted from 0; equal to the number of epochs when all are done.
  var epoch = 0
  /// Steps done in it.
  var step = 0
  /// Steps done since the beginning.
  var totalSteps = 0
  /// Of the epoch under way: the mean loss of its tokens or texts, and the tokens that were read.
  var loss: MeanLoss? = MeanLoss()
  var tokens = 0
  /// The mean loss since the last record within the epoch; like the epoch's nil in a checkpoint of
  /// version 0.1.
  var recordLoss: MeanLoss? = MeanLoss()
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

  /// What is wrong with what a file says, or nil.
  var problem: String? {
    let counts = [
      ("epoch", epoch, 1_000_000), ("step", step, 1 << 40), ("totalSteps", totalSteps, 1 << 48),
      ("tokens", tokens, 1 << 56), ("recoveries", recoveries, 1000),
    ]
    for (name, count, most) in counts where !(0...most).contains(count) {
      return "\(name): expected 0 to \(most), found \(count)"
    }
    for (name, loss) in [("loss", loss), ("recordLoss", recordLoss)] {
      if let loss, !(0...1 << 56).contains(loss.count) {
        return "\(name): expected a count of 0 or more, found \(loss.count)"
      }
    }
    for (name, value) in [("seconds", seconds), ("epochSeconds", epochSeconds)]
    where !(value >= 0 && value.isFinite) {
      return "\(name): expected 0 or more, found \(value)"
    }
    return nil
  }

  var wordsPerSecond: Double { epochSeconds > 0 ? Double(tokens) / epochSeconds : 0 }

  /// Counts a step: the mean loss over so many tokens or texts, of so many tokens.
  mutating func add(loss value: Double, over count: Int, tokens read: Int) {
    loss = (loss ?? MeanLoss()).adding(value, over: count)
    recordLoss = (recordLoss ?? MeanLoss()).adding(value, over: count)
    tokens += read
    step += 1
    totalSteps += 1
    schedule.endStep()
  }

  mutating func beginNextEpoch() {
    epoch += 1
    step = 0
    (loss, tokens) = (MeanLoss(), 0)
    recordLoss = MeanLoss()
    epochSeconds = 0
  }
}

/// The mean of losses, each of them a mean over some tokens or texts.
struct MeanLoss: Codable, Equatable {
  var sum = 0.0
  var count = 0

  var value: Double { sum / Double(max(count, 1)) }

  func adding(_ mean: Double, over added: Int) -> MeanLoss {
    MeanLoss(sum: sum + mean * Double(added), count: count + added)
  }
}
