import Foundation
import ParlanceSystem
import ParlanceTestSupport
import Testing

@testable import ParlanceTraining

/// Searches for the settings of the toy task.
@Suite struct ModelSearchTests {
  private typealias Search = ModelSearch<LetterPlan>

  /// Asks for a stop once so many trials are done.
  private func stopped(_ search: Search, after count: Int) throws -> Search.Found? {
    let stop = StopRequest()
    var done = 0
    return try search.find(stop: stop) { _ in
      done += 1
      if done == count { stop.ask(signal: 2) }
    }
  }

  @Test func theBestIsTrainedAndTheTrialsAreKept() throws {
    try withFolder { folder in
      let output = folder + "/model"
      var seen: [SearchTrial] = []
      let search = Search(try LetterSettings(in: folder), seconds: 1, output: output)
      let report = try search.run { seen.append($0) }
      #expect(report.report.epochs == 4 && report.report.test?.accuracy == 1)
      let found = try #require(report.search)
      #expect(found.trials == seen && seen.first?.values.isEmpty == true)
      #expect(seen.first?.share == 0.25 && found.seconds > 0)
      let best = seen.filter { $0.rung == seen.map(\.rung).max() }.compactMap(\.score).max()
      #expect(seen.contains { $0.score == best && $0.values == found.best })
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      #expect(names == ["lines.tsv", "model"])
      #expect(FileManager.default.fileExists(atPath: output + "/run/trials.json"))
      let json = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
      #expect(json.contains("\"autotune\":{") && !json.contains("\"runs\""))
    }
  }

  @Test func aSearchThatWasStoppedGoesOn() throws {
    try withFolder { folder in
      let (settings, output) = (try LetterSettings(in: folder), folder + "/model")
      let error = #expect(throws: SearchInterrupted.self) {
        try stopped(Search(settings, seconds: 60, output: output), after: 3)
      }
      #expect(error?.signal == 2 && error?.trialCount == 3)
      #expect(!RunDirectory(output).isFolder)
      let refused = #expect(throws: InputError.self) {
        try Search(settings, seconds: 60, output: output).find()
      }
      #expect(refused?.kind == .cannotCreate && refused?.file == output + ".search")
      var other = settings
      other.seed = 2
      let changed = #expect(throws: InputError.self) {
        try Search(other, seconds: 60, output: output, existing: .resume).find()
      }
      #expect(changed?.kind == .badData)
      let again = #expect(throws: SearchInterrupted.self) {
        try stopped(
          Search(settings, seconds: 60, output: output, existing: .resume), after: 2)
      }
      #expect(again?.trialCount == 5)
      // The seconds that were spent count.
      let report = try Search(settings, seconds: 1e-3, output: output, existing: .resume).run()
      #expect(report.search?.trials.count == 5 && report.report.test?.accuracy == 1)
      // A run whose search is put away is trained with what that found.
      let last = try Search(settings, seconds: 1, output: output, existing: .resume).run()
      #expect(last.search == nil && last.report.objective == report.report.objective)
    }
  }

  @Test func anotherSearchOfTheSameFolderIsRefused() throws {
    try withFolder { folder in
      let output = folder + "/model"
      try AtomicFile.createFolder(output + ".search")
      let lock = try RunLock(RunDirectory(output + ".search"))
      for existing in [RunDirectory.Existing.resume, .overwrite] {
        let search = Search(
          try LetterSettings(in: folder), seconds: 1, output: output, existing: existing)
        let error = #expect(throws: InputError.self) { try search.find() }
        #expect(error?.kind == .cannotCreate)
      }
      #expect(RunDirectory(output + ".search").isFolder)
      withExtendedLifetime(lock) {}
    }
  }

  @Test func wrongDataEndsASearch() throws {
    try withFolder { folder in
      var settings = try LetterSettings(in: folder)
      settings.train = folder + "/none.tsv"
      let search = Search(settings, seconds: 60, output: folder + "/model")
      #expect(throws: InputError.self) { try search.find() }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(names == ["lines.tsv"])
    }
  }

  @Test func ownNamesAndValues() throws {
    try withFolder { folder in
      let settings = try LetterSettings(in: folder)
      var space = SearchSpace()
      space.add("rows", .choice(["3", "6"]))
      var made: Set<Int> = []
      let search = Search(space: space, seconds: 0.5, output: folder + "/model") { values in
        var settings = settings
        settings.batchSize = values["rows"].flatMap { Int($0.description) } ?? 8
        made.insert(settings.batchSize)
        return settings
      }
      let found = try #require(try search.find())
      #expect(made.contains(8) && found.report.trials.count > 1)
      #expect(found.values.isEmpty || found.values["rows"] != nil)
    }
  }
}
