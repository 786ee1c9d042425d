import Foundation
import Parlance
import ParlanceTestSupport
import Testing

/// P ranks train each type of model as one does: the same losses but for rounding, and for one P the
/// same bits.
@Suite struct RanksTests {
  /// What a training came to on one rank.
  struct Course: Sendable, Equatable {
    var losses: [Double] = []
    var bits: [[Float]] = []
  }

  /// Makes a task and how it is to be trained, on each rank anew.
  typealias Making = @Sendable () throws -> (any TrainingTask, TrainingConfiguration)

  private static func parts<Model>(
    _ fitting: Fitting<Model>
  ) throws -> (any TrainingTask, TrainingConfiguration) {
    guard case .training(_, let task, let configuration) = fitting else {
      throw InputError(.failure, "nothing to train")
    }
    return (task, configuration)
  }

  /// Trains on some ranks; gives each rank's course.
  private static func train(_ make: @escaping Making, ranks size: Int) throws -> [Course] {
    try ThreadRanks.run(size) { ranks in
      let (task, configuration) = try make()
      let result = try Trainer(task, configuration, ranks: ranks).run()
      return Course(
        losses: result.records.flatMap { [$0.trainLoss] + ($0.validation.map { [$0.loss] } ?? []) },
        bits: task.module.parameters.map(\.value.floats))
    }
  }

  private static func expectTheSame(_ name: String, _ make: @escaping Making) throws {
    let alone = try train(make, ranks: 1)[0]
    #expect(alone.losses.count > 3, "\(name)")
    for size in 2...4 {
      let found = try train(make, ranks: size)
      #expect(found.allSatisfy { $0 == found[0] }, "\(name), \(size) ranks")
      #expect(found[0].bits != alone.bits, "\(name): the ranks cannot have shared the rows")
      for (a, b) in zip(alone.losses, found[0].losses) {
        #expect(abs(a - b) < 1e-5, "\(name), \(size) ranks: \(a) and \(b)")
      }
      if size == 3 { #expect(try train(make, ranks: size) == found, "\(name)") }
    }
  }

  // MARK: Data

  private static let words = (0..<60).map { "w\($0)" }

  private static func lines(_ count: Int) -> [[String]] {
    var generator = RandomGenerator(seed: 11)
    return (0..<count).map { _ in
      (0..<Int.random(in: 1...9, using: &generator)).map { _ in
        words[
          min(Int.random(in: 0..<60, using: &generator), Int.random(in: 0..<60, using: &generator))]
      }
    }
  }

  private static func write(_ lines: [String], _ name: String, in folder: String) throws -> String {
    let path = folder + "/" + name
    try (lines.joined(separator: "\n") + "\n").write(
      toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  // MARK: Language models

  static let languageModels = [
    "lstm", "gru of lines, regularised", "window", "transformer", "nce", "blackout",
    "n-gram features", "adaptive",
  ]

  @Test(arguments: languageModels) func languageModel(_ name: String) throws {
    try withFolder { folder in
      let text = try Self.write(
        Self.lines(60).map { $0.joined(separator: " ") }, "text.txt", in: folder)
      var settings = LanguageModelSettings(
        train: text, network: .init(rawValue: name) ?? .recurrent, hiddenSize: 12,
        outputLayer: ["nce": .nce, "blackout": .blackout, "adaptive": .adaptive][name],
        maxEntOrder: name == "n-gram features" ? 3 : 0)
      settings.architecture.dropout = 0.3
      (settings.batchSize, settings.sequenceLength) = (5, 6)
      settings.training.epochs = 2
      settings.architecture.output.samples = settings.architecture.output.layer.isSampled ? 20 : nil
      if settings.architecture.output.layer == .adaptive {
        settings.architecture.output.cutoffs = [10, 30]
      }
      if name.hasPrefix("gru") {
        settings.architecture.cell = .gru
        settings.architecture.context = .line
        settings.architecture.layers = 2
        settings.architecture.sharedDropout = true
        settings.architecture.wordDropout = 0.1
        settings.architecture.weightDrop = 0.2
        settings.architecture.stateDropout = 0.2
        settings.architecture.zoneout = 0.2
      }
      let made = settings
      try Self.expectTheSame(name) { try Self.parts(LanguageModelPlan(made).fitting()) }
    }
  }

  // MARK: Classifiers

  static let classifiers: [ClassifierArchitecture.ModelType] = [
    .logistic, .feedforward, .dan, .lstm, .cnn, .transformer,
  ]

  @Test(arguments: classifiers, [false, true]) func classifier(
    _ type: ClassifierArchitecture.ModelType, withVectors: Bool
  ) throws {
    try withFolder { folder in
      let lines = Self.lines(60)
      let text = try Self.write(
        lines.map { "__label__\($0.count % 3) " + $0.joined(separator: " ") }, "texts.txt",
        in: folder)
      var settings = ClassifierSettings(type)
      settings.train = text
      settings.batchSize = 7
      settings.training.epochs = 3
      settings.architecture.wordDropout = 0.2
      if settings.architecture.hashes { settings.architecture.buckets = 1000 }
      if withVectors {
        var generator = RandomGenerator(seed: 2)
        let vectors = try Self.write(
          Self.words.prefix(40).map { word in
            ([word] + (0..<6).map { _ in "\(generator.normal())" }).joined(separator: " ")
          }, "vectors.txt", in: folder)
        settings.vectors = VectorUse(path: vectors, frozenEpochs: 1)
        settings.architecture.embeddingSize = 6
      }
      let made = settings
      try Self.expectTheSame("\(type), vectors: \(withVectors)") {
        try Self.parts(ClassifierPlan(made).fitting())
      }
    }
  }

  // MARK: Taggers

  static let taggers: [(TaggerArchitecture.Network, TaggerArchitecture.Characters)] = [
    (.lstm, .cnn), (.gru, .recurrent), (.window, .none), (.transformer, .cnn),
  ]

  @Test(arguments: taggers) func tagger(
    _ network: TaggerArchitecture.Network, _ characters: TaggerArchitecture.Characters
  ) throws {
    try withFolder { folder in
      let text = try Self.write(
        Self.lines(50).map { line in
          line.map { "\($0)\t\($0.hasSuffix("1") ? "B-X" : "O")" }.joined(separator: "\n") + "\n"
        }, "tags.conll", in: folder)
      var settings = TaggerSettings(network: network)
      settings.train = text
      settings.training.epochs = 2
      settings.architecture.characters = characters
      settings.architecture.hiddenSize = 10
      settings.architecture.embeddingSize = 8
      let made = settings
      try Self.expectTheSame("\(network), \(characters)") {
        try Self.parts(TaggerPlan(made).fitting())
      }
    }
  }

  // MARK: Translators

  @Test(arguments: TranslationArchitecture.Network.allCases) func translator(
    _ network: TranslationArchitecture.Network
  ) throws {
    try withFolder { folder in
      let pairs = try Self.write(
        Self.lines(60).map {
          $0.joined(separator: " ") + "\t" + $0.reversed().joined(separator: " ")
        },
        "pairs.tsv", in: folder)
      var settings = TranslationSettings(network: network)
      (settings.train, settings.batchTokens, settings.training.epochs) = (pairs, 40, 2)
      settings.leastSteps = nil
      (settings.architecture.hiddenSize, settings.architecture.embeddingSize) = (12, 12)
      (settings.architecture.heads, settings.architecture.feedForwardSize) = (2, 16)
      (settings.architecture.layers, settings.architecture.level) = (2, .word)
      (settings.architecture.wordDropout, settings.labelSmoothing) = (0.1, 0)
      settings.scheduledSampling.decay = .linear
      let made = settings
      try Self.expectTheSame("\(network)") { try Self.parts(TranslationPlan(made).fitting()) }
    }
  }

  // MARK: Stopping

  /// Asks for a stop after some steps.
  private final class Stopper: TrainingObserver, @unchecked Sendable {
    let stop = StopRequest()
    var left: Int

    init(after steps: Int) { left = steps }

    func didStep(_ report: StepReport) {
      left -= 1
      if left == 0 { stop.ask(signal: 15) }
    }
    func didEndEpoch(_ record: MetricsRecord) {}
    func note(_ message: String) {}
  }

  @Test func aStoppedRunGoesOnWithOtherRanks() throws {
    try withFolder { folder in
      let text = try Self.write(
        Self.lines(60).map { $0.joined(separator: " ") }, "text.txt", in: folder)
      var settings = LanguageModelSettings(train: text, hiddenSize: 10)
      (settings.batchSize, settings.sequenceLength) = (5, 6)
      settings.training.epochs = 2
      settings.training.optimizer = .adam
      let made = settings
      let make: Making = { try Self.parts(LanguageModelPlan(made).fitting()) }
      let alone = try Self.train(make, ranks: 1)[0]
      let directory = RunDirectory(folder + "/run")
      try directory.create(.refuse)
      func run(_ size: Int, stopping steps: Int) throws -> [[Double]] {
        try ThreadRanks.run(size) { ranks in
          let (task, configuration) = try make()
          // Any rank may be asked; all stop after the same step.
          let stopper = Stopper(after: ranks.rank == size - 1 ? steps : .max)
          let trainer = Trainer(
            task, configuration, directory: directory, observer: stopper, stop: stopper.stop,
            ranks: ranks)
          let isResuming = steps == .max
          return try trainer.run(resuming: isResuming).records.flatMap {
            [$0.trainLoss] + ($0.validation.map { [$0.loss] } ?? [])
          }
        }
      }
      #expect(throws: TrainingInterrupted.self) { try run(3, stopping: 4) }
      let resumed = try run(2, stopping: .max)
      #expect(resumed[0].count == alone.losses.count)
      for (a, b) in zip(alone.losses, resumed[0]) { #expect(abs(a - b) < 1e-5, "\(a), \(b)") }
    }
  }

  @Test func ranksWithOtherValuesAreNamed() throws {
    try withFolder { folder in
      let text = try Self.write(
        Self.lines(30).map { $0.joined(separator: " ") }, "text.txt", in: folder)
      let settings = LanguageModelSettings(train: text, hiddenSize: 4)
      let error = #expect(throws: InputError.self) {
        try ThreadRanks.run(3) { ranks in
          var settings = settings
          if ranks.rank == 1 { settings.training.seed = 2 }
          let (task, configuration) = try Self.parts(LanguageModelPlan(settings).fitting())
          _ = try Trainer(task, configuration, ranks: ranks).run()
        }
      }
      #expect(error?.message.contains("parameters at step 0 of rank 1") == true, "\(error as Any)")
    }
  }
}
