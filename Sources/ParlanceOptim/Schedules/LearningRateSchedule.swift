import Foundation
import ParlanceArrays
import ParlanceSystem

/// How the learning rate changes from epoch to epoch, or from step to step.
///
/// t counts what the schedule goes by, epochs or steps, from 0; η₀ is the rate at the beginning. A
/// length of 0 stands for the whole of training, which a trainer fills in.
public indirect enum LearningRateSchedule: Codable, Sendable, Equatable {
  /// It stays.
  case constant
  /// Multiplied by `factor` after each epoch from the one numbered `after` on.
  case decay(factor: Double, after: Int)
  /// Halved after every k epochs.
  case halve(every: Int)
  /// Multiplied by `factor` when validation has not improved for `patience` epochs, down to a
  /// smallest rate. PyTorch's patience is less by 1.
  case plateau(factor: Double, patience: Int, minimum: Double = 0)
  /// The same with a threshold: what counts as an improvement is a loss below (1 − threshold) of the
  /// best, or below the best less the threshold if that is absolute. For `cooldown` epochs after a
  /// change none is counted. PyTorch's patience is less by 1.
  case plateauBeyond(
    threshold: Double, isAbsolute: Bool = false, cooldown: Int = 0, factor: Double, patience: Int,
    minimum: Double = 0)
  /// Multiplied by `factor` every k: η₀ factor^⌊t / k⌋.
  case step(every: Int, factor: Double)
  /// Multiplied by `factor` at each of the milestones.
  case multiStep(at: [Int], factor: Double)
  /// Multiplied by `factor` each time: η₀ factorᵗ.
  case exponential(factor: Double)
  /// Half a cosine wave down to a least rate: η = m + (η₀ − m) (1 + cos(π t / length)) / 2. Loshchilov
  /// and Hutter, *SGDR*, 2017.
  case cosine(length: Int, minimum: Double = 0)
  /// The same again and again, each time `growth` times as long.
  case warmRestarts(length: Int, growth: Int = 1, minimum: Double = 0)
  /// η₀ (1 − t / length)^power, and 0 from there on.
  case polynomial(length: Int, power: Double = 1)
  /// Up from η₀ / `start` to η₀ in a share `rise` of the length, and down to η₀ / (`start` · `end`):
  /// PyTorch's OneCycleLR, η₀ its greatest rate. Smith and Topin, 2018.
  case oneCycle(
    length: Int, rise: Double = 0.3, start: Double = 25, end: Double = 1e4, isLinear: Bool = false)
  /// Rising in a straight line from `from` · η₀ to η₀ over some epochs or steps, and then another
  /// schedule from its beginning.
  case warmUp(length: Int, from: Double = 0, then: LearningRateSchedule)
}

extension LearningRateSchedule {
  /// Whether rates depend on time alone, and not on validation.
  public var isPlanned: Bool {
    switch self {
    case .plateau, .plateauBeyond: false
    case .warmUp(_, _, let then): then.isPlanned
    default: true
    }
  }

  /// Whether the rate is low at the end of a length, so that the last epoch is about the best.
  public var endsLow: Bool {
    switch self {
    case .cosine, .polynomial, .oneCycle: true
    case .warmUp(_, _, let then): then.endsLow
    default: false
    }
  }

  /// What is wrong with the numbers, or nil.
  public var problem: SettingProblem? {
    switch self {
    case .constant: nil
    case .decay(let factor, let after):
      Self.problem(after >= 0, "an epoch of 0 or more", after) ?? Self.problem(factor)
    case .halve(let every): Self.problem(epochs: every)
    case .plateau(let factor, let patience, let minimum):
      Self.problem(epochs: patience) ?? Self.problem(minimum: minimum) ?? Self.problem(factor)
    case .plateauBeyond(let threshold, _, let cooldown, let factor, let patience, let minimum):
      Self.problem(epochs: patience) ?? Self.problem(minimum: minimum) ?? Self.problem(factor)
        ?? Self.problem(threshold >= 0, "a threshold of 0 or more", threshold)
        ?? Self.problem(cooldown >= 0, "a cooldown of 0 or more", cooldown)
    case .step(let every, let factor): Self.problem(epochs: every) ?? Self.problem(factor)
    case .multiStep(let places, let factor):
      Self.problem(places.allSatisfy { $0 > 0 }, "milestones above 0", places)
        ?? Self.problem(factor)
    case .exponential(let factor): Self.problem(factor)
    case .cosine(let length, let minimum):
      Self.problem(length: length) ?? Self.problem(minimum: minimum)
    case .warmRestarts(let length, let growth, let minimum):
      Self.problem(length: length) ?? Self.problem(minimum: minimum)
        ?? Self.problem(growth > 0, "a growth of 1 or more", growth)
    case .polynomial(let length, let power):
      Self.problem(length: length)
        ?? Self.problem(power >= 0 && power.isFinite, "a power of 0 or more", power)
    case .oneCycle(let length, let rise, let start, let end, _):
      Self.problem(length: length)
        ?? Self.problem(rise >= 0 && rise <= 1, "a rise in [0, 1]", rise)
        ?? Self.problem(start > 0 && end > 0, "positive divisors", "\(start) and \(end)")
    case .warmUp(let length, let from, let then):
      Self.problem(length: length)
        ?? Self.problem(from >= 0 && from.isFinite, "a beginning of 0 or more", from)
        ?? then.problem
    }
  }

  private static func problem(
    _ isRight: Bool, _ expected: String, _ found: some CustomStringConvertible
  ) -> SettingProblem? {
    .unless(isRight, "schedule", expected: expected, found: found)
  }

  private static func problem(_ factor: Double) -> SettingProblem? {
    problem(factor > 0 && factor <= 1, "a factor in (0, 1]", factor)
  }

  private static func problem(epochs: Int) -> SettingProblem? {
    problem(epochs >= 1, "at least 1 epoch", epochs)
  }

  private static func problem(length: Int) -> SettingProblem? {
    problem(length >= 0, "a length of 0 or more", length)
  }

  private static func problem(minimum: Double) -> SettingProblem? {
    problem(minimum >= 0, "a rate of 0 or more", minimum)
  }

  /// The schedule with a length of its own in place of 0.
  public func filled(length whole: Int) -> LearningRateSchedule {
    func fill(_ length: Int) -> Int { length == 0 ? whole : length }
    return switch self {
    case .cosine(let length, let minimum): .cosine(length: fill(length), minimum: minimum)
    case .warmRestarts(let length, let growth, let minimum):
      .warmRestarts(length: fill(length), growth: growth, minimum: minimum)
    case .polynomial(let length, let power): .polynomial(length: fill(length), power: power)
    case .oneCycle(let length, let rise, let start, let end, let isLinear):
      .oneCycle(length: fill(length), rise: rise, start: start, end: end, isLinear: isLinear)
    case .warmUp(let length, let from, let then):
      .warmUp(length: length, from: from, then: then.filled(length: max(whole - length, 1)))
    default: self
    }
  }
}
