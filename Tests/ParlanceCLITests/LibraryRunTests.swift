import Foundation
import ParlanceClassification
import ParlanceLanguageModels
import ParlanceSystem
import ParlanceTagging
import ParlanceTraining
import Testing

/// Runs that a program made with the library, in the hands of the command line.
@Suite struct LibraryRunTests {
  private let folder = TemporaryFolder()

  /// Asks for a stop after some steps.
  private final class Stopper: TrainingObserver {
    let stop = StopRequest()
    private var left: Int

    init(after steps: Int) { left = steps }

    func didStep(_ report: StepReport) {
      left -= 1
      if left == 0 { stop.ask(signal: 15) }
    }
    func didEndEpoch(_ record: MetricsRecord) {}
    func note(_ message: String) {}
  }

  /// Trains to the end, and to a stop from which the library and the command go on.
  private func check<Plan: TrainingPlan>(
    _ type: Plan.Type, _ settings: Plan.Settings, steps: Int, command: String
  ) throws {
    _ = try ModelRun<Plan>(settings, output: folder.file("whole")).train()
    let expected = folder.bytes("whole/weights.safetensors")
    #expect(!expected.isEmpty)
    for name in ["library", "command"] {
      let stopper = Stopper(after: steps)
      #expect(throws: TrainingInterrupted.self) {
        try ModelRun<Plan>(settings, output: folder.file(name)).train(
          observer: stopper, stop: stopper.stop)
      }
    }
    _ = try ModelRun<Plan>(settings, output: folder.file("library"), existing: .resume).train()
    #expect(folder.bytes("library/weights.safetensors") == expected)
    let outcome = try parlance(
      command, "train", "--resume", "--output", folder.file("command"), "--quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(folder.bytes("command/weights.safetensors") == expected)
  }

  private func languageModel() -> LanguageModelSettings {
    var settings = LanguageModelSettings(train: folder.writeText(), hiddenSize: 8)
    (settings.batchSize, settings.sequenceLength, settings.training.epochs) = (4, 7, 3)
    return settings
  }

  @Test func languageModels() throws {
    try check(LanguageModelPlan.self, languageModel(), steps: 20, command: "lm")
    // A model whose run has no options is evaluated too.
    let outcome = try parlance(
      "lm", "evaluate", "--model", folder.file("whole"), "--data", folder.file("text.txt"))
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test func classifiers() throws {
    let lines = (0..<60).map { "__label__\($0 % 2 == 0 ? "ham good" : "spam bad") \($0)\n" }
    var settings = ClassifierSettings(.dan)
    settings.train = folder.write(lines.joined(), to: "train.txt")
    settings.training.epochs = 3
    settings.classWeights = .balanced(power: 0.5)
    try check(ClassifierPlan.self, settings, steps: 3, command: "classify")
  }

  @Test func taggers() throws {
    let sentences = (0..<40).map { "the\tDET\n\($0 % 2 == 0 ? "cat" : "dog")\tNOUN\n\n" }
    var settings = TaggerSettings()
    settings.train = folder.write(sentences.joined(), to: "train.conll")
    settings.architecture.hiddenSize = 8
    settings.training.epochs = 3
    try check(TaggerPlan.self, settings, steps: 7, command: "tag")
  }

  @Test func whatNoOptionSaysIsRefused() throws {
    var settings = languageModel()
    settings.training.schedule = .multiStep(at: [1, 2], factor: 0.5)
    _ = try ModelRun<LanguageModelPlan>(settings, output: folder.file("model")).train()
    let outcome = try parlance("lm", "train", "--resume", "--output", folder.file("model"))
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("training.schedule"), "\(outcome.errors)")
  }

  @Test func countedModelsAreMadeFromTheirSettings() throws {
    var settings = NGramSettings()
    settings.train = folder.writeText()
    (settings.order, settings.prune) = (3, [0, 0, 1])
    _ = try NGramRun(settings, output: folder.file("model")).train()
    let outcome = try parlance(
      "lm", "train", "--config", folder.file("model/run/config.yaml"), "--output",
      folder.file("again"), "--quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(folder.bytes("again/ngrams.bin") == folder.bytes("model/ngrams.bin"))
  }
}
