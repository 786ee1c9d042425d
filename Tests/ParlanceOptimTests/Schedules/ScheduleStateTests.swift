import Foundation
import ParlanceArrays
import ParlanceOptim
import ParlanceTestSupport
import Testing

@Suite struct ScheduleStateTests {
  /// The settings of `golden_schedules.py`, all from a rate of 2.
  private static let cases: [(name: String, schedule: LearningRateSchedule)] = [
    ("constant", .constant), ("step", .step(every: 4, factor: 0.3)),
    ("multi_step", .multiStep(at: [2, 5, 5, 17], factor: 0.5)),
    ("exponential", .exponential(factor: 0.9)), ("cosine", .cosine(length: 20, minimum: 0.1)),
    ("warm_restarts", .warmRestarts(length: 4, growth: 2, minimum: 0.05)),
    ("warm_restarts_even", .warmRestarts(length: 7)),
    ("polynomial", .polynomial(length: 20, power: 2)), ("one_cycle", .oneCycle(length: 30)),
    (
      "one_cycle_linear",
      .oneCycle(length: 30, rise: 0.45, start: 10, end: 100, isLinear: true)
    ),
    ("warm_up", .warmUp(length: 6, from: 0.25, then: .constant)),
    ("warm_up_cosine", .warmUp(length: 5, from: 0.1, then: .cosine(length: 15, minimum: 0.2))),
    ("plateau", .plateau(factor: 0.5, patience: 2)),
    (
      "plateau_relative",
      .plateauBeyond(threshold: 0.05, cooldown: 2, factor: 0.3, patience: 1, minimum: 0.001)
    ),
    (
      "plateau_absolute",
      .plateauBeyond(threshold: 0.2, isAbsolute: true, cooldown: 1, factor: 0.5, patience: 2)
    ),
  ]

  @Test(arguments: cases.indices)
  func ratesEqualPyTorchs(index: Int) throws {
    let (name, schedule) = Self.cases[index]
    let golden = try GoldenFile("schedules")
    let expected = try golden[name].doubles
    for unit in ScheduleState.Unit.allCases {
      var state = ScheduleState(schedule, learningRate: 2, unit: unit)
      for (step, loss) in try golden["losses"].doubles.enumerated() {
        #expect(abs(state.learningRate - expected[step]) < 1e-12, "\(name) \(unit) \(step)")
        if unit == .step { state.endStep() }
        if unit == .epoch || name.hasPrefix("plateau") { state.endEpoch(validationLoss: loss) }
      }
    }
  }

  @Test(arguments: cases.indices)
  func savedAndLoadedItGoesOnTheSame(index: Int) throws {
    var state = ScheduleState(Self.cases[index].schedule, learningRate: 0.1, unit: .step)
    for loss in try GoldenFile("schedules")["losses"].doubles {
      let data = try JSONEncoder().encode(state)
      var loaded = try JSONDecoder().decode(ScheduleState.self, from: data)
      #expect(loaded == state)
      for _ in 0..<2 {
        loaded.endStep()
        state.endStep()
      }
      loaded.endEpoch(validationLoss: loss)
      state.endEpoch(validationLoss: loss)
      #expect(loaded == state)
    }
  }

  @Test(arguments: ["one_cycle", "one_cycle_linear"])
  func momentumGoesAgainstTheRate(name: String) throws {
    let schedule = Self.cases.first { $0.name == name }!.schedule
    for (step, momentum) in try GoldenFile("schedules")[name + ".momentum"].doubles.enumerated() {
      #expect(abs(schedule.momentum(at: step)! - momentum) < 1e-12)
    }
    #expect(LearningRateSchedule.constant.momentum(at: 0) == nil)
  }

  /// What version 0.1 wrote, in the middle of a plateau.
  @Test func anOldStateIsRead() throws {
    let json = """
      {"schedule":{"plateau":{"factor":0.5,"patience":2,"minimum":0}},"learningRate":0.25,
       "epochs":3,"best":1.5,"epochsWithoutImprovement":1}
      """
    var state = try JSONDecoder().decode(ScheduleState.self, from: Data(json.utf8))
    state.endEpoch(validationLoss: 2)
    #expect(state.learningRate == 0.125)
  }

  @Test func lengthsOfZeroAreFilled() {
    var state = ScheduleState(
      .warmUp(length: 2, from: 0.5, then: .polynomial(length: 0)), learningRate: 1)
    state.fill(length: 6)
    var rates: [Double] = []
    for _ in 0..<7 {
      rates.append(state.learningRate)
      state.endEpoch(validationLoss: 1)
    }
    #expect(rates == [0.5, 0.75, 1, 0.75, 0.5, 0.25, 0])
  }

  @Test func warmUpComesBeforeTheOthersToo() {
    var state = ScheduleState(
      .warmUp(length: 2, from: 0, then: .halve(every: 2)), learningRate: 8, unit: .step)
    var rates: [Double] = []
    for _ in 0..<7 {
      rates.append(state.learningRate)
      state.endStep()
    }
    #expect(rates == [0, 4, 8, 8, 4, 4, 2])
  }

  @Test func problemsAreNamed() {
    let wrong: [LearningRateSchedule] = [
      .step(every: 0, factor: 0.5), .step(every: 1, factor: 2), .multiStep(at: [0], factor: 0.5),
      .exponential(factor: 0), .cosine(length: -1), .cosine(length: 1, minimum: -1),
      .warmRestarts(length: 1, growth: 0), .polynomial(length: 1, power: -1),
      .oneCycle(length: 1, rise: 2), .oneCycle(length: 1, start: 0),
      .warmUp(length: 1, from: -1, then: .constant),
      .warmUp(length: 1, then: .halve(every: 0)),
      .plateauBeyond(threshold: -1, factor: 0.5, patience: 1),
    ]
    for schedule in wrong { #expect(schedule.problem?.setting == "schedule") }
    for (_, schedule) in Self.cases { #expect(schedule.problem == nil) }
  }
}
