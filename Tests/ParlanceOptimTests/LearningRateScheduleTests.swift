import Foundation
import ParlanceOptim
import Testing

@Suite struct LearningRateScheduleTests {
  private func rates(_ schedule: LearningRateSchedule, _ losses: [Double]) throws -> [Double] {
    var state = ScheduleState(schedule, learningRate: 8)
    return try losses.map { loss in
      state.endEpoch(validationLoss: loss)
      // What a checkpoint does to it between two epochs.
      state = try JSONDecoder().decode(ScheduleState.self, from: JSONEncoder().encode(state))
      return state.learningRate
    }
  }

  @Test func everySchedule() throws {
    let losses = [5.0, 4, 4, 4, 3, 3]
    #expect(try rates(.constant, losses) == [8, 8, 8, 8, 8, 8])
    #expect(try rates(.decay(factor: 0.5, after: 3), losses) == [8, 8, 4, 2, 1, 0.5])
    #expect(try rates(.halve(every: 2), losses) == [8, 4, 4, 2, 2, 1])
    #expect(try rates(.plateau(factor: 0.5, patience: 2), losses) == [8, 8, 8, 4, 4, 4])
  }

  @Test func nanIsNoImprovement() throws {
    #expect(try rates(.plateau(factor: 0.5, patience: 1), [5, .nan, 4]) == [8, 4, 4])
  }

  @Test func problemsAreNamed() {
    #expect(LearningRateSchedule.decay(factor: 0, after: 1).problem != nil)
    #expect(LearningRateSchedule.halve(every: 0).problem != nil)
    #expect(LearningRateSchedule.plateau(factor: 0.5, patience: 0).problem != nil)
    #expect(LearningRateSchedule.plateau(factor: 0.5, patience: 1).problem == nil)
  }
}
