import Foundation
import ParlanceArrays
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceClassification

@Suite struct CrossValidatedRegressionTests {
  /// Texts of two labels that a word tells apart, some of them wrongly labelled.
  private func texts(_ count: Int, wrong: Int = 0) -> LabelledTexts {
    var generator = RandomGenerator(key: RandomKey(seed: 3))
    let words = ["tea", "rain", "stone", "boat", "lamp", "glass", "road"]
    return LabelledTexts(
      (0..<count).map { number in
        let isJoy = number % 2 == 0
        let own = (0..<4).map { _ in words[Int(generator.uniform() * 7)] }
        return LabelledText(
          text: (own + [isJoy ? "glad" : "Awful"]).joined(separator: " "),
          labels: [isJoy == (number >= wrong) ? "joy" : "anger"])
      })
  }

  private func train(
    _ texts: LabelledTexts, in folder: String,
    _ change: (inout ClassifierSettings) -> Void = { _ in }
  ) throws -> (report: ClassifierReport, model: TextClassifier) {
    var settings = ClassifierSettings()
    settings.train = folder + "/all.tsv"
    change(&settings)
    try write(texts, to: settings.train!)
    let report = try ClassifierRun(settings, output: folder + "/model", existing: .overwrite)
      .train(configuration: "", command: "test")
    return (report, try TextClassifier(directory: RunDirectory(folder + "/model")))
  }

  @Test func allTextsAreLearnedAndHeldOutOnce() throws {
    try withFolder { folder in
      let (report, model) = try train(texts(60), in: folder)
      #expect(report.validation?.texts == 60 && report.validation?.accuracy == 1)
      #expect(report.crossValidation?.folds == 5)
      #expect(model.predict("a glad pebble").first?.label == "joy")
      #expect(model.predict("AWFUL").first?.label == "anger")
      // What is left out has no rows.
      let chosen = try #require(report.crossValidation?.strengths)
      #expect((chosen.shapes > 0) == model.architecture.shapes)
      #expect((chosen.characters > 0) == (model.architecture.characters != nil))
    }
  }

  /// Single words alone may do best: nothing shares rows then.
  @Test func wordsMayBeAllThatIsChosen() throws {
    try withFolder { folder in
      let all = LabelledTexts(
        texts(60).items.map { LabelledText(text: $0.text.lowercased(), labels: $0.labels) })
      let (report, model) = try train(all, in: folder) {
        ($0.architecture.order, $0.architecture.characters) = (1, nil)
      }
      #expect(report.crossValidation?.strengths.shapes == 0)
      #expect(!model.architecture.hashes && model.architecture.buckets == 0)
      #expect(model.predict("a glad pebble").first?.label == "joy")
    }
  }

  /// Of labels that mean nothing every text can be learned, and none can be told.
  @Test func theScoreIsOfTextsThatWereNotLearned() throws {
    try withFolder { folder in
      var generator = RandomGenerator(key: RandomKey(seed: 8))
      let all = LabelledTexts(
        (0..<80).map { number in
          LabelledText(
            text: "text\(number) of w\(number * 7)",
            labels: [
              generator.uniform() < 0.5 ? "a" : "b"
            ])
        })
      let (report, model) = try train(all, in: folder)
      #expect(report.validation!.accuracy < 0.7)
      #expect(try model.results(on: all).counts.accuracy > 0.9)
    }
  }

  @Test func anyNumberOfThreadsGivesTheSameBits() throws {
    let before = Threads.count
    defer { Threads.count = before }
    let weights = try [1, 2].map { threads in
      try withFolder { folder in
        Threads.count = threads
        _ = try train(texts(40, wrong: 6), in: folder)
        return try Safetensors.read(folder + "/model/weights.safetensors")
      }
    }
    #expect(weights[0] == weights[1])
  }

  @Test func givenTextsValidate() throws {
    try withFolder { folder in
      let (report, _) = try train(texts(40), in: folder) {
        $0.validation = folder + "/held.tsv"
        try! write(texts(10), to: $0.validation!)
      }
      #expect(report.crossValidation?.folds == nil && report.validation?.texts == 10)
      #expect(report.crossValidation != nil)
    }
  }

  @Test func aFewTextsSayNothingOfTheTemperature() throws {
    try withFolder { folder in
      let (few, _) = try train(texts(20), in: folder)
      let (many, _) = try train(texts(60, wrong: 12), in: folder)
      #expect(few.temperature == 1 && many.temperature != 1)
    }
  }

  /// Each label against the rest: of three labels and more, where sums are scaled to what they are worth.
  @Test func marginsAreTriedOfSeveralLabels() throws {
    // Words stand beside others' labels at times.
    var generator = RandomGenerator(key: RandomKey(seed: 4))
    func texts(_ labels: Int) -> LabelledTexts {
      LabelledTexts(
        (0..<240).map { number in
          let words = (0..<6).map { _ in
            generator.uniform() < 0.45
              ? "own\(number % labels)" : "w\(Int(generator.uniform() * 60))"
          }
          return LabelledText(
            text: (words + ["own\(Int(generator.uniform() * Double(labels)))"]).joined(
              separator: " "),
            labels: ["label\(number % labels)"])
        })
    }
    try withFolder { folder in
      let (several, model) = try train(texts(8), in: folder)
      let (two, _) = try train(texts(2), in: folder)
      let (plain, _) = try train(texts(8), in: folder) { $0.calibrates = false }
      let (without, _) = try train(texts(8), in: folder) { $0.triesMargins = false }
      let (few, _) = try train(texts(8), in: folder) {
        $0.validation = folder + "/held.tsv"
        try! write(LabelledTexts(Array(texts(8).items.prefix(16))), to: $0.validation!)
      }
      // Without a temperature nothing tells what their sums are worth.
      #expect(few.temperature == 1 && few.crossValidation?.loss == .softmax)
      #expect(without.crossValidation?.loss == .softmax)
      #expect(several.crossValidation?.loss == .squaredHinges)
      #expect(several.crossValidation?.line.contains("margins") == true)
      #expect(two.crossValidation?.loss == .softmax && plain.crossValidation?.loss == .softmax)
      #expect(two.crossValidation!.trials < several.crossValidation!.trials)
      // Sums within a margin of one are sharpened until they are probabilities.
      #expect(several.temperature < 1 && several.validation!.logLoss! < log(8))
      #expect(model.predict("own3 own3 w1").first!.probability > 0.7)
    }
  }

  @Test func severalLabelsATextAreLearned() throws {
    try withFolder { folder in
      let kinds = [("red", "r"), ("green", "g"), ("red green", "g,r"), ("nothing", "")]
      let all = LabelledTexts(
        (0..<40).map { number in
          LabelledText(
            text: "\(kinds[number % 4].0) t\(number)",
            labels: kinds[number % 4].1.split(separator: ",").map(String.init))
        })
      let (report, model) = try train(all, in: folder) {
        $0.architecture.isMultiLabel = true
        $0.format.labelSeparator = ","
      }
      #expect(report.validation!.accuracy > 0.9)
      #expect(model.isMultiLabel && model.thresholds.count == 2)
    }
  }

  /// The products of the search are those of what the model reads.
  @Test func theKernelIsThatOfTheFeatures() throws {
    let texts = eightTexts.items.map(\.text) + ["Glad and GLAD, 12 days!", ""]
    var made = ClassifierSettings().architecture
    let read = texts.map { ReadText($0, made) }
    var builder = VocabularyBuilder()
    for text in read { builder.add(contentsOf: text.tokens) }
    let vocabulary = builder.build()
    (made.vocabularySize, made.labelCount, made.buckets) = (vocabulary.count, 2, 1 << 20)
    made.strengths = FamilyStrengths(words: 0.5, shapes: 0.25, characters: 1)
    var encoder = TextEncoder(made, vocabulary: vocabulary)
    encoder.idf = FeatureStatistics.idf(read, encoder)
    var encoded = EncodedTexts()
    for text in read { encoder.append(text, to: &encoded) }
    let all = Array(texts.indices)
    let targets = all.map { [$0 % 2] }
    let features = BagFeatures(read, targets: targets, encoder)
    var chosen = ChosenFeatures(order: 2, strengths: made.strengths!)
    expectSame(features.weighted(chosen, by: all), encoded)
    let gram = GramMatrices(features)
    expectSame(
      gram.kernel(chosen, training: all), FeatureProduct(encoded, rowCount: made.featureCount))
    // And where their labels have a say in what features count.
    chosen.divergencePower = 0.5
    let training = Array(all.dropLast(3))
    let factors = features.factors(of: chosen, by: training)
    let divergences = LabelDivergences(features, by: training).values
    for (id, rarity) in features.rarities(by: training).enumerated() {
      #expect(abs(factors[id] - rarity * divergences[id].squareRoot()) < 1e-6)
    }
    encoder.idf = factors
    var known = EncodedTexts()
    for text in read { encoder.append(text, to: &known) }
    expectSame(features.weighted(chosen, by: training), known)
    expectSame(
      gram.kernel(chosen, training: training), FeatureProduct(known, rowCount: made.featureCount))
  }

  private func expectSame(_ own: EncodedTexts, _ wanted: EncodedTexts) {
    #expect(own.ids == wanted.ids)
    for (own, wanted) in zip(own.weights, wanted.weights) { #expect(abs(own - wanted) < 1e-6) }
  }

  private func expectSame(_ kernel: NDArray, _ product: FeatureProduct) {
    let count = kernel.shape[0]
    let identity = NDArray(
      (0..<count * count).map { Float($0 % (count + 1) == 0 ? 1 : 0) }, shape: [count, count])
    for (own, wanted) in zip(kernel.floats, product.withBias(identity).floats) {
      #expect(abs(own - wanted) < 1e-5)
    }
  }

  /// Words that one label alone has tell more than those of any text.
  @Test func divergencesAreTakenWhereTheyHelp() throws {
    try withFolder { folder in
      let labels = ["a", "b", "c", "d"]
      var generator = RandomGenerator(key: RandomKey(seed: 3))
      let all = LabelledTexts(
        (0..<160).map { number in
          let label = labels[number % 4]
          let noise = (0..<12).map { _ in "w\(Int.random(in: 0..<400, using: &generator))" }
          let own = "\(label)\(Int.random(in: 0..<12, using: &generator))"
          return LabelledText(text: (noise + [own]).joined(separator: " "), labels: [label])
        })
      let (report, model) = try train(all, in: folder) { $0.architecture.characters = nil }
      let details = try #require(report.crossValidation)
      #expect(details.divergencePower! > 0 && details.line.contains("label divergence ^"))
      // What is read is what was counted, of all texts.
      let read = all.items.map { model.encoder.read($0.text) }
      let features = BagFeatures(
        read, targets: all.items.map { [model.labels.index(of: $0.labels[0])!] }, model.encoder)
      let divergences = LabelDivergences(features, by: Array(read.indices)).values
      for (id, rarity) in FeatureStatistics.idf(read, model.encoder).enumerated() {
        let wanted = rarity * pow(divergences[id], Float(details.divergencePower!))
        #expect(abs(model.encoder.idf[id] - wanted) < 1e-5)
      }
      let (plain, _) = try train(all, in: folder) {
        ($0.architecture.characters, $0.triesLabels) = (nil, false)
      }
      #expect(plain.crossValidation?.divergencePower == 0)
    }
  }

  @Test func aStopIsHeeded() throws {
    try withFolder { folder in
      let stop = StopRequest()
      stop.ask(signal: 2)
      var settings = ClassifierSettings()
      settings.train = folder + "/all.tsv"
      try write(texts(40), to: settings.train!)
      let run = try ClassifierRun(settings, output: folder + "/model")
      #expect(throws: TrainingInterrupted.self) {
        try run.train(configuration: "", command: "test", stop: stop)
      }
      #expect(!FileManager.default.fileExists(atPath: folder + "/model/model.json"))
    }
  }
}
