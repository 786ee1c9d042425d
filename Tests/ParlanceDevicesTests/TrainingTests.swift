import Foundation
import Parlance
import ParlanceTestSupport
import Testing

/// What a language model is varied by.
struct LanguageModelCase: Sendable, CustomTestStringConvertible {
  let name: String
  let change: @Sendable (inout LanguageModelArchitecture) -> Void
  var testDescription: String { name }

  static let all = [
    Self(name: "lstm") { $0.cell = .lstm },
    Self(name: "gru, two layers, tied, zoneout") {
      ($0.cell, $0.layers, $0.tied, $0.zoneout) = (.gru, 2, true, 0.1)
    },
    Self(name: "rnn, weight drop") {
      ($0.cell, $0.weightDrop, $0.stateDropout) = (.rnn, 0.2, 0.2)
    },
    Self(name: "window") { ($0.network, $0.window) = (.window, 3) },
    Self(name: "transformer") {
      ($0.network, $0.heads, $0.feedForwardSize) = (.transformer, 2, 24)
    },
  ]
}

/// What a translator is varied by.
struct TranslatorCase: Sendable, CustomTestStringConvertible {
  let name: String
  let change: @Sendable (inout TranslationArchitecture) -> Void
  var testDescription: String { name }

  static let all = [
    Self(name: "gru, additive") { _ in },
    Self(name: "lstm, general, input feeding") {
      ($0.cell, $0.attention, $0.feeding) = (.lstm, .general, .input)
    },
    Self(name: "transformer") {
      ($0.network, $0.heads, $0.feedForwardSize) = (.transformer, 2, 24)
    },
  ]
}

/// A run that saves after each step.
private func savingRun(
  in folder: String, _ name: String, _ existing: RunDirectory.Existing
) throws -> ModelRun<LanguageModelPlan> {
  var settings = LanguageModelSettings(train: folder + "/text", hiddenSize: 12)
  (settings.batchSize, settings.sequenceLength) = (4, 6)
  (settings.training.epochs, settings.training.checkpointMinutes) = (3, 1e-9)
  return try ModelRun<LanguageModelPlan>(
    settings, output: folder + "/" + name, existing: existing)
}

/// Training on a device goes as on the processor, for models of all kinds.
@Suite(.serialized, .enabled(if: TestedDevices.opencl != nil)) struct TrainingTests {
  /// One of its own, so that nobody else's waits are counted.
  private static let device =
    (TestedDevices.opencl == nil ? nil : try? Accelerator(.opencl, 0))?.device ?? .cpu

  /// Takes ten steps on the processor and on the device, whose losses differ by rounding.
  private func compare<Plan: TrainingPlan>(
    _ type: Plan.Type, _ settings: Plan.Settings, _ name: String,
    lacking: Set<String> = [], _ location: SourceLocation = #_sourceLocation
  ) throws {
    let expected = try FirstSteps(type, settings, on: .cpu)
    let found = try FirstSteps(type, settings, on: Self.device)
    for (a, b) in zip(found.losses, expected.losses) {
      #expect(
        abs(a - b) <= 1e-4 * max(1, abs(b)), "\(name): expected \(b), found \(a)",
        sourceLocation: location)
    }
    #expect(
      Set(found.fallbacks.keys) == lacking, "\(name): \(found.fallbacks)",
      sourceLocation: location)
    // For the norm, with which the loss comes. The first step brings the parameters.
    #expect(
      found.waits.dropFirst().allSatisfy { $0 == 1 }, "\(name): \(found.waits)",
      sourceLocation: location)
  }

  private static let lines = (0..<30).map { number in
    (0..<7).map { "w\((number * 3 + $0 * $0) % 11)" }.joined(separator: " ")
  }

  @Test(arguments: LanguageModelCase.all) func languageModels(_ one: LanguageModelCase) throws {
    let (name, change) = (one.name, one.change)
    try withFolder { folder in
      let path = folder + "/text"
      try AtomicFile.write(Self.lines.joined(separator: "\n") + "\n", to: path)
      var settings = LanguageModelSettings(train: path)
      (settings.architecture.embeddingSize, settings.architecture.hiddenSize) = (12, 12)
      (settings.architecture.layers, settings.architecture.dropout) = (1, 0.2)
      change(&settings.architecture)
      (settings.batchSize, settings.sequenceLength) = (4, 6)
      try compare(LanguageModelPlan.self, settings, name)
    }
  }

  @Test(
    arguments: ClassifierArchitecture.ModelType.networks.filter { $0 != .ngram })
  func classifiers(_ type: ClassifierArchitecture.ModelType) throws {
    try withFolder { folder in
      let path = folder + "/texts"
      let labels = Self.lines.enumerated().map { "__label__l\($0 % 3) \($1)" }
      try AtomicFile.write(labels.joined(separator: "\n") + "\n", to: path)
      var settings = ClassifierSettings(type)
      (settings.train, settings.batchSize, settings.folds) = (path, 4, nil)
      settings.architecture.embeddingSize = 12
      settings.architecture.hiddenSize = 12
      try compare(ClassifierPlan.self, settings, "\(type)")
    }
  }

  @Test(
    arguments: TaggerArchitecture.Network.allCases, TaggerArchitecture.Output.allCases)
  func taggers(
    _ network: TaggerArchitecture.Network, _ output: TaggerArchitecture.Output
  ) throws {
    try withFolder { folder in
      let path = folder + "/sentences"
      let columns = Self.lines.map { line in
        line.split(separator: " ").map { "\($0)\t\($0.hasSuffix("1") ? "B-X" : "O")\n" }.joined()
      }
      try AtomicFile.write(columns.joined(separator: "\n"), to: path)
      var settings = TaggerSettings(network: network)
      settings.architecture.output = output
      (settings.architecture.hiddenSize, settings.architecture.embeddingSize) = (12, 12)
      (settings.train, settings.validation, settings.batchSize) = (path, path, 4)
      try compare(TaggerPlan.self, settings, "\(network), \(output)")
    }
  }

  @Test(arguments: TranslatorCase.all) func translators(_ one: TranslatorCase) throws {
    let (name, change) = (one.name, one.change)
    try withFolder { folder in
      let path = folder + "/pairs"
      let pairs = Self.lines.map { "\($0.prefix(11))\t\(String($0.prefix(11).reversed()))\n" }
      try AtomicFile.write(pairs.joined(), to: path)
      var settings = TranslationSettings()
      (settings.architecture.embeddingSize, settings.architecture.hiddenSize) = (12, 12)
      settings.architecture.level = .word
      change(&settings.architecture)
      (settings.train, settings.validation, settings.batchSize) = (path, path, 4)
      settings.leastSteps = nil
      try compare(TranslationPlan.self, settings, name)
    }
  }

  /// The host's code for CUDA, against a double of its libraries that counts what is wrong.
  @Test func cuda() throws {
    try withFolder { folder in
      let path = folder + "/text"
      try AtomicFile.write(Self.lines.joined(separator: "\n") + "\n", to: path)
      var settings = LanguageModelSettings(train: path, hiddenSize: 12)
      (settings.batchSize, settings.sequenceLength) = (4, 6)
      let device = try #require(TestedDevices.cuda)
      let expected = try FirstSteps(LanguageModelPlan.self, settings, on: .cpu)
      let found = try FirstSteps(LanguageModelPlan.self, settings, on: device)
      for (a, b) in zip(found.losses, expected.losses) { #expect(abs(a - b) <= 1e-4) }
      #expect(TestedDevices.faults == 0)
    }
  }

  @Test func aCheckpointMovesBetweenDevices() throws {
    try withFolder { folder in
      let path = folder + "/text"
      try AtomicFile.write(Self.lines.joined(separator: "\n") + "\n", to: path)
      var settings = LanguageModelSettings(train: path, hiddenSize: 12)
      (settings.batchSize, settings.sequenceLength) = (4, 6)
      func train(
        _ name: String, epochs: Int, on device: Device,
        _ existing: RunDirectory.Existing = .refuse
      ) throws -> ModelRun<LanguageModelPlan>.Report {
        settings.training.epochs = epochs
        return try Device.with(device) {
          try ModelRun<LanguageModelPlan>(
            settings, output: folder + "/" + name, existing: existing
          ).train()
        }
      }
      let expected = try train("cpu", epochs: 2, on: .cpu)
      for (first, second) in [(Self.device, .cpu), (.cpu, Self.device)] {
        let name = "\(first == .cpu)"
        _ = try train(name, epochs: 1, on: first)
        let report = try train(name, epochs: 2, on: second, .resume)
        #expect(report.device == second.description && report.epochs == 2)
        let losses = [report, expected].map { $0.validation?.crossEntropy ?? .nan }
        #expect(abs(losses[0] - losses[1]) < 1e-4)
      }
    }
  }

  /// A card that goes is named, and what was saved last is whole.
  @Test(arguments: ["cuda", "opencl"])
  func aCardThatGoesTakesNoCheckpointWithIt(kind: String) async throws {
    let folder = NSTemporaryDirectory() + "parlance-gone-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try AtomicFile.write(Self.lines.joined(separator: "\n") + "\n", to: folder + "/text")
    let result = await #expect(
      processExitsWith: .exitCode(InputError.Kind.unavailable.rawValue),
      observing: [\.standardErrorContent]
    ) { [folder = folder as String, kind = kind as String] in
      SystemCalls.leaveOnFaults()
      let device = try #require(kind == "cuda" ? TestedDevices.cuda : TestedDevices.opencl)
      if kind == "cuda" {
        TestedDevices.loseCUDA(after: 1000)
      } else {
        TestedDevices.loseOpenCL(after: 1000)
      }
      _ = try Device.with(device) { try savingRun(in: folder, "gone", .refuse).train() }
    }
    let error = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(error.contains("(\(kind):0) failed or is gone"), "\(error)")
    #expect(error.contains(kind == "cuda" ? "CUDA error 46" : "OpenCL error -2"), "\(error)")
    let found = try savingRun(in: folder, "gone", .resume).train()
    let expected = try savingRun(in: folder, "whole", .refuse).train()
    let losses = [found, expected].map { $0.validation?.crossEntropy ?? .nan }
    #expect(found.epochs == expected.epochs && abs(losses[0] - losses[1]) < 1e-4)
  }

  @Test func theSameBitsTwice() throws {
    try withFolder { folder in
      let path = folder + "/text"
      try AtomicFile.write(Self.lines.joined(separator: "\n") + "\n", to: path)
      var settings = LanguageModelSettings(train: path, hiddenSize: 12)
      (settings.batchSize, settings.sequenceLength) = (4, 6)
      let runs = try (0..<2).map { _ in
        try FirstSteps(LanguageModelPlan.self, settings, on: Self.device)
      }
      #expect(runs[0].losses == runs[1].losses && runs[0].values == runs[1].values)
    }
  }
}
