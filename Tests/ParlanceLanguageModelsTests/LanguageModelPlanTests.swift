import Foundation
import ParlanceArrays
import ParlanceDecoding
import ParlanceLanguageModels
import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining
import Testing

@Suite struct LanguageModelPlanTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func text() throws -> String {
    try folder.file("train.txt", sentences.joined(separator: "\n") + "\n")
  }

  @Test(arguments: [RecurrentCell.rnn, .lstm, .gru], LanguageModelArchitecture.Context.allCases)
  func overfitsEightSentences(
    cell: RecurrentCell, context: LanguageModelArchitecture.Context
  ) throws {
    defer { folder.remove() }
    var settings = smallSettings(try text())
    settings.architecture.cell = cell
    settings.architecture.context = context
    settings.architecture.layers = 1
    settings.training.epochs = 80
    // One column, so that training reads the stream as the evaluation does.
    if context == .stream { settings.batchSize = 1 }
    let report = try train(settings, to: folder.path + "/model")
    // The first words of sentences stay a matter of chance; all else can be known by heart.
    #expect(try #require(report.validation).perplexity < 2)
    let model = try LanguageModel(directory: RunDirectory(report.model))
    if context == .line { #expect(model.score("the bird sings .").perplexity < 3) }
    #expect(model.score("sings bird . the").perplexity > 50)
  }

  @Test func evaluatingTheSavedModelGivesTheReportedScore() throws {
    defer { folder.remove() }
    let path = try text()
    let report = try train(smallSettings(path), to: folder.path + "/model")
    let model = try LanguageModel(directory: RunDirectory(report.model))
    let corpus = try TokenCorpus.read(
      path: path, tokenizer: model.tokenizer, vocabulary: model.vocabulary, skipBlankLines: true)
    #expect(model.evaluate(corpus) == report.validation)
    #expect(report.validation?.tokens == 55)
    #expect(corpus.outOfVocabularyCount == 0)
  }

  @Test func lineContextScoresEachLineAlone() throws {
    defer { folder.remove() }
    let path = try text()
    var settings = smallSettings(path)
    settings.architecture.context = .line
    let report = try train(settings, to: folder.path + "/model")
    let model = try LanguageModel(directory: RunDirectory(report.model))
    let alone = sentences.reduce(0) { $0 - model.score($1).logProbability }
    let validation = try #require(report.validation)
    #expect(abs(alone / 55 - validation.crossEntropy) < 1e-5)
  }

  @Test func sameSeedSameBitsAtAnyThreadCount() throws {
    defer { folder.remove() }
    let settings = smallSettings(try text())
    let before = Threads.count
    defer { Threads.count = before }
    var weights: [Data] = []
    for threads in [1, 2, 3] {
      Threads.count = threads
      let output = folder.path + "/model-\(threads)"
      _ = try train(settings, to: output)
      weights.append(
        try #require(FileManager.default.contents(atPath: output + "/weights.safetensors")))
    }
    #expect(weights[0] == weights[1])
    #expect(weights[0] == weights[2])
    var other = settings
    other.training.seed = 2
    _ = try train(other, to: folder.path + "/other")
    #expect(
      FileManager.default.contents(atPath: folder.path + "/other/weights.safetensors")
        != weights[0])
  }

  @Test func featuresHaveALearningRateOfTheirOwn() throws {
    defer { folder.remove() }
    var settings = smallSettings(try text())
    settings.training.optimizer = .sgd
    settings.training.learningRate = 0.1
    settings.training.epochs = 1
    settings.batchSize = 8
    settings.sequenceLength = 100
    settings.architecture.output.layer = .hierarchical
    settings.architecture.output.maxEntOrder = 2
    settings.architecture.output.maxEntSize = 1 << 8
    func weights(_ factor: Double) throws -> [String: NDArray] {
      settings.maxEntRateFactor = factor
      let path = folder.path + "/factor-\(factor)"
      _ = try train(settings, to: path)
      return try Safetensors.read(path + "/weights.safetensors")
    }
    // One step: all but the features is the same, and these, zeros at first, go thrice as far.
    let (once, thrice) = (try weights(1), try weights(3))
    for (name, values) in once where name != "decoder.maxEnt.weight" {
      #expect(thrice[name]?.floats == values.floats, "\(name)")
    }
    let (short, long) = (
      try #require(once["decoder.maxEnt.weight"]), try #require(thrice["decoder.maxEnt.weight"])
    )
    #expect(short.floats.contains { $0 != 0 })
    #expect(zip(short.floats, long.floats).allSatisfy { abs(3 * $0 - $1) < 1e-6 })
  }

  @Test(arguments: OutputArchitecture.Layer.allCases)
  func anyOutputLayerLearnsResumesAndIsRead(layer: OutputArchitecture.Layer) throws {
    defer { folder.remove() }
    var settings = smallSettings(try text())
    settings.architecture.output.layer = layer
    settings.architecture.output.samples = layer.isSampled ? 12 : nil
    if layer == .hierarchical { settings.architecture.output.maxEntOrder = 3 }
    settings.architecture.output.maxEntSize = 1 << 10
    settings.training.epochs = 2
    let early = try train(settings, to: folder.path + "/model")
    settings.training.epochs = 60
    let late = try train(settings, to: folder.path + "/model", .resume)
    let (first, last) = (try #require(early.validation), try #require(late.validation))
    #expect(last.perplexity < first.perplexity / 2, "\(first), \(last)")
    _ = try train(settings, to: folder.path + "/whole")
    let name = "/weights.safetensors"
    #expect(
      FileManager.default.contentsEqual(
        atPath: folder.path + "/whole" + name, andPath: folder.path + "/model" + name))
    let model = try LanguageModel(directory: RunDirectory(folder.path + "/model"))
    let corpus = try model.corpus(path: settings.train!, skipBlankLines: true)
    #expect(model.evaluate(corpus) == last)
    let records = try RunDirectory(folder.path + "/model").metrics()
    #expect(records.allSatisfy { ($0.trainPerplexity == nil) == layer.isSampled })
    // Exact: what may come next sums to one.
    let next = model.read([], nil).logProbabilities
    #expect(abs(next.reduce(0.0) { $0 + exp(Double($1)) } - 1) < 1e-4)
  }

  @Test(arguments: [1, 5, 11], LanguageModelArchitecture.Network.allCases)
  func interruptedAndResumedGivesTheSameBits(
    steps: Int, network: LanguageModelArchitecture.Network
  ) throws {
    final class Stopper: TrainingObserver {
      let stop = StopRequest()
      var left: Int
      init(_ steps: Int) { left = steps }
      func didStep(_ report: StepReport) {
        left -= 1
        if left == 0 { stop.ask(signal: 2) }
      }
      func didEndEpoch(_ record: MetricsRecord) {}
      func note(_ message: String) {}
    }
    defer { folder.remove() }
    var settings = smallSettings(try text())
    settings.architecture.network = network
    settings.architecture.dropout = 0.3
    _ = try train(settings, to: folder.path + "/whole")
    let stopper = Stopper(steps)
    #expect(throws: TrainingInterrupted.self) {
      try LanguageModelRun(settings, output: folder.path + "/parts", existing: .refuse)
        .train(configuration: "", command: "", observer: stopper, stop: stopper.stop)
    }
    _ = try train(settings, to: folder.path + "/parts", .resume)
    let name = "/weights.safetensors"
    #expect(
      FileManager.default.contentsEqual(
        atPath: folder.path + "/whole" + name, andPath: folder.path + "/parts" + name))
  }

  @Test func badInputLeavesNothingBehind() throws {
    defer { folder.remove() }
    func error(_ change: (inout LanguageModelSettings) throws -> Void) throws -> InputError? {
      var settings = smallSettings(try text())
      try change(&settings)
      do {
        _ = try train(settings, to: folder.path + "/model")
        return nil
      } catch { return error as? InputError }
    }
    let missing = try error { $0.train = folder.path + "/none.txt" }
    #expect(missing?.kind == .missingInput)
    let empty = try error { $0.train = try folder.file("empty.txt", "") }
    #expect(empty?.kind == .badData)
    let unknown = try error { $0.test = try folder.file("test.txt", "zzz yyy\nxxx\n") }
    #expect(unknown?.kind == .badData)
    #expect(unknown?.message.contains("unknown to the vocabulary") == true)
    let layers = try error { $0.architecture.layers = 0 }
    #expect(layers?.kind == .usage)
    let oneWord = try error {
      $0.train = try folder.file("one.txt", "word\n")
      $0.validation = nil
    }
    #expect(oneWord?.kind == .badData)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/model"))
  }

  @Test func theBuiltInCorpusKnowsItsBest() throws {
    let data = try LanguageModelData(LanguageModelSettings())
    let best = try #require(data.bestPossiblePerplexity)
    #expect(best > 1.5 && best < 5)
    #expect(data.validation.lineCount == 4000)
    #expect(data.validation.outOfVocabularyCount == 0)
  }
}
