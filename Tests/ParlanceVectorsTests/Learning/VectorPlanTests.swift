import Foundation
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceVectors

@Suite struct VectorPlanTests {
  private static func settings(
    _ type: VectorSettings.ModelType, _ train: String? = nil
  ) -> VectorSettings {
    var settings = VectorSettings(type, isBuiltIn: true)
    settings.train = train
    settings.dimensions = 12
    settings.training.epochs = 3
    return settings
  }

  private static func recipes(_ folder: Folder) throws -> String {
    try write(Recipes.generate(count: 300, seed: 1).map(\.text), to: folder.path + "/text")
  }

  private static func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path + "/vectors.bin"))
  }

  @Test(arguments: VectorSettings.ModelType.allCases)
  func learnsAndIsRead(_ type: VectorSettings.ModelType) throws {
    let folder = try Folder()
    var settings = Self.settings(type, try Self.recipes(folder))
    let report = try VectorRun(settings, output: folder.path + "/a").train()
    #expect(report.epochs == 3)
    let model = try VectorModel(directory: RunDirectory(folder.path + "/a"))
    #expect(model.vectors.count == report.words)
    #expect(model.vectors.dimension == 12)
    #expect(model.vectors.numbers.allSatisfy { $0.isFinite })
    #expect((model.vectors.vector(of: "onionish") != nil) == (type != .glove))
    // Another epoch lowers the loss.
    settings.training.epochs = 6
    let more = try VectorRun(settings, output: folder.path + "/b").train()
    #expect(more.loss < report.loss)
  }

  /// Asks for a stop after some steps.
  private final class Stopper: TrainingObserver {
    let stop: StopRequest
    var left: Int
    init(_ stop: StopRequest, after steps: Int) { (self.stop, left) = (stop, steps) }
    func didStep(_ report: StepReport) {
      left -= 1
      if left == 0 { stop.ask(signal: 2) }
    }
    func didEndEpoch(_ record: MetricsRecord) {}
    func note(_ message: String) {}
  }

  @Test(arguments: VectorSettings.ModelType.allCases)
  func aResumedRunGivesTheSameBits(_ type: VectorSettings.ModelType) throws {
    let folder = try Folder()
    let settings = Self.settings(type, try Self.recipes(folder))
    _ = try VectorRun(settings, output: folder.path + "/whole").train()
    let stop = StopRequest()
    #expect(throws: TrainingInterrupted.self) {
      try VectorRun(settings, output: folder.path + "/cut")
        .train(observer: Stopper(stop, after: type == .glove ? 20 : 2), stop: stop)
    }
    _ = try VectorRun(settings, output: folder.path + "/cut", existing: .resume).train()
    let (whole, cut) = try (Self.bytes(folder.path + "/whole"), Self.bytes(folder.path + "/cut"))
    #expect(whole == cut)
  }

  @Test(arguments: VectorSettings.ModelType.allCases)
  func beginsWithGivenVectors(_ type: VectorSettings.ModelType) throws {
    let folder = try Folder()
    var settings = Self.settings(type, try Self.recipes(folder))
    settings.dimensions = 2
    settings.initialVectors = try write(
      ["onion 1 0", "zzz 0.25 -3"], to: folder.path + "/given")
    // So small a rate changes nothing that shows.
    settings.training.learningRate = 1e-9
    _ = try VectorRun(settings, output: folder.path + "/a").train()
    let vectors = try WordVectors.read(path: folder.path + "/a")
    for (word, wanted) in [("onion", [1, 0]), ("zzz", [0.25, -3])] as [(String, [Float])] {
      let found = try #require(vectors.index(of: word).map(vectors.vector(at:)))
      #expect(zip(found, wanted).allSatisfy { abs($0 - $1) < 1e-3 })
    }
    settings.dimensions = 3
    #expect(throws: InputError.self) { try VectorPlan(settings) }
  }

  @Test(arguments: VectorSettings.ModelType.allCases)
  func oddTextsAreAnswered(_ type: VectorSettings.ModelType) throws {
    let folder = try Folder()
    func run(_ lines: [String], minimumCount: Int = 1) throws -> VectorReport {
      var settings = Self.settings(type, try write(lines, to: folder.path + "/odd"))
      settings.counting.minimumCount = minimumCount
      return try VectorRun(settings, output: folder.path + "/o", existing: .overwrite).train()
    }
    for lines in [[], ["", " "], ["word"], ["a", "b", "c"]] {
      #expect(throws: InputError.self) { try run(lines) }
    }
    #expect(throws: InputError.self) { try run(["a b c"], minimumCount: 2) }
    for lines in [
      ["a a a"], ["<unk> a <unk>", "", "<s> b </s> <pad>"],
      [
        String(repeating: "x y z ", count: 5000)
      ],
    ] {
      let report = try run(lines)
      #expect(report.loss.isFinite)
      let vectors = try WordVectors.read(path: folder.path + "/o")
      #expect(vectors.numbers.allSatisfy { $0.isFinite })
    }
  }

  @Test func pairsDecideWhichEpochIsTheBest() throws {
    let folder = try Folder()
    var settings = Self.settings(.glove, try Self.recipes(folder))
    settings.training.epochs = 8
    settings.validation = try write(
      ["onion leek 9", "onion pan 2", "salt pepper 8", "salt soup 3", "carrot leek 9"],
      to: folder.path + "/pairs")
    let report = try VectorRun(settings, output: folder.path + "/a").train()
    let records = try RunDirectory(folder.path + "/a").metrics().filter { $0.isBest != nil }
    let scores = records.compactMap { $0.validation?.scores["spearman"] }
    #expect(scores.count == 8)
    #expect(report.validation?.spearman == scores.max())
    let model = try VectorModel(directory: RunDirectory(folder.path + "/a"))
    let pairs = try WordPairs.read(paths: [folder.path + "/pairs"])
    #expect(
      VectorValidation(sets: pairs, words: []).spearman(of: model.vectors) == scores.max())
  }

  @Test func settingsAreChecked() {
    var settings = VectorSettings(.skipGram)
    #expect(settings.problem == nil)
    settings.subwords.minimum = 7
    #expect(settings.problem?.setting == "minN")
    settings = VectorSettings(.cbow)
    settings.counts = "counts"
    #expect(settings.problem?.setting == "counts")
    settings = VectorSettings()
    settings.counting.window = 0
    #expect(settings.problem?.setting == "window")
  }
}
