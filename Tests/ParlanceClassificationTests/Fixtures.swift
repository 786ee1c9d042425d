import Foundation
import ParlanceText
import ParlanceTraining

@testable import ParlanceClassification

/// Texts of two kinds that a small model can tell apart.
let eightTexts = LabelledTexts([
  LabelledText(text: "what a lovely happy day", labels: ["joy"]),
  LabelledText(text: "so glad we are here", labels: ["joy"]),
  LabelledText(text: "this is wonderful news", labels: ["joy"]),
  LabelledText(text: "glad and happy again", labels: ["joy"]),
  LabelledText(text: "i hate this awful rain", labels: ["anger"]),
  LabelledText(text: "how dare you say that", labels: ["anger"]),
  LabelledText(text: "awful service never again", labels: ["anger"]),
  LabelledText(text: "that is a lie", labels: ["anger"]),
])

/// A small model of a type, with dropout of nothing.
func smallSettings(_ type: ClassifierArchitecture.ModelType) -> ClassifierSettings {
  var settings = ClassifierSettings(type)
  settings.architecture.embeddingSize = 8
  settings.architecture.hiddenSize = 8
  settings.architecture.filterCount = 6
  settings.architecture.filterWidths = [1, 2]
  settings.architecture.dropout = 0
  settings.architecture.inputDropout = 0
  settings.architecture.wordDropout = 0
  settings.training.patience = nil
  settings.batchSize = 4
  settings.folds = nil
  return settings
}

/// Writes texts as a file of tabs.
func write(_ texts: LabelledTexts, to path: String) throws {
  let lines = texts.items.map { $0.labels.joined(separator: ",") + "\t" + $0.text + "\n" }
  try ("label\ttext\n" + lines.joined()).write(toFile: path, atomically: true, encoding: .utf8)
}

/// A run over the eight texts, which are its validation texts too.
func run(
  _ settings: ClassifierSettings, in folder: String, existing: RunDirectory.Existing = .refuse
) throws -> ClassifierRun {
  var settings = settings
  let path = folder + "/texts.tsv"
  if !FileManager.default.fileExists(atPath: path) { try write(eightTexts, to: path) }
  settings.train = settings.train ?? path
  settings.validation = settings.validation ?? path
  return try ClassifierRun(settings, output: folder + "/model", existing: existing)
}
