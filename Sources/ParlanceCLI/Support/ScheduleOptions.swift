import ArgumentParser
import ParlanceOptim

extension ScheduleState.Unit: ExpressibleByArgument {}

/// How the learning rate changes.
enum Schedule: String, ExpressibleByArgument, CaseIterable {
  case constant, decay, halve, plateau, step, exponential, cosine, polynomial
  case warmRestarts = "warm-restarts"
  case oneCycle = "one-cycle"
}

/// How the learning rate changes. Nil where not said.
struct ScheduleOptions<Defaults: OptimizationDefaults>: ParsableArguments {
  @Option(
    help: """
      The learning rate: constant; multiplied by a factor after each epoch from some epoch on \
      (decay); halved every few epochs (halve); multiplied when validation stops improving \
      (plateau), every few epochs (step) or each time (exponential); falling as half a cosine \
      wave, once (cosine) or again and again (warm-restarts), or as a power (polynomial); or \
      rising and falling, the learning rate at its top (one-cycle). (default: \(Defaults.schedule))
      """)
  var schedule: Schedule?

  @Option(
    help: ArgumentHelp(
      "Factor of decay, plateau, step and exponential. (default: \(Defaults.scheduleFactor))",
      valueName: "factor"))
  var scheduleFactor: Double?

  @Option(
    help: ArgumentHelp("The first epoch after which decay works. (default: 1)", valueName: "n"))
  var scheduleStart: Int?

  @Option(
    help: ArgumentHelp("Epochs between two changes of halve and step. (default: 1)", valueName: "n")
  )
  var scheduleEvery: Int?

  @Option(
    help: ArgumentHelp(
      "Length of cosine, warm-restarts, polynomial or one-cycle; 0 for all of training. (default: 0)",
      valueName: "n"))
  var scheduleLength: Int?

  @Option(
    help: ArgumentHelp("How much longer each warm restart lasts. (default: 1)", valueName: "n"))
  var scheduleGrowth: Int?

  @Option(
    help: ArgumentHelp(
      "The least rate of cosine and warm-restarts. (default: 0)", valueName: "rate"))
  var scheduleMinimum: Double?

  @Option(help: ArgumentHelp("The power of polynomial. (default: 1)", valueName: "power"))
  var schedulePower: Double?

  @Option(help: "What a schedule, its lengths and the warm-up count. (default: epoch)")
  var scheduleUnit: ScheduleState.Unit?

  @Option(
    help: ArgumentHelp(
      "Epochs or steps over which the rate rises before the schedule. (default: 0)", valueName: "n")
  )
  var warmUp: Int?

  @Option(
    help: ArgumentHelp(
      "Epochs without improvement that a plateau takes. (default: 1)", valueName: "n"))
  var schedulePatience: Int?
}

extension ScheduleOptions {
  /// All options, in the order in which a file has them.
  static var fields: [OptionField<Self>] {
    [
      .choice("schedule", \.schedule),
      OptionField("schedule-factor", \.scheduleFactor, expected: "a number of (0, 1]") {
        $0 > 0 && $0 <= 1
      },
      .number("schedule-start", \.scheduleStart, 0...1_000_000),
      .number("schedule-every", \.scheduleEvery, 1...1_000_000),
      .number("schedule-patience", \.schedulePatience, 1...1_000_000),
      .number("schedule-length", \.scheduleLength, 0...1_000_000_000),
      .number("schedule-growth", \.scheduleGrowth, 1...1_000_000),
      .nonnegative("schedule-minimum", \.scheduleMinimum),
      .nonnegative("schedule-power", \.schedulePower), .choice("schedule-unit", \.scheduleUnit),
      .number("warm-up", \.warmUp, 0...1_000_000_000),
    ]
  }

  /// Gives a value to what has the same default in every task, where it has none.
  mutating func fill() {
    func fill<Value>(_ place: inout Value?, _ value: Value) { place = place ?? value }
    fill(&schedule, .constant)
    fill(&scheduleFactor, 0.5)
    fill(&scheduleStart, 1)
    fill(&scheduleEvery, 1)
    fill(&schedulePatience, 1)
    fill(&scheduleLength, 0)
    fill(&scheduleGrowth, 1)
    fill(&scheduleMinimum, 0)
    fill(&schedulePower, 1)
    fill(&scheduleUnit, .epoch)
    fill(&warmUp, 0)
  }

  /// What the library changes the learning rate by; of resolved options.
  var learningRateSchedule: LearningRateSchedule {
    let plain = plainSchedule
    guard let warmUp, warmUp > 0 else { return plain }
    return .warmUp(length: warmUp, then: plain)
  }

  private var plainSchedule: LearningRateSchedule {
    let (factor, every) = (scheduleFactor ?? 1, scheduleEvery ?? 1)
    let (length, minimum) = (scheduleLength ?? 0, scheduleMinimum ?? 0)
    return switch schedule ?? .constant {
    case .constant: .constant
    case .decay: .decay(factor: factor, after: scheduleStart ?? 0)
    case .halve: .halve(every: every)
    case .plateau: .plateau(factor: factor, patience: schedulePatience ?? 1)
    case .step: .step(every: every, factor: factor)
    case .exponential: .exponential(factor: factor)
    case .cosine: .cosine(length: length, minimum: minimum)
    case .polynomial: .polynomial(length: length, power: schedulePower ?? 1)
    case .warmRestarts:
      .warmRestarts(length: length, growth: scheduleGrowth ?? 1, minimum: minimum)
    case .oneCycle: .oneCycle(length: length)
    }
  }
}
