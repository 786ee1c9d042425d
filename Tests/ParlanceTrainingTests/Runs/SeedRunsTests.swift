import Foundation
import ParlanceScores
import ParlanceSystem
import ParlanceTestSupport
import Testing

@testable import ParlanceTraining

/// Runs of the toy task with several seeds.
@Suite struct SeedRunsTests {
  private typealias Runs = SeedRuns<LetterPlan>

  private func weights(_ folder: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: folder + "/weights.safetensors"))
  }

  @Test func theBestIsKept() throws {
    try withFolder { folder in
      let output = folder + "/model"
      let report = try Runs(3, from: 5, output: output).run(LetterSettings(in: folder))
      let runs = try #require(report.runs)
      #expect(runs.seeds == [5, 6, 7] && runs.seeds.contains(runs.best))
      let accuracies = try #require(runs.validation["accuracy"])
      #expect(accuracies.values.count == 3 && accuracies.values.max() == report.report.objective)
      #expect(runs.test?["accuracy"]?.mean == 1 && report.report.model == output)
      #expect(try weights(output) == weights(output + "/seeds/\(runs.best)"))
      #expect(try weights(output + "/seeds/5") != weights(output + "/seeds/6"))
      #expect(try !RunDirectory(output).metrics().isEmpty)
      #expect(throws: InputError.self) { try Runs(3, output: output) }
    }
  }

  @Test func runsThatWereStoppedGoOnToTheSameBits() throws {
    try withFolder { folder in
      let (settings, output) = (try LetterSettings(in: folder), folder + "/parts")
      _ = try Runs(2, from: 4, output: folder + "/whole").run(settings)
      // Each epoch has 5 steps; the second run is stopped in its second epoch.
      let stopper = Stopper(after: 27)
      #expect(throws: TrainingInterrupted.self) {
        try Runs(2, from: 4, output: output)
          .run(settings, observer: stopper, stop: stopper.stop)
      }
      // The first seed is that of the runs that go on.
      let runs = try Runs(2, output: output, existing: .resume)
      #expect(runs.seeds == [4, 5])
      _ = try runs.run(settings)
      for name in ["", "/seeds/4", "/seeds/5"] {
        #expect(try weights(output + name) == weights(folder + "/whole" + name))
      }
    }
  }

  @Test func nothingIsLeftOfRunsThatCannotBegin() throws {
    try withFolder { folder in
      var settings = try LetterSettings(in: folder)
      settings.train = folder + "/none.tsv"
      #expect(throws: InputError.self) { try Runs(2, output: folder + "/model").run(settings) }
      #expect(!RunDirectory(folder + "/model").isFolder)
    }
  }

  @Test func theFolderIsOnesOwn() throws {
    try withFolder { folder in
      let output = folder + "/model"
      try AtomicFile.createFolder(output)
      let lock = try RunLock(RunDirectory(output))
      let error = #expect(throws: InputError.self) {
        try Runs(2, output: output, existing: .overwrite).run(LetterSettings(in: folder))
      }
      #expect(error?.kind == .cannotCreate && RunDirectory(output).isFolder)
      withExtendedLifetime(lock) {}
    }
  }
}
