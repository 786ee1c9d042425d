import Foundation
import ParlanceArrays
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceClassification

@Suite struct ClassifierPlanTests {
  @Test(arguments: ClassifierArchitecture.ModelType.networks)
  func everyTypeLearnsEightTextsAndIsReadBack(_ type: ClassifierArchitecture.ModelType) throws {
    try withFolder { folder in
      var settings = smallSettings(type)
      if type != .ngram { settings.training.epochs = 25 }
      if settings.training.optimizer == .adam { settings.training.learningRate = 0.02 }
      let report = try run(settings, in: folder).train(configuration: "", command: "test")
      #expect(report.validation!.accuracy == 1)
      #expect(report.validation!.texts == 8)
      let directory = RunDirectory(folder + "/model")
      let classifier = try TextClassifier(directory: directory)
      let texts = eightTexts.items.map(\.text) + ["", "never seen words", "glad"]
      let first = classifier.probabilities(of: texts)
      #expect(classifier.predict(texts[0]).first?.label == "joy")
      // Saved and read again: the same bits.
      let copy = RunDirectory(folder + "/copy")
      try classifier.save(to: copy)
      #expect(try TextClassifier(directory: copy).probabilities(of: texts) == first)
      for row in first { #expect(abs(row.reduce(0, +) - 1) < 1e-9) }
    }
  }

  @Test(arguments: [ClassifierArchitecture.ModelType.logistic, .gru, .cnn, .dan, .transformer])
  func anInterruptedRunEndsWithTheSameBits(_ type: ClassifierArchitecture.ModelType) throws {
    var settings = smallSettings(type)
    settings.training.epochs = 4
    settings.architecture.wordDropout = 0.2
    settings.selection = .loss
    try expectResumed(settings)
  }

  private func expectResumed(_ settings: ClassifierSettings) throws {
    let whole = try withFolder { folder in
      _ = try run(settings, in: folder).train(configuration: "", command: "test")
      return try Safetensors.read(folder + "/model/weights.safetensors")
    }
    let resumed = try withFolder { folder in
      let stop = StopAfter(steps: 3)
      #expect(throws: TrainingInterrupted.self) {
        try run(settings, in: folder).train(
          configuration: "", command: "test", observer: stop, stop: stop.request)
      }
      _ = try run(settings, in: folder, existing: .resume)
        .train(configuration: "", command: "test")
      return try Safetensors.read(folder + "/model/weights.safetensors")
    }
    #expect(whole == resumed)
  }

  @Test(arguments: [ClassifierArchitecture.ModelType.logistic, .transformer, .ngram])
  func piecesOfWordsAreLearnedAndReadBack(_ type: ClassifierArchitecture.ModelType) throws {
    try withFolder { folder in
      var settings = smallSettings(type)
      settings.architecture.tokenizer = Tokenizer(level: .subword, style: .prose)
      (settings.subwords.merges, settings.architecture.characters) = (40, nil)
      settings.architecture.shapes = false
      if type != .ngram {
        settings.subwords.subwordDropout = 0.1
        settings.training.epochs = 25
      }
      if settings.training.optimizer == .adam { settings.training.learningRate = 0.02 }
      let report = try run(settings, in: folder).train(configuration: "", command: "test")
      #expect(report.validation!.accuracy == 1)
      let classifier = try TextClassifier(directory: RunDirectory(folder + "/model"))
      let texts = eightTexts.items.map(\.text) + ["", "🙂 ζ", "gladly"]
      let tokens = classifier.encoder.read("gladly 🙂").tokens
      #expect(tokens.allSatisfy { classifier.encoder.vocabulary.contains($0) } && tokens.count > 2)
      let copy = RunDirectory(folder + "/copy")
      try classifier.save(to: copy)
      #expect(
        try TextClassifier(directory: copy).probabilities(of: texts)
          == classifier.probabilities(of: texts))
    }
  }

  @Test func otherPiecesInEachEpochEndWithTheSameBitsAfterAnInterruption() throws {
    var settings = smallSettings(.transformer)
    settings.architecture.tokenizer = Tokenizer(level: .subword)
    (settings.subwords.merges, settings.subwords.subwordDropout) = (40, 0.3)
    settings.training.epochs = 4
    try expectResumed(settings)
  }

  @Test func labelsUnseenInTrainingAreErrorsOfTheTest() throws {
    try withFolder { folder in
      var settings = smallSettings(.logistic)
      settings.training.epochs = 5
      settings.test = folder + "/test.tsv"
      try write(
        LabelledTexts([
          LabelledText(text: "glad and happy", labels: ["joy"]),
          LabelledText(text: "who knows", labels: ["surprise"]),
        ]), to: settings.test!)
      let report = try run(settings, in: folder).train(configuration: "", command: "test")
      let test = try #require(report.test)
      #expect(test.accuracy == 0.5)
      #expect(test.unseenLabels == ["surprise"])
      #expect(test.labels["surprise"]?.f1 == 0)
    }
  }

  @Test func runsShareWhatTheyRead() throws {
    try withFolder { folder in
      var settings = smallSettings(.logistic)
      let first = try run(settings, in: folder)
      settings.train = folder + "/texts.tsv"
      settings.validation = settings.train
      try FileManager.default.removeItem(atPath: settings.train!)
      func second(_ change: (inout ClassifierSettings) -> Void) throws -> ClassifierRun {
        var settings = settings
        change(&settings)
        return try ClassifierRun(settings, output: folder + "/other") {
          try ClassifierPlan(settings, sharing: [first.plan])
        }
      }
      let shared = try second {
        $0.training.learningRate = 1
        $0.architecture.order = 3
        $0.training.seed = 9
      }
      #expect(shared.plan.data.vocabulary.tokens == first.plan.data.vocabulary.tokens)
      #expect(throws: InputError.self) {
        try second { $0.architecture.tokenizer = Tokenizer(level: .word) }
      }
      #expect(throws: InputError.self) { try second { $0.validation = nil } }
      #expect(throws: InputError.self) { try second { $0.minimumCount = 2 } }
    }
  }

  /// The loss of an epoch is the mean over texts; the speed counts their tokens.
  @Test(arguments: [ClassifierArchitecture.ModelType.ngram, .gru])
  func lossesAreOfTextsAndSpeedsOfTokens(_ type: ClassifierArchitecture.ModelType) throws {
    try withFolder { folder in
      var settings = smallSettings(type)
      (settings.training.epochs, settings.training.learningRate) = (1, 1e-9)
      let made = try run(settings, in: folder)
      let report = try made.train(configuration: "", command: "test")
      #expect(report.wordsPerSecond > 0 && report.seconds > 0)
      // What is counted has no steps to record.
      guard type != .ngram else { return #expect(report.bestEpoch == nil) }
      let last = try #require(try RunDirectory(folder + "/model").metrics().last)
      #expect(last.wordsPerSecond > 0)
      let classifier = try TextClassifier(directory: RunDirectory(folder + "/model"))
      let rows = classifier.logits(of: classifier.encoder.encode(eightTexts.items.map(\.text)))
      var loss = 0.0
      for (row, item) in zip(rows, eightTexts.items) {
        let truth = classifier.labels.index(of: item.labels[0])!
        loss += log(row.reduce(0) { $0 + exp($1 - row[truth]) }) / 8
      }
      #expect(abs(last.trainLoss - loss) < 1e-5)
    }
  }

  @Test func severalLabelsATextAreLearned() throws {
    try withFolder { folder in
      var settings = smallSettings(.feedforward)
      settings.architecture.isMultiLabel = true
      settings.format.labelSeparator = ","
      settings.training.epochs = 80
      settings.train = folder + "/multi.tsv"
      settings.validation = settings.train
      try write(
        LabelledTexts([
          LabelledText(text: "red", labels: ["r"]), LabelledText(text: "green", labels: ["g"]),
          LabelledText(text: "red green", labels: ["g", "r"]),
          LabelledText(text: "nothing here", labels: []),
        ]), to: settings.train!)
      let report = try run(settings, in: folder).train(configuration: "", command: "test")
      #expect(report.validation!.accuracy == 1)
      #expect(report.validation!.hammingLoss == 0)
      let read = try TextClassifier(directory: RunDirectory(folder + "/model"))
      #expect(read.isMultiLabel && read.thresholds.count == 2)
    }
  }

  /// A word that training has not seen is read by its vector.
  @Test(arguments: [FeatureWeighting.tfidf, .mean])
  func logisticRegressionReadsGivenVectors(_ weighting: FeatureWeighting) throws {
    try withFolder { folder in
      let path = folder + "/vectors.txt"
      try "glad 1 0.1\nhate -1 0.1\nmerry 0.9 0\nvile -0.9 0\n"
        .write(toFile: path, atomically: true, encoding: .utf8)
      var settings = smallSettings(.logistic)
      settings.architecture.weighting = weighting
      settings.vectors = VectorUse(path: path)
      let made = try run(settings, in: folder)
      _ = try made.train(configuration: "", command: "test")
      let classifier = try TextClassifier(directory: RunDirectory(folder + "/model"))
      for text in ["merry", "Merry #merry"] {
        #expect(classifier.predict(text).first?.label == "joy")
      }
      #expect(classifier.predict("vile").first?.label != "joy")
      let network = classifier.network as! LogisticClassifier
      let id = Int(classifier.encoder.vocabulary.id(of: "vile"))
      #expect(network.embedding!.weight.value[id, 0] == Double(Float(-0.9)))
    }
  }

  @Test func givenVectorsStayOrThaw() throws {
    try withFolder { folder in
      let path = folder + "/vectors.txt"
      try "glad 1 0 0\nhate 0 1 0\nunheard 0 0 1\n"
        .write(toFile: path, atomically: true, encoding: .utf8)
      var tables: [[Float]] = []
      for frozen in [nil, 0, 1] as [Int?] {
        var settings = smallSettings(.dan)
        settings.vectors = VectorUse(path: path, frozenEpochs: frozen)
        settings.training.epochs = 2
        settings.selection = .loss
        let made = try run(settings, in: folder, existing: .overwrite)
        _ = try made.train(configuration: "", command: "test")
        let classifier = try TextClassifier(directory: RunDirectory(folder + "/model"))
        let id = Int(classifier.encoder.vocabulary.id(of: "glad"))
        tables.append((0..<3).map { Float(classifier.network.tokenVectors!.value[id, $0]) })
        #expect(classifier.encoder.vocabulary.contains("unheard") == (frozen == nil))
      }
      #expect(tables[0] == [1, 0, 0])
      #expect(tables[1] != [1, 0, 0])
      #expect(tables[2] != [1, 0, 0] && tables[2] != tables[1])
    }
  }

  /// "glad" has no vector of its own, and its n-grams have.
  @Test func wordsWithoutVectorsTakeThoseOfTheirParts() throws {
    try withFolder { folder in
      let subwords = Subwords(minimum: 3, maximum: 3, buckets: 1000)
      let buckets = Set(subwords.buckets(of: "glad")).sorted()
      let given = try WordVectors(
        words: ["hate"], rows: StoredRows([0, 1, 0] as [Float], width: 3), subwords: subwords,
        buckets: buckets,
        partRows: StoredRows(buckets.indices.flatMap { [Float($0), 1, -1] }, width: 3))
      let path = folder + "/vectors.bin"
      try given.write(to: path, as: .mapped)
      var settings = smallSettings(.dan)
      settings.vectors = VectorUse(path: path)
      _ = try run(settings, in: folder).train(configuration: "", command: "test")
      let classifier = try TextClassifier(directory: RunDirectory(folder + "/model"))
      let id = Int(classifier.encoder.vocabulary.id(of: "glad"))
      let found = (0..<3).map { Float(classifier.network.tokenVectors!.value[id, $0]) }
      #expect(found == given.vector(of: "glad") && found[1] == 1)
    }
  }

  @Test func wrongDataLeavesNothingBehind() throws {
    try withFolder { folder in
      func error(_ lines: String, _ change: (inout ClassifierSettings) -> Void = { _ in }) -> String
      {
        let path = folder + "/bad.tsv"
        try? ("label\ttext\n" + lines).write(toFile: path, atomically: true, encoding: .utf8)
        var settings = smallSettings(.logistic)
        settings.train = path
        change(&settings)
        do {
          _ = try ClassifierRun(settings, output: folder + "/out", existing: .refuse)
          return "none"
        } catch { return "\(error)" }
      }
      #expect(error("a\tx\na\ty\n").contains("all 2 texts have the label a"))
      #expect(error("a\tx\n\ty\n").contains("bad.tsv:3"))
      #expect(error("a\t\nb\t \n").contains("no token"))
      #expect(error("a\tx\nb\ty\n") { $0.training.learningRate = -1 }.contains("learningRate"))
      #expect(
        error("a\tx\nb\ty\n") { $0.classWeights = .given(["c": 2]) }.contains("label c"))
      #expect(
        error("a\tx\nb\ty\n") {
          $0 = smallSettings(.ngram)
          $0.train = folder + "/bad.tsv"
          $0.vectors = VectorUse(path: "v")
        }.contains("vectors: expected none"))
      #expect(!FileManager.default.fileExists(atPath: folder + "/out"))
    }
  }

  @Test func brokenModelsAreNamed() throws {
    try withFolder { folder in
      var settings = smallSettings(.gru)
      settings.training.epochs = 1
      _ = try run(settings, in: folder).train(configuration: "", command: "test")
      let model = folder + "/model"
      try forgetChecksums(in: model)
      func message(_ file: String, _ change: (String) -> String) throws -> String {
        let path = model + "/" + file
        let before = try String(contentsOfFile: path, encoding: .utf8)
        defer { try? before.write(toFile: path, atomically: true, encoding: .utf8) }
        try change(before).write(toFile: path, atomically: true, encoding: .utf8)
        do {
          _ = try TextClassifier(directory: RunDirectory(model))
          return "none"
        } catch { return "\(error)" }
      }
      #expect(try message("labels.txt") { $0 + "more\n" }.contains("expected 2 labels"))
      #expect(try message("vocabulary.txt") { $0 + "more\n" }.contains("vocabulary.txt"))
      #expect(
        try message("model.json") {
          $0.replacing("\"hiddenSize\" : 8", with: "\"hiddenSize\" : 60000")
        }.contains("rnn.weight_ih_l0"))
      #expect(
        try message("model.json") { $0.replacing("classifier", with: "tagger") }
          .contains("expected a model of kind classifier"))
      #expect(try message("model.json") { _ in "{" }.contains("model.json"))
      #expect(try message("model.json") { $0 } == "none")
    }
  }

  @Test func aSplitSpreadsEveryLabelAndDependsOnTheSeed() throws {
    let items = (0..<200).map {
      LabelledText(text: "\($0)", labels: [$0 % 10 == 0 ? "rare" : "often"])
    }
    let (training, validation) = try LabelledTexts(items).split(seed: 1)
    #expect(training.items.count == 180 && validation.items.count == 20)
    #expect(validation.items.count { $0.labels == ["rare"] } == 2)
    #expect(try LabelledTexts(items).split(seed: 1).validation.items == validation.items)
    #expect(try LabelledTexts(items).split(seed: 2).validation.items != validation.items)
    #expect(throws: InputError.self) { try LabelledTexts([items[0]]).split(seed: 1) }
  }
}

/// Asks for a stop after some steps.
final class StopAfter: TrainingObserver {
  let request = StopRequest()
  private var steps: Int

  init(steps: Int) { self.steps = steps }

  func didStep(_ report: StepReport) {
    steps -= 1
    if steps == 0 { request.ask(signal: 2) }
  }
  func didEndEpoch(_ record: MetricsRecord) {}
  func note(_ message: String) {}
}
