/// How the learning rate changes from epoch to epoch.
public enum LearningRateSchedule: Codable, Sendable, Equatable {
  /// It stays.
  case constant
  /// Multiplied by `factor` after each epoch from the one numbered `after` on.
  case decay(factor: Double, after: Int)
  /// Halved after every k epochs.
  case halve(every: Int)
  /// Multiplied by `factor` when validation has not improved for `patience` epochs, down to a
  /// smallest rate.
  case plateau(factor: Double, patience: Int, minimum: Double = 0)

  /// What is wrong with the numbers, or nil.
  public var problem: String? {
    switch self {
    case .constant: return nil
    case .decay(let factor, let after):
      if after < 0 { return "schedule: expected an epoch of 0 or more, found \(after)" }
      return Self.problem(factor)
    case .halve(let every):
      return every < 1 ? "schedule: expected at least 1 epoch, found \(every)" : nil
    case .plateau(let factor, let patience, let minimum):
      if patience < 1 { return "schedule: expected at least 1 epoch, found \(patience)" }
      if !(minimum >= 0) { return "schedule: expected a rate of 0 or more, found \(minimum)" }
      return Self.problem(factor)
    }
  }

  private static func problem(_ factor: Double) -> String? {
    factor > 0 && factor <= 1 ? nil : "schedule: expected a factor in (0, 1], found \(factor)"
  }
}

/// A schedule under way: what a checkpoint saves of it.
public struct ScheduleState: Codable, Sendable, Equatable {
  /// The schedule.
  public let schedule: LearningRateSchedule
  /// η of the epoch under way.
  public private(set) var learningRate: Double
  private var epochs = 0
  private var best = Double.greatestFiniteMagnitude
  private var epochsWithoutImprovement = 0

  /// Begins a schedule.
  public init(_ schedule: LearningRateSchedule, learningRate: Double) {
    self.schedule = schedule
    self.learningRate = learningRate
  }

  /// Takes a saved state back; throws `DecodingError` for one that no schedule leads to.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    schedule = try values.decode(LearningRateSchedule.self, forKey: .schedule)
    learningRate = try values.decode(Double.self, forKey: .learningRate)
    epochs = try values.decode(Int.self, forKey: .epochs)
    best = try values.decode(Double.self, forKey: .best)
    epochsWithoutImprovement = try values.decode(Int.self, forKey: .epochsWithoutImprovement)
    let counts = 0...1 << 53
    guard schedule.problem == nil, learningRate >= 0, learningRate.isFinite, !best.isNaN,
      counts.contains(epochs), counts.contains(epochsWithoutImprovement)
    else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: schedule.problem ?? "a schedule's state out of range"))
    }
  }

  /// Takes an epoch's validation loss and sets the rate of the next; NaN is no improvement.
  public mutating func endEpoch(validationLoss: Double) {
    epochs += 1
    if validationLoss.isFinite, validationLoss < best {
      best = validationLoss
      epochsWithoutImprovement = 0
    } else {
      epochsWithoutImprovement += 1
    }
    switch schedule {
    case .constant: break
    case .decay(let factor, let after): if epochs >= after { learningRate *= factor }
    case .halve(let every): if epochs % every == 0 { learningRate /= 2 }
    case .plateau(let factor, let patience, let minimum):
      if epochsWithoutImprovement >= patience {
        learningRate = max(learningRate * factor, min(learningRate, minimum))
        epochsWithoutImprovement = 0
      }
    }
  }
}
