import Foundation
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceClassification

/// Against what Debian's `fasttext` says of models that it made.
@Suite struct FastTextClassifierTests {
  struct Answers: Decodable {
    struct Model: Decodable {
      struct Label: Decodable {
        let name: String
        let probability: Double

        init(from decoder: any Decoder) throws {
          var values = try decoder.unkeyedContainer()
          (name, probability) = (
            try values.decode(String.self), try values.decode(Double.self)
          )
        }
      }
      let file: String
      let predictions: [[Label]]?
      let sentences: [[Float]]?
      let vectors: [[Float]]
    }
    let lines: [String]
    let words: [String]
    let models: [String: Model]

    static func read() throws -> Answers {
      try JSONDecoder().decode(Answers.self, from: goldenData("fasttext/answers.json"))
    }
  }

  static let supervised = [
    "softmax", "words", "characters", "one-versus-all", "quantized", "pruned",
  ]

  @Test(arguments: supervised) func predictionsAreThoseOfTheProgram(_ name: String) throws {
    let answers = try Answers.read()
    let model = answers.models[name]!
    let classifier = try FastTextClassifier(path: goldenPath("fasttext/" + model.file))
    for (line, expected) in zip(answers.lines, model.predictions!) {
      let found = classifier.predict(line)
      #expect(found.map(\.label) == expected.map(\.name), "\(name): \(line)")
      for (a, b) in zip(found, expected) {
        #expect(abs(a.probability - b.probability) < 6e-6, "\(name): \(line): \(a.label)")
      }
      let best = classifier.predict(line, count: 1)
      #expect(best.map(\.label) == Array(expected.prefix(1)).map(\.name))
    }
    for row in classifier.probabilities(of: answers.lines) {
      #expect(abs(row.reduce(0, +) - 1) < 1e-5)
    }
  }

  @Test(arguments: supervised + ["skip-gram"])
  func vectorsAreThoseOfTheProgram(_ name: String) throws {
    let answers = try Answers.read()
    let model = answers.models[name]!
    let file = try FastTextFile(path: goldenPath("fasttext/" + model.file))
    func isNear(_ a: [Float], _ b: [Float]) -> Bool {
      a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 1e-4 * max(1, abs($1)) }
    }
    for (word, expected) in zip(answers.words, model.vectors) {
      let found = file.input.mean(of: file.rows(ofWord: word))
      #expect(isNear(found, expected), "\(name): \(word)")
    }
    for (line, expected) in zip(answers.lines, model.sentences ?? []) {
      #expect(isNear(file.input.mean(of: file.rows(ofLine: line)), expected), "\(name): \(line)")
    }
  }

  @Test func aModelOfWordVectorsSaysWhatReadsIt() throws {
    let error = #expect(throws: InputError.self) {
      try ModelKinds.classifier(at: goldenPath("fasttext/skip-gram.bin"))
    }
    #expect(error?.kind == .badData)
    #expect(error?.message.contains("parlance vectors") == true)
  }

  /// Of equal numbers the program names the last; evaluating goes by what predicting says.
  @Test func tiesGoToTheLast() throws {
    let classifier = try FastTextClassifier(path: goldenPath("fasttext/one-versus-all.bin"))
    #expect(classifier.likeliest(of: [0.5, 0.2, 0.5, 0.1]) == 2)
    #expect(classifier.likeliest(of: [0.25, 0.25, 0.25, 0.25]) == 0)
    let lines = try Answers.read().lines
    let found = classifier.probabilities(of: lines).map(classifier.likeliest)
    for (line, label) in zip(lines, found) {
      guard let first = classifier.predict(line, count: 1).first else { continue }
      #expect(first.label == classifier.labels.names[label], "\(line)")
    }
  }

  @Test func aGreaterRateTakesFewerTextsAtOnce() {
    let batches = [0.01, 0.1, 0.25, 0.5, 1, 5].map { ClassifierSettings.fastTextBatch(rate: $0) }
    #expect(batches == [16, 16, 6, 3, 1, 1])
  }

  @Test(arguments: supervised) func aFolderHoldsTheModelToo(_ name: String) throws {
    try withFolder { folder in
      let answers = try Answers.read()
      let path = try goldenPath("fasttext/" + answers.models[name]!.file)
      let classifier = try FastTextClassifier(path: path)
      let directory = RunDirectory(folder + "/model")
      try classifier.save(to: directory)
      let again = try ModelKinds.classifier(at: folder + "/model")
      #expect(
        again.probabilities(of: answers.lines) == classifier.probabilities(of: answers.lines))
      #expect(again.inspection.parameterCount == classifier.inspection.parameterCount)
      let vectors = try WordVectors.read(path: folder + "/model")
      #expect(vectors.count == classifier.file.dictionary.wordCount)
      #expect(try WordVectors.dimension(path: path) == vectors.dimension)
      // What is written is what was read.
      let written = directory.file(path.hasSuffix("ftz") ? "model.ftz" : "model.bin")
      #expect(
        try Data(contentsOf: URL(fileURLWithPath: written))
          == goldenData("fasttext/" + answers.models[name]!.file))
    }
  }

  @Test(arguments: supervised) func sharesOfWordsAddUpToTheScore(_ name: String) throws {
    let answers = try Answers.read()
    let path = try goldenPath("fasttext/" + answers.models[name]!.file)
    let classifier = try FastTextClassifier(path: path)
    let line = answers.lines[0]
    let shares = classifier.contributions(to: 0, of: line)
    #expect(shares.map(\.token) == ["boil", "the", "broth", "and", "add", "leek", "</s>"])
    guard classifier.file.arguments.loss != .hierarchicalSoftmax else { return }
    let hidden = classifier.file.input.mean(of: classifier.file.rows(ofLine: line))
    let scores = classifier.file.output.products(with: hidden).map(Double.init)
    let mean =
      classifier.file.arguments.loss == .softmax ? scores.reduce(0, +) / Double(scores.count) : 0
    #expect(abs(shares.reduce(0) { $0 + $1.contribution } - (scores[0] - mean)) < 1e-5)
  }

  @Test(arguments: ["pruned", "quantized", "words"])
  func noChangedByteTraps(_ name: String) throws {
    let answers = try Answers.read()
    let whole = [UInt8](try goldenData("fasttext/" + answers.models[name]!.file))
    var generator = RandomGenerator(seed: 5)
    try withFolder { folder in
      let path = folder + "/changed.bin"
      for _ in 0..<400 {
        var bytes = whole
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
          // The first kilobyte holds the sizes.
          let last = Bool.random(using: &generator) ? bytes.count : 1024
          let place = Int.random(in: 0..<last, using: &generator)
          bytes[place] = [0, 0x7F, 0x80, 0xFF].randomElement(using: &generator)!
        }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        guard let classifier = try? FastTextClassifier(path: path) else { continue }
        for line in answers.lines {
          _ = classifier.predict(line)
          _ = classifier.predict(line, count: 1)
        }
        _ = classifier.probabilities(of: answers.lines)
      }
    }
  }
}
