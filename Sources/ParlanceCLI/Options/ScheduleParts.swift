import ParlanceOptim
import ParlanceTraining

/// How the learning rate changes.
enum ScheduleKind: String, CaseIterable {
  case constant, decay, halve, plateau, step, exponential, cosine, polynomial
  case warmRestarts = "warm-restarts"
  case oneCycle = "one-cycle"
}

/// A schedule as options have it: a kind, and numbers of which it takes some.
struct ScheduleParts {
  var kind = ScheduleKind.constant
  var factor = 0.5
  var (start, every, patience, length, growth) = (1, 1, 1, 0, 1)
  var (minimum, power) = (0.0, 1.0)
  var warmUp = 0

  init(_ schedule: LearningRateSchedule) {
    var plain = schedule
    if case .warmUp(let length, _, let then) = schedule { (warmUp, plain) = (length, then) }
    switch plain {
    case .decay(let factor, let start):
      (kind, self.factor, self.start) = (.decay, factor, start)
    case .halve(let every): (kind, self.every) = (.halve, every)
    case .plateau(let factor, let patience, let minimum):
      (kind, self.factor, self.patience, self.minimum) = (.plateau, factor, patience, minimum)
    case .step(let every, let factor): (kind, self.every, self.factor) = (.step, every, factor)
    case .exponential(let factor): (kind, self.factor) = (.exponential, factor)
    case .cosine(let length, let minimum):
      (kind, self.length, self.minimum) = (.cosine, length, minimum)
    case .polynomial(let length, let power):
      (kind, self.length, self.power) = (.polynomial, length, power)
    case .warmRestarts(let length, let growth, let minimum):
      (kind, self.length, self.growth, self.minimum) = (.warmRestarts, length, growth, minimum)
    case .oneCycle(let length, _, _, _, _): (kind, self.length) = (.oneCycle, length)
    // Those that no option makes.
    case .constant, .multiStep, .plateauBeyond, .warmUp: break
    }
  }

  var schedule: LearningRateSchedule {
    warmUp > 0 ? .warmUp(length: warmUp, then: plain) : plain
  }

  private var plain: LearningRateSchedule {
    switch kind {
    case .constant: .constant
    case .decay: .decay(factor: factor, after: start)
    case .halve: .halve(every: every)
    case .plateau: .plateau(factor: factor, patience: patience)
    case .step: .step(every: every, factor: factor)
    case .exponential: .exponential(factor: factor)
    case .cosine: .cosine(length: length, minimum: minimum)
    case .polynomial: .polynomial(length: length, power: power)
    case .warmRestarts: .warmRestarts(length: length, growth: growth, minimum: minimum)
    case .oneCycle: .oneCycle(length: length)
    }
  }
}

extension TrainingConfiguration {
  var scheduleParts: ScheduleParts {
    get { ScheduleParts(schedule) }
    set { schedule = newValue.schedule }
  }

  /// A schedule that is chosen goes by epochs unless told otherwise.
  var scheduleKind: ScheduleKind {
    get { scheduleParts.kind }
    set {
      scheduleParts.kind = newValue
      scheduleUnit = nil
    }
  }

  var countedUnit: ScheduleState.Unit {
    get { scheduleUnit ?? .epoch }
    set { scheduleUnit = newValue == .epoch ? nil : newValue }
  }
}
