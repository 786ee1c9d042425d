import Foundation
import Parlance
import ParlanceTestSupport
import Testing

/// Model directories and a checkpoint that version 0.1 of 29 November 2026 wrote, beside the numbers that it
/// gave: `Golden/models-0.1`.
@Suite struct OldModelsTests {
  private let folder: String

  init() throws { folder = try goldenPath("models-0.1") }

  private func model(_ name: String) throws -> any StoredModel {
    try ModelKinds.all.model(in: RunDirectory(folder + "/" + name))
  }

  @Test(arguments: [
    ("lstm", 3.0415700738148024), ("window", 3.0403235932832122), ("ngram", 0.6537867946889246),
    ("snm", 0.3785662247912524), ("mixture", 1.2408931658696563),
  ])
  func languageModels(_ name: String, crossEntropy: Double) throws {
    let model = try #require(try model(name) as? any LanguageModeling)
    let corpus = try model.corpus(path: folder + "/text.txt", skipBlankLines: true)
    #expect(abs(model.evaluate(corpus).loss - crossEntropy) < 1e-6)
  }

  @Test(arguments: [
    ("gru", 0.5, 0.6958910203660604), ("logistic", 1, 0.008576968461620833),
    ("counted", 1, 9.149903057454524e-13),
  ])
  func classifiers(_ name: String, accuracy: Double, logLoss: Double) throws {
    let model = try #require(try model(name) as? TextClassifier)
    let scores = ClassificationScores(
      try model.results(on: .read(folder + "/labelled.txt", format: LabelledFormat())))
    #expect(scores.accuracy == accuracy)
    #expect(abs(try #require(scores.logLoss) - logLoss) < 1e-6)
  }

  @Test func taggers() throws {
    let model = try #require(try model("tagger") as? Tagger)
    let scores = model.evaluate(try .read(path: folder + "/tags.tsv", TaggedReadingOptions()))
    #expect(scores.accuracy == 0 && abs(scores.crossEntropy - 1.0978021621704102) < 1e-6)
  }

  /// To the bits of the run that was not stopped.
  @Test func aRunGoesOn() throws {
    try withFolder { place in
      let output = place + "/run"
      try FileManager.default.copyItem(atPath: folder + "/run", toPath: output)
      var settings = LanguageModelSettings(train: folder + "/text.txt")
      settings.validation = settings.train
      settings.batchSize = 32
      settings.architecture.embeddingSize = 4
      settings.architecture.hiddenSize = 4
      settings.architecture.layers = 2
      settings.architecture.dropout = 0
      settings.training.optimizer = .adam
      settings.training.learningRate = 0.002
      settings.training.schedule = .plateau(factor: 0.5, patience: 1)
      settings.training.clipping = .norm(1)
      settings.training.epochs = 2
      let report = try LanguageModelRun(settings, output: output, existing: .resume).train()
      #expect(report.epochs == 2)
      // The same bits on the kind of processor that they were made on.
      let found = try Safetensors.read(output + "/weights.safetensors")
      let expected = try Safetensors.read(folder + "/finished.safetensors")
      #expect(found.keys.sorted() == expected.keys.sorted())
      for (name, array) in expected {
        #expect(found[name]?.isClose(to: array, relative: 1e-4, absolute: 1e-5) == true, "\(name)")
      }
    }
  }
}
