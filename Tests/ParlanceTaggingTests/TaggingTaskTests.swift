import ParlanceTagging
import Testing

@Suite struct TaggingTaskTests {
  /// Eight sentences, three at once.
  private func task(leastSteps: Int) throws -> TaggingTask {
    let task = TaggingTask(
      try untrained(smallArchitecture()), training: corpus, validation: corpus, batchSize: 3,
      seed: 1, leastSteps: leastSteps)
    task.beginEpoch(0)
    return task
  }

  @Test func fewSentencesAreReadSeveralTimes() throws {
    for (leastSteps, readings) in [(0, 1), (1, 1), (3, 1), (4, 2), (7, 3), (9, 4)] {
      let task = try task(leastSteps: leastSteps)
      let rows = (0..<task.stepCount).reduce(0) { $0 + task.rowCount(step: $1) }
      #expect(rows == readings * corpus.sentences.count, "\(leastSteps) steps")
      #expect(task.stepCount >= leastSteps)
      _ = task.loss(step: task.stepCount - 1, mode: .evaluation)
    }
  }
}
