import Foundation
import Parlance
import ParlanceTestSupport
import Testing

/// A whole run by several ranks: the data are compared, and rank 0 alone scores and writes.
@Suite struct RunRanksTests {
  private static func text(in folder: String, lines: Int = 40) throws -> String {
    let path = folder + "/text.txt"
    let words = ["the", "cat", "sees", "a", "dog", "and", "likes", "it"]
    let all = (0..<lines).map { (line: Int) -> String in
      let count = line % 5 + 2
      let chosen = (0..<count).map { (place: Int) -> String in words[(line * 3 + place) % 8] }
      return chosen.joined(separator: " ") + "\n"
    }
    try all.joined().write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private static func settings(_ text: String) -> LanguageModelSettings {
    var settings = LanguageModelSettings(train: text, hiddenSize: 6)
    (settings.batchSize, settings.sequenceLength) = (4, 5)
    settings.training.epochs = 2
    return settings
  }

  @Test func rankZeroScoresAndWrites() throws {
    try withFolder { folder in
      let settings = Self.settings(try Self.text(in: folder))
      let alone = try LanguageModelRun(settings, output: folder + "/alone").train()
      #expect(alone.processes == 1)
      let reports = try ThreadRanks.run(3) {
        try LanguageModelRun(settings, output: folder + "/ranks", ranks: $0).train()
      }
      let scores = reports.map(\.validation)
      let loss = try #require(scores[0]).crossEntropy
      #expect(abs(loss - alone.validation!.crossEntropy) < 1e-5)
      #expect(scores[1] == nil && scores[2] == nil)
      #expect(reports.allSatisfy { $0.processes == 3 && $0.epochs == 2 })
      let files = try [folder + "/alone", folder + "/ranks"].map {
        try FileManager.default.subpathsOfDirectory(atPath: $0).sorted()
      }
      #expect(files[0] == files[1])
      // What was written is what was scored.
      let model = try LanguageModel(directory: RunDirectory(folder + "/ranks"))
      #expect(model.network.parameters.allSatisfy { $0.value.kernels.allFinite($0.value) })
    }
  }

  @Test func ranksNeedNoFolderOfTheirOwn() throws {
    try withFolder { folder in
      let settings = Self.settings(try Self.text(in: folder))
      // As on hosts that share no disk.
      func run(_ size: Int, _ epochs: Int, _ existing: RunDirectory.Existing) throws {
        var settings = settings
        settings.training.epochs = epochs
        let made = settings
        _ = try ThreadRanks.run(size) { ranks in
          try LanguageModelRun(
            made, output: folder + (ranks.rank == 0 ? "/run" : "/none"), existing: existing,
            ranks: ranks
          ).train().epochs
        }
      }
      try run(2, 1, .refuse)
      try run(3, 2, .resume)
      #expect(!FileManager.default.fileExists(atPath: folder + "/none"))
      let alone = try LanguageModelRun(settings, output: folder + "/alone").train()
      let records = try RunDirectory(folder + "/run").metrics().compactMap(\.validation)
      #expect(records.count == 2)
      #expect(abs(records[1].loss - alone.validation!.loss) < 1e-5)
    }
  }

  @Test func otherDataAreNamed() throws {
    try withFolder { folder in
      let text = try Self.text(in: folder)
      try FileManager.default.createDirectory(
        atPath: folder + "/b", withIntermediateDirectories: true)
      let other = try Self.text(in: folder + "/b", lines: 41)
      let error = #expect(throws: InputError.self) {
        try ThreadRanks.run(2) { ranks in
          _ = try LanguageModelRun(
            Self.settings(ranks.rank == 0 ? text : other), output: folder + "/run", ranks: ranks
          ).train()
        }
      }
      #expect(error?.kind == .badData)
      #expect(error?.message.contains("text.txt of rank 1 are not those of rank 0") == true)
      #expect(!FileManager.default.fileExists(atPath: folder + "/run"))
    }
  }

  @Test func moreRanksThanRows() throws {
    try withFolder { folder in
      var settings = Self.settings(try Self.text(in: folder))
      settings.batchSize = 2
      let made = settings
      let alone = try LanguageModelRun(made, output: folder + "/alone").train()
      let reports = try ThreadRanks.run(4) {
        try LanguageModelRun(made, output: folder + "/ranks", ranks: $0).train()
      }
      #expect(
        abs(reports[0].validation!.crossEntropy - alone.validation!.crossEntropy) < 1e-5)
    }
  }

  @Test func seedsOneAfterTheOther() throws {
    try withFolder { folder in
      let settings = Self.settings(try Self.text(in: folder))
      let reports = try ThreadRanks.run(2) { ranks in
        try SeedRuns<LanguageModelPlan>(2, output: folder + "/seeds", ranks: ranks).run(settings)
      }
      #expect(reports[0].runs?.validation["perplexity"] != nil)
      #expect(reports[0].report.validation != nil && reports[1].report.validation == nil)
      _ = try LanguageModel(directory: RunDirectory(folder + "/seeds"))
    }
  }

  @Test func whatIsCountedIsRefused() throws {
    try withFolder { folder in
      let text = try Self.text(in: folder)
      let error = #expect(throws: InputError.self) {
        try ThreadRanks.run(2) { ranks in
          var settings = NGramSettings()
          settings.texts.train = text
          _ = try NGramRun(settings, output: folder + "/run", ranks: ranks).train()
        }
      }
      #expect(error?.kind == .usage)
    }
  }
}
