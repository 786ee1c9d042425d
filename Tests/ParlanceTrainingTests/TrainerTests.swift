import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceDistributed
import ParlanceNN
import ParlanceOptim
import ParlanceSystem
import Testing

@testable import ParlanceTraining

/// Least squares on a line, with a carried number, and with faults at the steps asked for.
final class LineTask: LossTask {
  let layer: Linear
  var stepCount = 8
  /// Steps, counted over the whole run, whose loss is NaN when the rate is above the limit.
  var faults: Set<Int> = []
  var faultsLeft = 0
  var validationLosses: [Double]?
  var validationScores: [Double]?
  /// Asked for a stop when an epoch is scored.
  var stopsWhenValidating: StopRequest?
  private var epoch = 0
  private var total = Tensor(NDArray(zeros: [1]))
  /// The weights when an epoch was scored, and when one began.
  private(set) var scored: [NDArray] = []
  private(set) var begun: [NDArray] = []

  init() {
    var generator = RandomGenerator(seed: 1)
    layer = Linear(2, 1, initializer: .normal(1), using: &generator)
  }

  var module: any Module { layer }

  func beginEpoch(_ epoch: Int) {
    self.epoch = epoch
    total = Tensor(NDArray(zeros: [1]))
  }

  func rowCount(step: Int) -> Int { 4 }

  func loss(step: Int, rows: Range<Int>, mode: Mode) -> StepLoss {
    if step == 0 { begun.append(layer.weight.value) }
    var generator = RandomGenerator(key: mode.key!)
    let x = NDArray(normal: 1, shape: [4, 2], using: &generator)
    let target = matmul(Tensor(x), Tensor(NDArray([2, -1], shape: [2, 1])))
    let error = layer(Tensor(x)) - target - total * 0.01
    total = Tensor((total + error.detached.mean().reshaped([1])).array)
    var loss = square(error).mean()
    if faults.contains(epoch * stepCount + step), faultsLeft > 0 {
      faultsLeft -= 1
      loss = loss * Double.nan
    }
    return StepLoss(loss: loss, tokens: 4)
  }

  func validate(ranks: any Communicator) -> Evaluation {
    scored.append(layer.weight.value)
    stopsWhenValidating?.ask(signal: 15)
    let distance = zip(layer.weight.value.doubles, [2, -1]).reduce(0) { $0 + abs($1.0 - $1.1) }
    let scores = validationScores.map { ["F1": $0[epoch]] }
    return Evaluation(
      totalLoss: validationLosses?[epoch] ?? distance, tokens: 1, scores: scores ?? [:],
      deciding: scores == nil ? nil : "F1")
  }

  var carried: [(name: String, array: NDArray)] { [("total", total.array)] }

  func restore(carried arrays: [String: NDArray], rows: Range<Int>) throws {
    guard let array = arrays["total"] else { throw InputError(.badData, "total is missing") }
    total = Tensor(array)
  }
}

/// Asks for a stop after a number of steps, and keeps what it was told.
private final class Watcher: TrainingObserver {
  let stop = StopRequest()
  var stepsLeft = Int.max
  var notes: [String] = []
  var epochs: [MetricsRecord] = []

  func didStep(_ report: StepReport) {
    stepsLeft -= 1
    if stepsLeft == 0 { stop.ask(signal: 15) }
  }
  func didEndEpoch(_ record: MetricsRecord) { epochs.append(record) }
  func note(_ message: String) { notes.append(message) }
}

private func temporaryRun() throws -> RunDirectory {
  let directory = RunDirectory(
    FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path)
  try directory.create(.refuse)
  return directory
}

private func configuration(
  _ optimizer: TrainingConfiguration.Optimizer = .sgd
) -> TrainingConfiguration {
  var configuration = TrainingConfiguration()
  configuration.epochs = 3
  configuration.optimizer = optimizer
  configuration.learningRate = 0.05
  configuration.momentum = 0.9
  configuration.clipping = .norm(1)
  return configuration
}

@Suite struct TrainerTests {
  @Test func lossFallsAndMetricsAreWritten() throws {
    let directory = try temporaryRun()
    defer { try? FileManager.default.removeItem(atPath: directory.path) }
    let (task, watcher) = (LineTask(), Watcher())
    let result = try Trainer(
      task, configuration(), directory: directory, observer: watcher
    ).run()
    #expect(result.epochs == 3)
    #expect(watcher.epochs.count == 3)
    #expect(watcher.epochs[2].trainLoss < watcher.epochs[0].trainLoss)
    let metrics = try directory.metrics()
    #expect(metrics.filter { $0.validation != nil } == watcher.epochs)
    #expect(metrics.last?.step == 24)
  }

  @Test(arguments: [
    (TrainingConfiguration.Optimizer.sgd, [1]), (.sgd, [8]), (.sgd, [3, 9, 2]), (.adam, [5]),
    (.adamw, [13]), (.nadam, [11]), (.asgd, [13]), (.ntASGD, [20]), (.rmsprop, [4]),
  ])
  func interruptedAndResumedGivesTheSameBits(
    optimizer: TrainingConfiguration.Optimizer, stops: [Int]
  ) throws {
    let whole = LineTask()
    _ = try Trainer(whole, configuration(optimizer)).run()
    let directory = try temporaryRun()
    defer { try? FileManager.default.removeItem(atPath: directory.path) }
    for stop in stops {
      let (task, watcher) = (LineTask(), Watcher())
      watcher.stepsLeft = stop
      #expect(throws: TrainingInterrupted.self) {
        try Trainer(
          task, configuration(optimizer), directory: directory, observer: watcher,
          stop: watcher.stop
        ).run(resuming: stop != stops[0])
      }
    }
    let last = LineTask()
    _ = try Trainer(last, configuration(optimizer), directory: directory).run(resuming: true)
    #expect(last.layer.weight.value == whole.layer.weight.value)
    #expect(last.layer.bias!.value == whole.layer.bias!.value)
  }

  /// A signal that comes while an epoch is scored: what is half scored decides nothing.
  @Test(arguments: [TrainingConfiguration.Optimizer.adam, .asgd, .ntASGD])
  func aStopWhileValidatingGivesTheSameBits(
    optimizer: TrainingConfiguration.Optimizer
  ) throws {
    let whole = LineTask()
    whole.validationLosses = [3, 1, 2]
    _ = try Trainer(whole, configuration(optimizer)).run()
    let directory = try temporaryRun()
    defer { try? FileManager.default.removeItem(atPath: directory.path) }
    for resuming in [false, true] {
      let (task, watcher) = (LineTask(), Watcher())
      task.validationLosses = resuming ? [0, 0, 2] : [0, 0, 0]
      task.stopsWhenValidating = watcher.stop
      #expect(throws: TrainingInterrupted.self) {
        try Trainer(
          task, configuration(optimizer), directory: directory, observer: watcher,
          stop: watcher.stop
        ).run(resuming: resuming)
      }
      #expect(watcher.epochs.isEmpty && task.scored.count == 1)
    }
    let last = LineTask()
    last.validationLosses = [3, 1, 2]
    let result = try Trainer(last, configuration(optimizer), directory: directory)
      .run(resuming: true)
    #expect(result.bestEpoch == 2)
    #expect(last.layer.weight.value == whole.layer.weight.value)
  }

  @Test(arguments: 0..<3) func aStopOfAnyRankWhileValidatingStopsAll(rank: Int) throws {
    let directory = try temporaryRun()
    defer { try? FileManager.default.removeItem(atPath: directory.path) }
    let configuration = configuration(.adam)
    let error = #expect(throws: TrainingInterrupted.self) {
      _ = try ThreadRanks.run(3) { ranks in
        let (task, stop) = (LineTask(), StopRequest())
        if ranks.rank == rank { task.stopsWhenValidating = stop }
        return try Trainer(task, configuration, directory: directory, stop: stop, ranks: ranks)
          .run().epochs
      }
    }
    #expect(error?.signal == 15)
    let task = LineTask()
    let result = try Trainer(task, configuration, directory: directory).run(resuming: true)
    #expect(result.epochs == configuration.epochs && task.begun.count == result.epochs - 1)
  }

  @Test func schedulesOfStepsAndMovingThresholdsGoOnTheSame() throws {
    var configuration = configuration()
    configuration.scheduleUnit = .step
    configuration.schedule = .warmUp(length: 5, then: .oneCycle(length: 0))
    configuration.clipping = .movingNorm(deviations: 1, decay: 0.8, warmUp: 3)
    let (whole, watcher) = (LineTask(), Watcher())
    // The last epoch is the best, so that its weights are what remains.
    whole.validationLosses = [3, 2, 1]
    _ = try Trainer(whole, configuration, observer: watcher).run()
    // 5 steps up, then 19 of a cycle: the end is at η / 25 / 10⁴.
    #expect(abs(watcher.epochs[2].learningRate / 2e-7 - 1) < 1e-9)
    let directory = try temporaryRun()
    defer { try? FileManager.default.removeItem(atPath: directory.path) }
    let (task, stopper) = (LineTask(), Watcher())
    task.validationLosses = [3, 2, 1]
    stopper.stepsLeft = 11
    #expect(throws: TrainingInterrupted.self) {
      try Trainer(
        task, configuration, directory: directory, observer: stopper, stop: stopper.stop
      ).run()
    }
    let last = LineTask()
    last.validationLosses = [3, 2, 1]
    _ = try Trainer(last, configuration, directory: directory).run(resuming: true)
    #expect(last.layer.weight.value == whole.layer.weight.value)
  }

  @Test func aScheduleOfOnesOwnMultipliesTheRate() throws {
    let (task, frozen) = (LineTask(), LineTask())
    let before = frozen.layer.weight.value
    _ = try Trainer(frozen, configuration(), rateFactor: { _ in 0 }).run()
    #expect(frozen.layer.weight.value == before)
    var steps: [Int] = []
    _ = try Trainer(
      task, configuration(),
      rateFactor: { step in
        steps.append(step)
        return 1
      }
    ).run()
    #expect(steps == Array(0..<24))
  }

  @Test func averagesAreScoredAndSaved() throws {
    let (averaged, plain) = (LineTask(), LineTask())
    for (task, optimizer) in [(averaged, TrainingConfiguration.Optimizer.asgd), (plain, .sgd)] {
      task.validationLosses = [3, 2, 1]
      _ = try Trainer(task, configuration(optimizer)).run()
      #expect(task.layer.weight.value == task.scored[2])
    }
    #expect(plain.begun.dropFirst() == plain.scored.prefix(2))
    for (begun, scored) in zip(averaged.begun.dropFirst(), averaged.scored) {
      #expect(begun != scored)
    }
  }

  @Test func notANumberGoesBackAndHalvesTheRate() throws {
    let directory = try temporaryRun()
    defer { try? FileManager.default.removeItem(atPath: directory.path) }
    let (task, watcher) = (LineTask(), Watcher())
    (task.faults, task.faultsLeft) = ([11], 2)
    _ = try Trainer(task, configuration(), directory: directory, observer: watcher).run()
    #expect(watcher.notes.count == 2)
    #expect(watcher.notes[0].contains("NaN or Inf at epoch 2, step 4: back to epoch 2, step 0"))
    #expect(watcher.epochs.map(\.learningRate) == [0.05, 0.0125, 0.0125])
    #expect(task.layer.weight.value.doubles.allSatisfy { $0.isFinite })
  }

  @Test func afterTheLastRecoveryTrainingFails() throws {
    let directory = try temporaryRun()
    defer { try? FileManager.default.removeItem(atPath: directory.path) }
    let task = LineTask()
    (task.faults, task.faultsLeft) = ([2], 100)
    #expect {
      try Trainer(task, configuration(), directory: directory).run()
    } throws: {
      "\($0)".contains("after 5 returns to a checkpoint")
    }
  }

  @Test func earlyStoppingKeepsTheBest() throws {
    var configuration = configuration()
    configuration.epochs = 10
    configuration.patience = 2
    let (task, watcher) = (LineTask(), Watcher())
    task.validationLosses = [3, 1, 2, 2, 0, 0, 0, 0, 0, 0]
    let result = try Trainer(task, configuration, observer: watcher).run()
    #expect(result.epochs == 4)
    #expect(result.bestEpoch == 2)
    #expect(result.validation?.crossEntropy == 1)
    #expect(task.layer.weight.value == task.scored[1])
    #expect(watcher.epochs.map(\.isBest) == [true, true, false, false])
  }

  @Test func ofEqualScoresTheLowerLossIsBetter() throws {
    var configuration = configuration()
    configuration.epochs = 5
    let (task, watcher) = (LineTask(), Watcher())
    task.validationScores = [0.5, 0.9, 0.9, 0.9, 0.8]
    task.validationLosses = [1, 3, 2, 2, 0]
    let result = try Trainer(task, configuration, observer: watcher).run()
    #expect(result.bestEpoch == 3)
    #expect(watcher.epochs.map(\.isBest) == [true, true, true, false, false])
    let shown = Evaluation(totalLoss: 1, tokens: 1, scores: ["F1": 0.5])
    #expect(shown.isBetter(than: Evaluation(totalLoss: 2, tokens: 1, scores: ["F1": 0.9])))
  }

  @Test func anOlderCheckpointServesWhereTheNewestIsBroken() throws {
    let directory = try temporaryRun()
    defer { try? FileManager.default.removeItem(atPath: directory.path) }
    let whole = LineTask()
    _ = try Trainer(whole, configuration(), directory: directory).run()
    let files = try Checkpoint(directory: directory).files
    try #require(files.count == 2)
    try Data("x".utf8).write(to: URL(fileURLWithPath: files[1]))
    let (task, watcher) = (LineTask(), Watcher())
    _ = try Trainer(task, configuration(), directory: directory, observer: watcher).run(
      resuming: true)
    #expect(task.layer.weight.value == whole.layer.weight.value)
    #expect(watcher.notes.first?.contains(files[1]) == true)
    #expect(watcher.notes.last?.contains("resumed at epoch 3, step 0") == true)
  }

  @Test func brokenCheckpointsAreNamed() throws {
    let directory = try temporaryRun()
    defer { try? FileManager.default.removeItem(atPath: directory.path) }
    _ = try Trainer(LineTask(), configuration(), directory: directory).run()
    let files = try Checkpoint(directory: directory).files
    for file in files { try Data("x".utf8).write(to: URL(fileURLWithPath: file)) }
    let error = #expect(throws: InputError.self) {
      try Trainer(LineTask(), configuration(), directory: directory).run(resuming: true)
    }
    #expect(error?.file == files[1])
  }

  @Test(arguments: [
    ("\"step\":0", "\"step\":-5", "step: expected 0"),
    ("\"step\":0", "\"step\":4611686018427387904", "step: expected 0"),
    ("\"step\":0", "\"step\":9", "step: expected 0 to 8, found 9"),
    ("\"epoch\":3,", "\"epoch\":-1,", "epoch: expected 0"),
    ("\"recoveries\":0", "\"recoveries\":-1", "recoveries: expected 0 to 1000"),
    ("\"recoveries\":0", "\"recoveries\":4611686018427387904", "recoveries: expected 0 to 1000"),
    ("\"totalSteps\":24", "\"totalSteps\":-24", "totalSteps: expected 0"),
  ])
  func whereTrainingStandsIsNotTrusted(old: String, new: String, message: String) throws {
    let directory = try temporaryRun()
    defer { try? FileManager.default.removeItem(atPath: directory.path) }
    _ = try Trainer(LineTask(), configuration(), directory: directory).run()
    let files = try Checkpoint(directory: directory).files
    try FileManager.default.removeItem(atPath: files[0])
    let file = try SafetensorsFile(reading: files[1])
    let progress = try #require(file.metadata["progress"])
    // No record has these numbers but one of the epoch, after that of the run.
    let range = try #require(progress.range(of: old))
    try Safetensors.write(
      file.arrays.map { ($0.key, $0.value) },
      metadata: ["progress": progress.replacingCharacters(in: range, with: new)], to: files[1])
    let error = #expect(throws: InputError.self) {
      try Trainer(LineTask(), configuration(), directory: directory).run(resuming: true)
    }
    #expect(error?.kind == .badData && error?.message.contains(message) == true, "\(error as Any)")
  }

  /// The first checkpoint is older than the schedule's length.
  @Test func aReturnToTheBeginningHalvesAPlannedRate() throws {
    let directory = try temporaryRun()
    defer { try? FileManager.default.removeItem(atPath: directory.path) }
    let (task, watcher) = (LineTask(), Watcher())
    (task.faults, task.faultsLeft) = ([1], 1)
    var configuration = configuration()
    (configuration.learningRate, configuration.schedule) = (0.04, .polynomial(length: 0))
    configuration.scheduleUnit = .step
    let result = try Trainer(
      task, configuration, directory: directory, observer: watcher
    ).run()
    #expect(watcher.notes.contains { $0.contains("step 0, learning rate 0.02 ") })
    let total = Double(configuration.epochs * task.stepCount)
    // After the first epoch.
    let rate = try #require(result.records.first { $0.validation != nil }?.learningRate)
    #expect(abs(rate - 0.02 * (1 - Double(task.stepCount) / total)) < 0.002)
  }

  @Test func aLossThatRanAwayIsABadEpoch() throws {
    let directory = try temporaryRun()
    defer { try? FileManager.default.removeItem(atPath: directory.path) }
    let (task, watcher) = (LineTask(), Watcher())
    task.validationLosses = [3, 710, 1]
    let error = #expect(throws: InputError.self) {
      try Trainer(task, configuration(), directory: directory, observer: watcher).run()
    }
    #expect(error?.message.contains("the validation loss is 710.0") == true)
    #expect(watcher.notes.count == 5 && watcher.epochs.count == 1)
    #expect(try directory.metrics().filter { $0.validation != nil }.count == 1)
  }
}
