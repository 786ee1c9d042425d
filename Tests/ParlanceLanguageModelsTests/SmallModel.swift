import Foundation
import ParlanceLanguageModels
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// Eight sentences to learn by heart.
let sentences = [
  "the cat sees the dog .", "a dog sees a cat .", "the bird sings .", "a fish swims in the sea .",
  "the sea is blue .", "birds sing in the morning .", "one dog and two cats sleep .",
  "what does the fish say ?",
]

/// A folder for one test, removed by `remove`.
struct TemporaryFolder {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  func file(_ name: String, _ text: String) throws -> String {
    let path = self.path + "/" + name
    try AtomicFile.write(text, to: path)
    return path
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}

/// Settings that learn the sentences in a second.
func smallSettings(_ train: String) -> LanguageModelSettings {
  var settings = LanguageModelSettings(train: train, optimizer: .adam)
  settings.architecture.embeddingSize = 16
  settings.architecture.hiddenSize = 24
  settings.architecture.layers = 2
  settings.architecture.dropout = 0
  settings.batchSize = 2
  settings.sequenceLength = 8
  settings.training.schedule = .constant
  settings.training.clipping = .none
  settings.training.learningRate = 0.01
  settings.training.epochs = 3
  settings.validation = train
  return settings
}

func train(
  _ settings: LanguageModelSettings, to output: String,
  _ existing: RunDirectory.Existing = .refuse
) throws -> LanguageModelReport {
  try LanguageModelRun(settings, output: output, existing: existing)
    .train(configuration: "", command: "test")
}

/// Asks for a stop after some steps.
final class Stopping: TrainingObserver {
  private var left: Int
  private let stop: StopRequest
  init(after steps: Int, _ stop: StopRequest) { (left, self.stop) = (steps, stop) }
  func didStep(_ report: StepReport) {
    left -= 1
    if left == 0 { stop.ask(signal: 15) }
  }
  func didEndEpoch(_ record: MetricsRecord) {}
  func note(_ message: String) {}
}
