/// A schedule under way: what a checkpoint saves of it.
public struct ScheduleState: Codable, Sendable, Equatable {
  /// What a schedule counts.
  public enum Unit: String, Codable, Sendable, CaseIterable { case epoch, step }

  /// The schedule.
  public private(set) var schedule: LearningRateSchedule
  /// What its t counts.
  public let unit: Unit
  /// η of the epoch or step under way.
  public private(set) var learningRate: Double
  private let initialRate: Double
  private var epochs = 0
  private var steps = 0
  private var best = Double.greatestFiniteMagnitude
  private var epochsWithoutImprovement = 0
  private var cooldown = 0

  /// Begins a schedule; a plateau goes by epochs in any case.
  public init(_ schedule: LearningRateSchedule, learningRate: Double, unit: Unit = .epoch) {
    self.schedule = schedule
    self.unit = unit
    initialRate = learningRate
    self.learningRate = schedule.rate(at: 0, from: learningRate) ?? learningRate
  }

  /// Takes a saved state back; throws `DecodingError` for one that no schedule leads to.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    schedule = try values.decode(LearningRateSchedule.self, forKey: .schedule)
    learningRate = try values.decode(Double.self, forKey: .learningRate)
    epochs = try values.decode(Int.self, forKey: .epochs)
    best = try values.decode(Double.self, forKey: .best)
    epochsWithoutImprovement = try values.decode(Int.self, forKey: .epochsWithoutImprovement)
    // Version 0.1 wrote none of these.
    unit = try values.decodeIfPresent(Unit.self, forKey: .unit) ?? .epoch
    initialRate = try values.decodeIfPresent(Double.self, forKey: .initialRate) ?? learningRate
    steps = try values.decodeIfPresent(Int.self, forKey: .steps) ?? 0
    cooldown = try values.decodeIfPresent(Int.self, forKey: .cooldown) ?? 0
    let counts = 0...1 << 53
    guard schedule.problem == nil, learningRate >= 0, learningRate.isFinite, !best.isNaN,
      initialRate >= 0, initialRate.isFinite,
      [epochs, steps, epochsWithoutImprovement, cooldown].allSatisfy(counts.contains)
    else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: schedule.problem?.description ?? "a schedule's state out of range"))
    }
  }

  /// Gives lengths of 0 the length of the whole of training, in the schedule's unit; before the first
  /// step.
  public mutating func fill(length: Int) {
    schedule = schedule.filled(length: length)
    learningRate = schedule.rate(at: 0, from: initialRate) ?? initialRate
  }

  /// Ends a step and sets the rate of the next.
  public mutating func endStep() {
    steps += 1
    if unit == .step { advance(to: steps) }
  }

  /// Takes an epoch's validation loss and sets the rate of the next; NaN is no improvement.
  public mutating func endEpoch(validationLoss: Double) {
    epochs += 1
    if unit == .epoch { advance(to: epochs) }
    watch(validationLoss)
  }

  /// The schedule that is in force after a warm-up, and where it stands.
  private func current(_ time: Int) -> (schedule: LearningRateSchedule, time: Int) {
    var (schedule, time) = (schedule, time)
    while case .warmUp(let length, _, let then) = schedule, time >= length {
      (schedule, time) = (then, time - length)
    }
    return (schedule, time)
  }

  private mutating func advance(to count: Int) {
    let (schedule, time) = current(count)
    if let rate = schedule.rate(at: time, from: initialRate) {
      learningRate = rate
      return
    }
    // The first rate after a warm-up.
    if time == 0 { learningRate = initialRate }
    switch schedule {
    case .decay(let factor, let after):
      if time >= after, time > 0 { learningRate *= factor }
    case .halve(let every): if time > 0, time % every == 0 { learningRate /= 2 }
    default: break
    }
  }

  private mutating func watch(_ loss: Double) {
    var (threshold, isAbsolute, pause, plateau) = (0.0, true, 0, (1.0, Int.max, 0.0))
    switch current(unit == .epoch ? epochs : steps).schedule {
    case .plateau(let factor, let patience, let minimum): plateau = (factor, patience, minimum)
    case .plateauBeyond(let limit, let absolute, let rest, let factor, let patience, let minimum):
      (threshold, isAbsolute, pause) = (limit, absolute, rest)
      plateau = (factor, patience, minimum)
    default: break
    }
    let limit =
      best == .greatestFiniteMagnitude
      ? best : isAbsolute ? best - threshold : best * (1 - threshold)
    if loss.isFinite, loss < limit {
      best = loss
      epochsWithoutImprovement = 0
    } else {
      epochsWithoutImprovement += 1
    }
    if cooldown > 0 {
      cooldown -= 1
      epochsWithoutImprovement = 0
    }
    let (factor, patience, minimum) = plateau
    if epochsWithoutImprovement >= patience {
      learningRate = max(learningRate * factor, min(learningRate, minimum))
      epochsWithoutImprovement = 0
      cooldown = pause
    }
  }
}
