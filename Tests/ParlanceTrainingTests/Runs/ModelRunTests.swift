import Foundation
import ParlanceArrays
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

@testable import ParlanceTraining

/// Asks for a stop after some steps.
final class Stopper: TrainingObserver {
  let stop = StopRequest()
  private var stepsLeft: Int
  var notes: [String] = []

  init(after steps: Int) { stepsLeft = steps }

  func didStep(_ report: StepReport) {
    stepsLeft -= 1
    if stepsLeft == 0 { stop.ask(signal: 15) }
  }
  func didEndEpoch(_ record: MetricsRecord) {}
  func note(_ message: String) { notes.append(message) }
}

/// Runs of the toy task: what every task has from `ModelRun`.
@Suite struct ModelRunTests {
  private func weights(_ folder: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: folder + "/weights.safetensors"))
  }

  @Test func aModelIsTrainedWrittenAndRead() throws {
    try withFolder { folder in
      let output = folder + "/model"
      let run = try ModelRun<LetterPlan>(LetterSettings(in: folder), output: output)
      let report = try run.train(command: "letters train")
      #expect(report.test?.accuracy == 1 && report.epochs == 4 && report.objective == 1)
      let json = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
      #expect(json.contains("\"test\":{\"accuracy\":1}") && !json.contains("objective"))
      let model = try LetterModel(directory: RunDirectory(output))
      #expect(model.predict(["aaa", "zzz"]) == ["vowels", "others"])
      var shown = ""
      print(model, to: &shown)
      #expect(
        shown == "LetterModel: vowels others, 106 numbers\n"
          || shown == "LetterModel: others vowels, 106 numbers\n")
      let kinds = ModelKinds().adding(LetterModel.self)
      #expect(try kinds.model(in: RunDirectory(output)).inspection.parameterCount == 26 * 4 + 2)
      let card = try String(contentsOfFile: output + "/README.md", encoding: .utf8)
      #expect(card.contains("| Test | accuracy 1.0 |") && card.contains("letters train"))
      #expect(card.contains("| Made by | Parlance \(parlanceVersion), 20"))
      #expect(
        card.contains("## Use and limits") && card.contains("\n| train | ")
          && !card.contains("| train | /"))
      let origin = try #require(try RunOrigin(of: RunDirectory(output)))
      #expect(origin.command == "letters train" && origin.version == parlanceVersion)
      #expect(try RunData(of: RunDirectory(output))?.contents.map(\.name).contains("train") == true)
      let files = try ModelStore(RunDirectory(output)).header().files
      #expect(files == ["labels.txt", "weights.safetensors"])
      let saved = try String(contentsOfFile: output + "/run/config.yaml", encoding: .utf8)
      #expect(saved.contains("\"batchSize\" : 8"))
    }
  }

  @Test(arguments: [1, 5, 7, 13])
  func buffersGoOnAsIfNothingHadStopped(steps: Int) throws {
    try withFolder { folder in
      let settings = try LetterSettings(in: folder)
      let (whole, parts) = (folder + "/whole", folder + "/parts")
      _ = try ModelRun<LetterPlan>(settings, output: whole).train()
      let stopper = Stopper(after: steps)
      #expect(throws: TrainingInterrupted.self) {
        try ModelRun<LetterPlan>(settings, output: parts).train(
          observer: stopper, stop: stopper.stop)
      }
      _ = try ModelRun<LetterPlan>(settings, output: parts, existing: .resume).train()
      #expect(try weights(parts) == weights(whole))
    }
  }

  @Test func aRecoveryLeavesNoNaNInABuffer() throws {
    try withFolder { folder in
      let settings = try LetterSettings(in: folder)
      guard
        case .training(let model, let task, let training) = try LetterPlan(settings).fitting()
      else { return #expect(Bool(false)) }
      let directory = RunDirectory(folder + "/run")
      try directory.create(.refuse)
      let watcher = Stopper(after: .max)
      (task as? LetterTask)?.fault = 7
      _ = try Trainer(task, training, directory: directory, observer: watcher).run()
      #expect(watcher.notes.contains { $0.contains("back to epoch 2, step 0") })
      #expect(model.network.norm.runningMean.value.floats.allSatisfy { $0.isFinite })
      #expect(model.predict(["aaa"]) == ["vowels"])
    }
  }

  @Test func otherTextsAreNotResumed() throws {
    try withFolder { folder in
      let settings = try LetterSettings(in: folder)
      let output = folder + "/model"
      _ = try ModelRun<LetterPlan>(settings, output: output).train()
      try AtomicFile.write("new\taaa\nold\tzzz\nold\tzz\n", to: settings.train)
      let error = #expect(throws: InputError.self) {
        try ModelRun<LetterPlan>(settings, output: output, existing: .resume).train()
      }
      #expect(error?.kind == .badData)
      #expect(error?.message.contains("found 23 of CRC-32C") == true, "\(error as Any)")
      // Of runs of earlier builds it is not known what the texts held.
      try FileManager.default.removeItem(atPath: output + "/run/data.json")
      let older = #expect(throws: InputError.self) {
        try ModelRun<LetterPlan>(settings, output: output, existing: .resume).train()
      }
      #expect(older?.file == output + "/labels.txt")
    }
  }

  @Test func textsMayMove() throws {
    try withFolder { folder in
      var settings = try LetterSettings(in: folder)
      let (whole, parts) = (folder + "/whole", folder + "/parts")
      _ = try ModelRun<LetterPlan>(settings, output: whole).train()
      let stopper = Stopper(after: 7)
      #expect(throws: TrainingInterrupted.self) {
        try ModelRun<LetterPlan>(settings, output: parts).train(
          observer: stopper, stop: stopper.stop)
      }
      try AtomicFile.createFolder(folder + "/elsewhere")
      let moved = folder + "/elsewhere/moved.tsv"
      try FileManager.default.moveItem(atPath: settings.train, toPath: moved)
      (settings.train, settings.test) = (moved, folder + "/elsewhere/../elsewhere/moved.tsv")
      _ = try ModelRun<LetterPlan>(settings, output: parts, existing: .resume).train()
      #expect(try weights(parts) == weights(whole))
      let data = try String(contentsOfFile: parts + "/run/data.json", encoding: .utf8)
      #expect(data.components(separatedBy: "\"\(moved)\"").count == 3, "\(data)")
    }
  }

  @Test func aStopWhileTheModelIsScoredIsTakenUpAgain() throws {
    try withFolder { folder in
      let settings = try LetterSettings(in: folder)
      let (whole, parts) = (folder + "/whole", folder + "/parts")
      _ = try ModelRun<LetterPlan>(settings, output: whole).train()
      // The last step of the last epoch: what follows is its validation.
      let stopper = Stopper(after: 20)
      #expect(throws: TrainingInterrupted.self) {
        try ModelRun<LetterPlan>(settings, output: parts).train(
          observer: stopper, stop: stopper.stop)
      }
      let report = try ModelRun<LetterPlan>(settings, output: parts, existing: .resume).train()
      #expect(report.epochs == 4)
      #expect(try weights(parts) == weights(whole))
    }
  }

  @Test func twoRunsDoNotShareAFolder() throws {
    try withFolder { folder in
      let settings = try LetterSettings(in: folder)
      let output = folder + "/model"
      let (first, second) = (
        try ModelRun<LetterPlan>(settings, output: output),
        try ModelRun<LetterPlan>(settings, output: output)
      )
      // Both found no folder; the first to train has it.
      _ = try first.train()
      let before = try weights(output)
      let error = #expect(throws: InputError.self) { try second.train() }
      #expect(error?.kind == .cannotCreate)
      #expect(try weights(output) == before)
      let lock = try RunLock(RunDirectory(output))
      let third = #expect(throws: InputError.self) {
        try ModelRun<LetterPlan>(settings, output: output, existing: .overwrite)
      }
      #expect(third?.message.contains("another training") == true)
      withExtendedLifetime(lock) {}
    }
  }

  @Test func anErrorBeforeAnythingIsWorthKeepingLeavesNothing() throws {
    try withFolder { folder in
      var settings = try LetterSettings(in: folder)
      settings.training.epochs = 0
      #expect(throws: InputError.self) {
        try ModelRun<LetterPlan>(settings, output: folder + "/model")
      }
      settings.training.epochs = 1
      settings.train = folder + "/missing.tsv"
      #expect(throws: InputError.self) {
        try ModelRun<LetterPlan>(settings, output: folder + "/model")
      }
      #expect(!RunDirectory(folder + "/model").isFolder)
    }
  }
}
