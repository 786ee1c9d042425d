import Foundation
import ParlanceArrays
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceClassification

@Suite struct FastTextPlanTests {
  private static func settings(_ loss: FastTextSettings.Loss = .softmax) -> ClassifierSettings {
    var settings = ClassifierSettings(.fasttext)
    settings.architecture.embeddingSize = 10
    settings.architecture.order = 2
    settings.architecture.buckets = 1000
    settings.fastText.loss = loss
    (settings.fastText.minimumN, settings.fastText.maximumN) = (2, 3)
    settings.training.epochs = 40
    settings.training.learningRate = 1
    settings.batchSize = 4
    return settings
  }

  /// A run over the eight texts, which are its validation texts too.
  private static func run(
    _ settings: ClassifierSettings, in folder: String,
    existing: RunDirectory.Existing = .refuse, texts: LabelledTexts = eightTexts
  ) throws -> ModelRun<FastTextPlan> {
    var settings = settings
    let path = folder + "/texts.tsv"
    if !FileManager.default.fileExists(atPath: path) { try write(texts, to: path) }
    (settings.train, settings.validation) = (path, path)
    return try ModelRun<FastTextPlan>(settings, output: folder + "/model", existing: existing)
  }

  @Test(arguments: FastTextSettings.Loss.allCases, [false, true])
  func everyLossLearnsEightTexts(_ loss: FastTextSettings.Loss, _ quantizes: Bool) throws {
    try withFolder { folder in
      var settings = Self.settings(loss)
      settings.fastText.quantizes = quantizes
      let report = try Self.run(settings, in: folder).train(configuration: "", command: "test")
      #expect(report.validation!.accuracy == 1)
      let model = try ModelKinds.classifier(at: folder + "/model")
      #expect(model.predict("glad and happy", count: 1).first?.label == "joy")
      let name = quantizes ? "model.ftz" : "model.bin"
      let file = try FastTextFile(path: folder + "/model/" + name)
      let made = file.arguments
      #expect(made.dimension == 10 && made.wordNGrams == 2 && made.buckets == 1000)
      #expect(made.subwords.minimum == 2 && made.subwords.maximum == 3)
      #expect(made.loss == loss.inFile && made.model == .supervised)
      if quantizes {
        #expect(file.input.count < 1000)
      } else {
        #expect(file.input.count == file.dictionary.wordCount + 1000)
      }
      #expect(file.dictionary.word(at: 0) == "</s>")
      let alone = try FastTextClassifier(path: folder + "/model/" + name)
      let texts = eightTexts.items.map(\.text)
      #expect(alone.probabilities(of: texts) == model.probabilities(of: texts))
    }
  }

  @Test func aCutoffKeepsTheLongestAndTrainsThem() throws {
    try withFolder { folder in
      var settings = Self.settings()
      settings.fastText.quantizes = true
      settings.fastText.quantizesNorms = true
      (settings.fastText.cutoff, settings.fastText.retrains) = (60, true)
      let report = try Self.run(settings, in: folder).train(configuration: "", command: "test")
      #expect(report.validation!.accuracy == 1)
      let file = try FastTextFile(path: folder + "/model/model.ftz")
      #expect(file.input.count == 60)
      #expect(file.dictionary.word(at: 0) == "</s>")
      #expect(file.dictionary.wordCount + file.dictionary.prunedBuckets!.count == 60)
    }
  }

  @Test func anyNumberOfLabels() throws {
    try withFolder { folder in
      var settings = Self.settings(.ova)
      settings.architecture.isMultiLabel = true
      settings.format.labelSeparator = ","
      let texts = LabelledTexts(
        eightTexts.items.map {
          let isGlad = $0.text.contains("glad") || $0.text.contains("never")
          return LabelledText(text: $0.text, labels: isGlad ? $0.labels + ["both"] : $0.labels)
        })
      let report = try Self.run(settings, in: folder, texts: texts)
        .train(configuration: "", command: "test")
      #expect(report.validation!.accuracy == 1)
      let model = try ModelKinds.classifier(at: folder + "/model")
      #expect(model.isMultiLabel && model.labels.count == 3)
      settings.fastText.loss = .softmax
      #expect(settings.problem?.description.contains("ova") == true)
    }
  }

  @Test(arguments: FastTextSettings.Loss.allCases)
  func aRunIsAFunctionOfItsSettings(_ loss: FastTextSettings.Loss) throws {
    var settings = Self.settings(loss)
    settings.training.epochs = 6
    func bytes(_ folder: String) throws -> Data {
      try Data(contentsOf: URL(fileURLWithPath: folder + "/model/model.bin"))
    }
    let threads = Threads.count
    defer { Threads.count = threads }
    let whole = try [1, 2, 3].map { count in
      Threads.count = count
      return try withFolder { folder in
        _ = try Self.run(settings, in: folder).train(configuration: "", command: "test")
        return try bytes(folder)
      }
    }
    #expect(whole[0] == whole[1] && whole[0] == whole[2])
    let resumed = try withFolder { folder in
      let stop = StopAfter(steps: 5)
      #expect(throws: TrainingInterrupted.self) {
        try Self.run(settings, in: folder).train(
          configuration: "", command: "test", observer: stop, stop: stop.request)
      }
      _ = try Self.run(settings, in: folder, existing: .resume)
        .train(configuration: "", command: "test")
      return try bytes(folder)
    }
    #expect(resumed == whole[0])
  }

  @Test func givenVectorsAreWhatItBeginsWith() throws {
    try withFolder { folder in
      var settings = Self.settings()
      (settings.architecture.order, settings.fastText.maximumN) = (1, 0)
      settings.training.epochs = 1
      settings.training.learningRate = 1e-9
      let path = folder + "/vectors.txt"
      try "glad 1 2 3\nunheard -1 0.5 7\n".write(toFile: path, atomically: true, encoding: .utf8)
      settings.vectors = VectorUse(path: path)
      _ = try Self.run(settings, in: folder).train(configuration: "", command: "test")
      let file = try FastTextFile(path: folder + "/model/model.bin")
      #expect(file.arguments.dimension == 3)
      #expect(file.vector(ofWord: "glad") == [1, 2, 3])
      // A word that no training text has.
      #expect(file.vector(ofWord: "unheard") == [-1, 0.5, 7])
      let other = file.vector(ofWord: "day")!
      #expect(other.allSatisfy { abs($0) <= 1 / 3 })
    }
  }
}
