import Foundation
import ParlanceOptim
import Testing

@Suite struct LearningRateScheduleTests {
  private static let losses = [5, 4, 4.5, 4.25, 3, 3, 3.5, .nan, 2, 1]

  /// The rate of each epoch, from 1 at first, under the losses above.
  private static let table: [(schedule: LearningRateSchedule, rates: [Double])] = [
    (.constant, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
    (
      .decay(factor: 0.5, after: 4),
      [1, 1, 1, 1, 0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015625, 0.0078125]
    ),
    (
      .decay(factor: 0.5, after: 0),
      [1, 0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015625, 0x1p-7, 0x1p-8, 0x1p-9, 0x1p-10]
    ),
    (.halve(every: 3), [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125, 0.125]),
    // 4.5; 4.25; the second 3; 3.5; NaN: each is an epoch without improvement.
    (
      .plateau(factor: 0.5, patience: 1),
      [1, 1, 1, 0.5, 0.25, 0.25, 0.125, 0.0625, 0.03125, 0.03125, 0.03125]
    ),
    (
      .plateau(factor: 0.5, patience: 2),
      [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25]
    ),
    (
      .plateau(factor: 0.5, patience: 1, minimum: 0.2),
      [1, 1, 1, 0.5, 0.25, 0.25, 0.2, 0.2, 0.2, 0.2, 0.2]
    ),
    // A rate that begins below the minimum is not raised.
    (.plateau(factor: 0.5, patience: 1, minimum: 3), [Double](repeating: 1, count: 11)),
  ]

  @Test(arguments: table.indices)
  func ratesAreAsDescribed(index: Int) {
    let (schedule, expected) = Self.table[index]
    var state = ScheduleState(schedule, learningRate: 1)
    var rates = [state.learningRate]
    for loss in Self.losses {
      state.endEpoch(validationLoss: loss)
      rates.append(state.learningRate)
    }
    #expect(rates == expected, "\(schedule)")
  }

  @Test(arguments: table.indices)
  func savedAndLoadedItGoesOnTheSame(index: Int) throws {
    var state = ScheduleState(Self.table[index].schedule, learningRate: 0.1)
    for loss in Self.losses {
      let data = try JSONEncoder().encode(state)
      var loaded = try JSONDecoder().decode(ScheduleState.self, from: data)
      #expect(loaded == state)
      loaded.endEpoch(validationLoss: loss)
      state.endEpoch(validationLoss: loss)
      #expect(loaded == state)
    }
  }

  @Test func problemsAreNamed() {
    let problems: [(LearningRateSchedule, String)] = [
      (.decay(factor: 0, after: 1), "schedule: expected a factor in (0, 1], found 0.0"),
      (.decay(factor: 1.5, after: 1), "schedule: expected a factor in (0, 1], found 1.5"),
      (.decay(factor: .nan, after: 1), "schedule: expected a factor in (0, 1], found nan"),
      (.decay(factor: 0.5, after: -1), "schedule: expected an epoch of 0 or more, found -1"),
      (.halve(every: 0), "schedule: expected at least 1 epoch, found 0"),
      (.plateau(factor: 2, patience: 1), "schedule: expected a factor in (0, 1], found 2.0"),
      (.plateau(factor: 0.5, patience: 0), "schedule: expected at least 1 epoch, found 0"),
      (
        .plateau(factor: 0.5, patience: 1, minimum: -1),
        "schedule: expected a rate of 0 or more, found -1.0"
      ),
    ]
    for (schedule, problem) in problems { #expect(schedule.problem?.description == problem) }
    for (schedule, _) in Self.table { #expect(schedule.problem == nil) }
  }

  /// A state from a damaged file is refused where it would end in a division by zero or an overflow.
  @Test(arguments: [
    (#""every":3"#, #""every":0"#), (#""epochs":2"#, #""epochs":-1"#),
    (#""epochs":2"#, #""epochs":9223372036854775807"#),
    (#""epochsWithoutImprovement":1"#, #""epochsWithoutImprovement":9223372036854775807"#),
    (#""learningRate":1"#, #""learningRate":-1"#),
  ])
  func aDamagedStateIsRefused(found: String, put: String) throws {
    var state = ScheduleState(.halve(every: 3), learningRate: 1)
    for loss in [1.5, 2] { state.endEpoch(validationLoss: loss) }
    let json = String(decoding: try JSONEncoder().encode(state), as: UTF8.self)
    let damaged = json.replacingOccurrences(of: found, with: put)
    #expect(damaged != json)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(ScheduleState.self, from: Data(damaged.utf8))
    }
  }
}
