import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceDistributed
import ParlanceNN
import ParlanceSystem
import Testing

@testable import ParlanceTraining

/// Adagrad towards a point, by the task's own arithmetic, with a random push at each step.
private final class PointTask: UpdatingTask {
  final class Point: Module {
    let place = Parameter(NDArray([4, -4], shape: [2]))
  }

  let point = Point()
  let bestFile = "run/best.safetensors"
  var squares: [Double] = [0, 0]
  /// The step of an epoch at which the loss is once NaN, the model being spoilt already.
  var fault: Int?
  private(set) var rates: [Double] = []

  var module: any Module { point }
  let stepCount = 5
  func beginEpoch(_ epoch: Int) {}

  func update(step: Int, rate: Double, key: RandomKey) -> StepTotals {
    rates.append(rate)
    var generator = RandomGenerator(key: key)
    let push = NDArray(normal: 0.1, shape: [2], using: &generator).doubles
    var place = point.place.value.doubles
    let loss = zip(place, [1, 2]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    for index in 0..<2 {
      let gradient = 2 * (place[index] - [1, 2][index]) + push[index]
      squares[index] += gradient * gradient
      place[index] -= rate * gradient / squares[index].squareRoot()
    }
    let isFaulty = fault == step
    if isFaulty { fault = nil }
    point.place.value = NDArray(
      isFaulty ? [.nan, .nan] : place.map(Float.init), shape: [2])
    return StepTotals(loss: isFaulty ? .nan : loss, count: 2, tokens: 7)
  }

  func validate(ranks: any Communicator) -> Evaluation {
    Evaluation(totalLoss: abs(point.place.value.doubles[0] - 1), tokens: 1)
  }

  var carried: [(name: String, array: NDArray)] {
    [("squares", NDArray(float64: squares))]
  }

  func restore(carried arrays: [String: NDArray], rows: Range<Int>) throws {
    guard let array = arrays["squares"] else { throw InputError(.badData, "no squares") }
    squares = array.doubles
  }
}

private final class StopAfter: TrainingObserver {
  let stop = StopRequest()
  var stepsLeft: Int
  var notes: [String] = []
  init(_ steps: Int) { stepsLeft = steps }
  func didStep(_ report: StepReport) {
    stepsLeft -= 1
    if stepsLeft == 0 { stop.ask(signal: 15) }
  }
  func didEndEpoch(_ record: MetricsRecord) {}
  func note(_ message: String) { notes.append(message) }
}

@Suite struct UpdatingTaskTests {
  private var configuration: TrainingConfiguration {
    var configuration = TrainingConfiguration()
    (configuration.epochs, configuration.learningRate) = (3, 0.5)
    configuration.schedule = .polynomial(length: 15)
    configuration.scheduleUnit = .step
    return configuration
  }

  private func withRun(_ body: (RunDirectory) throws -> Void) throws {
    let directory = RunDirectory(
      FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path)
    try directory.create(.refuse)
    defer { try? FileManager.default.removeItem(atPath: directory.path) }
    try body(directory)
  }

  @Test func lossFallsAndTheBestLiesWhereTheTaskSays() throws {
    try withRun { directory in
      let task = PointTask()
      let result = try Trainer(task, configuration, directory: directory).run()
      #expect(result.epochs == 3)
      let losses = result.records.map(\.trainLoss)
      #expect(losses.last! < losses.first!)
      #expect(task.rates.count == 15)
      #expect(task.rates.first == 0.5 && task.rates.last! < 0.1)
      let best = try Safetensors.read(directory.file("run/best.safetensors"))
      #expect(best["place"]?.floats == task.point.place.value.floats)
      #expect(!FileManager.default.fileExists(atPath: directory.file("weights.safetensors")))
    }
  }

  @Test(arguments: [[1], [4, 6], [5]]) func stoppedAndResumedGivesTheSameBits(
    _ stops: [Int]
  ) throws {
    let whole = PointTask()
    _ = try Trainer(whole, configuration).run()
    try withRun { directory in
      for steps in stops {
        let watcher = StopAfter(steps)
        #expect(throws: TrainingInterrupted.self) {
          try Trainer(
            PointTask(), configuration, directory: directory, observer: watcher,
            stop: watcher.stop
          ).run(resuming: true)
        }
      }
      let resumed = PointTask()
      _ = try Trainer(resumed, configuration, directory: directory).run(resuming: true)
      #expect(resumed.point.place.value.floats == whole.point.place.value.floats)
      #expect(resumed.squares == whole.squares)
    }
  }

  @Test func notANumberGoesBackToTheCheckpoint() throws {
    try withRun { directory in
      let (task, watcher) = (PointTask(), StopAfter(.max))
      task.fault = 3
      let result = try Trainer(
        task, configuration, directory: directory, observer: watcher
      ).run()
      #expect(watcher.notes.contains { $0.contains("the loss is NaN or Inf at epoch 1, step 4") })
      #expect(result.validation?.loss.isFinite == true)
      #expect(task.point.place.value.floats.allSatisfy { $0.isFinite })
    }
  }

  @Test func severalProcessesAreRefused() throws {
    #expect(throws: (any Error).self) {
      try ThreadRanks.run(2) { ranks in
        _ = try Trainer(PointTask(), configuration, ranks: ranks).run()
      }
    }
  }
}
