import Foundation
import ParlanceArrays
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceLanguageModels

/// Probabilities, files and runs of sparse non-negative matrices.
@Suite struct SparseNonnegativeLanguageModelTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Untrained, all adjustments are 0: the mean of the relative frequencies and the uniform share.
  @Test func untrainedByHand() throws {
    defer { folder.remove() }
    let model = try sparseModel(["a b a c", "a b"]) {
      $0.epochs = 0
      ($0.architecture.order, $0.architecture.skip, $0.architecture.reach) = (2, 1, 0)
      ($0.architecture.skipOrder, $0.architecture.minimumFeatureCount) = (1, 1)
    }
    let (a, b) = (model.vocabulary.id(of: "a"), model.vocabulary.id(of: "b"))
    let (values, _) = model.read([a, b], nil)
    // P(a): of all tokens 3 in 8; after b 1 in 2; two after a: a, a word and then </s>, c once each;
    // of 5 predicted words one.
    let twoAfterA = 1.0 / 3
    let expected = (3.0 / 8 + 1.0 / 2 + twoAfterA + 1.0 / 5) / 4
    #expect(abs(exp(Double(values[Int(a)])) - expected) < 1e-6)
    #expect(values[Int(Vocabulary.paddingID)] == -.infinity)
    #expect(values[Int(Vocabulary.sentenceStartID)] == -.infinity)
  }

  @Test func probabilitiesSumToOne() throws {
    defer { folder.remove() }
    let model = try sparseModel(ngramText(lines: 200, words: 30, seed: 1))
    var generator = RandomGenerator(seed: 2)
    for _ in 0..<100 {
      let context = (0..<Int(generator.uniform() * 15)).map { _ in
        Int32(generator.uniform() * Double(model.vocabulary.count))
      }
      let values = model.read(context, nil).logProbabilities.map { exp(Double($0)) }
      #expect(abs(values.reduce(0, +) - 1) < 1e-5)
      #expect(values.enumerated().allSatisfy { $0.element > 0 || [0, 2].contains($0.offset) })
    }
  }

  @Test func readsAsItScores() throws {
    defer { folder.remove() }
    let model = try sparseModel(ngramText(lines: 200, words: 30, seed: 3))
    for line in ["", "w1", "w0 w1 never w2 <unk> w0 <s> w3 w4 w0 w0 w1 w2 w3 w5 <pad>"] {
      let ids = model.ids(of: model.tokenizer.tokens(line)) + [Vocabulary.sentenceEndID]
      var (values, state) = model.read([], nil)
      var sum = 0.0
      for id in ids {
        let isWord = id >= Vocabulary.sentenceEndID
        sum += Double(values[Int(isWord ? id : Vocabulary.unknownID)])
        (values, state) = model.read([id], state)
      }
      let score = model.score(line)
      #expect(abs(score.logProbability - sum) < 1e-4)
      #expect(score.tokens == ids.count)
      let whole = model.read(ids, nil).logProbabilities
      #expect(whole == values)
      #expect(whole == model.read([], nil).logProbabilities)
    }
    #expect(model.score("w0 never").unknown == 1)
    try AtomicFile.write("w0 w1 w2\n\nw3 never\n", to: folder.path + "/text")
    let corpus = try model.corpus(path: folder.path + "/text", skipBlankLines: false)
    let lines = ["w0 w1 w2", "", "w3 never"].map { model.score($0).logProbability }
    let sum = model.logProbabilities(of: corpus).reduce(0, +)
    #expect(abs(sum - lines.reduce(0, +)) < 1e-9)
    #expect(model.logProbabilities(of: corpus).count == 8)
  }

  @Test func theSameBitsOnAnyThreadsAndFromTheFile() throws {
    defer { folder.remove() }
    let threads = Threads.count
    defer { Threads.count = threads }
    let text = ngramText(lines: 300, words: 40, seed: 4)
    let models = try [1, 4].map { count in
      Threads.count = count
      return try sparseModel(text)
    }
    #expect(models[0].matrix.content == models[1].matrix.content)
    try models[0].save(to: RunDirectory(folder.path + "/model"))
    let read = try #require(
      try languageModel(at: folder.path + "/model") as? SparseNonnegativeLanguageModel)
    #expect(read.matrix.content == models[0].matrix.content)
    #expect(read.architecture == models[0].architecture)
    #expect(read.score("w1 w2 w3") == models[1].score("w1 w2 w3"))
  }

  @Test func betterThanWithoutSkipGramsAndTraining() throws {
    defer { folder.remove() }
    // Every third word is repeated after two of noise.
    var generator = RandomGenerator(seed: 6)
    func line() -> String {
      let words = (0..<4).map { _ in Int(generator.uniform() * 12) }
      return words.map { "w\($0) n\(Int(generator.uniform() * 5)) n\($0 % 2) w\($0)" }
        .joined(separator: " ")
    }
    let (text, test) = ((0..<400).map { _ in line() }, (0..<60).map { _ in line() })
    func perplexity(_ change: (inout SparseNonnegativeSettings) -> Void) throws -> Double {
      let model = try sparseModel(text) {
        $0.architecture.order = 2
        change(&$0)
      }
      let scores = test.map(model.score)
      let tokens = scores.reduce(0) { $0 + $1.tokens }
      return exp(-scores.reduce(0) { $0 + $1.logProbability } / Double(tokens))
    }
    let best = try perplexity { $0.epochs = 5 }
    let untrained = try perplexity { $0.epochs = 0 }
    let ngrams = try perplexity {
      $0.epochs = 5
      ($0.architecture.skip, $0.architecture.reach) = (0, 0)
    }
    #expect(best < 0.9 * untrained)
    #expect(best < 0.9 * ngrams)
  }

  @Test func runsOnRecipes() throws {
    defer { folder.remove() }
    var settings = SparseNonnegativeSettings()
    settings.architecture.reach = 0
    settings.architecture.order = 3
    settings.architecture.skip = 0
    settings.epochs = 1
    let text = folder.path + "/text"
    let recipes = Recipes.generate(count: 250, seed: 1).map(\.text)
    try AtomicFile.write(recipes.prefix(200).joined(separator: "\n"), to: text)
    settings.train = text
    settings.test = folder.path + "/test"
    try AtomicFile.write(recipes.suffix(50).joined(separator: "\n"), to: settings.test!)
    let output = folder.path + "/model"
    final class Observer: TrainingObserver {
      var steps = 0
      func didStep(_ report: StepReport) { steps += report.meanLoss.isFinite ? 1 : 0 }
      func didEndEpoch(_ record: MetricsRecord) {}
      func note(_ message: String) {}
    }
    let observer = Observer()
    let report = try SparseNonnegativeRun(settings, output: output, existing: .refuse)
      .train(configuration: "", command: "parlance", observer: observer)
    #expect(observer.steps == 10)
    let perplexity = try #require(report.test?.perplexity)
    #expect(perplexity > 2 && perplexity < 20)
    let card = try String(contentsOfFile: output + "/README.md", encoding: .utf8)
    #expect(card.contains("sparse non-negative matrix"))
    let model = try languageModel(at: output)
    #expect(model.inspection.parts.count == 3)
    var generator = RandomGenerator(seed: 1)
    #expect(!model.generate(using: &generator).text.isEmpty)
    #expect(
      inputError { _ = try SparseNonnegativeRun(settings, output: output, existing: .refuse) }?
        .kind == .cannotCreate)
  }

  @Test func wrongSettingsAndTexts() throws {
    defer { folder.remove() }
    let changes: [(String, (inout SparseNonnegativeSettings) -> Void)] = [
      ("order", { $0.architecture.order = 0 }), ("skip", { $0.architecture.skip = -1 }),
      ("skipOrder", { $0.architecture.skipOrder = 11 }),
      ("reach", { $0.architecture.reach = 1001 }),
      ("minimumFeatureCount", { $0.architecture.minimumFeatureCount = 0 }),
      ("blocks", { $0.blocks = 1 }), ("epochs", { $0.epochs = -1 }),
      ("learningRate", { $0.learningRate = .nan }),
      ("vocabularySize", { $0.vocabularySize = 0 }), ("minimumCount", { $0.minimumCount = 0 }),
    ]
    for (name, change) in changes {
      let error = inputError { _ = try sparseModel(["a"], change) }
      #expect(error?.kind == .usage)
      #expect(error?.message.hasPrefix(name + ":") == true)
    }
    var settings = SparseNonnegativeSettings()
    settings.train = folder.path + "/empty"
    try AtomicFile.write("\n\n", to: settings.train!)
    let error = inputError {
      _ = try SparseNonnegativeRun(settings, output: folder.path + "/out", existing: .refuse)
        .train(configuration: "", command: "")
    }
    #expect(error?.kind == .badData)
    #expect(error?.file == settings.train)
    // One line leaves no other to count in; more blocks than lines; an order beyond any line.
    for lines in [["a"], ["a b", "b"]] {
      let model = try sparseModel(lines) { $0.architecture.order = 90 }
      #expect(model.score("a b").logProbability < 0)
    }
  }
}
