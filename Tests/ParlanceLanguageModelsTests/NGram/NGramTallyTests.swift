import Foundation
import ParlanceDistributed
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceLanguageModels

/// Counts in files: the same bytes however a text is counted, and the model that the text gives.
@Suite struct NGramTallyTests {
  private static func write(_ lines: [String], _ path: String) throws -> String {
    try AtomicFile.write(lines.map { $0 + "\n" }.joined(), to: path)
    return path
  }

  private static func settings(_ text: String?, order: Int = 4) -> NGramSettings {
    var settings = NGramSettings()
    (settings.texts.train, settings.order) = (text, order)
    return settings
  }

  /// Counts by some ranks; → the file's bytes.
  private static func counted(
    _ settings: NGramSettings, ranks size: Int = 1, to path: String
  ) throws -> [UInt8] {
    let found = try ThreadRanks.run(size) { ranks in
      let tally = try NGramTally.count(settings, ranks: ranks)
      try tally?.write(to: path)
      return tally != nil
    }
    #expect(found == (0..<size).map { $0 == 0 })
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  private static let lines = ngramText(lines: 900, words: 70, seed: 8) + ["", "w1 <unk> </s>"]
  /// More than a megabyte counts at once.
  private static let many = ngramText(lines: 6000, words: 300, seed: 9)

  @Test func theSameBytesForAnyRanksAndMemory() throws {
    try withFolder { folder in
      let text = try Self.write(Self.many, folder + "/text")
      var settings = Self.settings(text)
      let path = folder + "/counts"
      let bytes = try Self.counted(settings, to: path)
      for size in 2...4 { #expect(try Self.counted(settings, ranks: size, to: path) == bytes) }
      settings.memory = 1 << 20
      #expect(settings.needsDisk(text))
      for size in 1...2 { #expect(try Self.counted(settings, ranks: size, to: path) == bytes) }
    }
  }

  @Test func moreRanksThanLines() throws {
    try withFolder { folder in
      let settings = Self.settings(try Self.write(["a b", "", "c"], folder + "/text"))
      let bytes = try Self.counted(settings, to: folder + "/counts")
      #expect(try Self.counted(settings, ranks: 6, to: folder + "/counts") == bytes)
      let tally = try NGramTally.read(path: folder + "/counts")
      #expect(tally.lineCount == 2 && tally.tokenCount == 3 && tally.wordCount == 3)
      // <s> a b </s>, a b </s>, b </s>, </s>, <s> c </s>, c </s>.
      #expect(tally.count == 6)
    }
  }

  /// Every smoothing, order and vocabulary.
  @Test(arguments: NGramSmoothing.allCases, [1, 2, 4])
  func theModelOfTheText(smoothing: NGramSmoothing, order: Int) throws {
    try withFolder { folder in
      let texts = [
        try Self.write(Array(Self.lines[..<300]), folder + "/a"),
        try Self.write(Array(Self.lines[300...]), folder + "/b"),
      ]
      let files = try texts.map { text in
        _ = try Self.counted(Self.settings(text), to: text + ".counts")
        return text + ".counts"
      }
      for (size, minimum, prune) in [(nil, 1, []), (20, 1, []), (nil, 3, [0, 1])]
        as [(Int?, Int, [Int])]
      {
        var settings = Self.settings(nil, order: order)
        settings.smoothing = smoothing
        (settings.vocabularySize, settings.minimumCount) = (size, minimum)
        settings.prune = order == 1 ? [] : prune
        var rest = Self.lines.makeIterator()
        let expected = try NGramLanguageModel(settings) { rest.next() }
        let tallies = try files.map { try NGramTally.read(path: $0) }
        let found = try NGramLanguageModel(settings, adding: tallies)
        #expect(found.table.content == expected.table.content)
        #expect(found.architecture == expected.architecture)
        #expect(found.vocabulary == expected.vocabulary)
      }
    }
  }

  @Test func countsOnDiskGiveTheSameModel() throws {
    try withFolder { folder in
      let text = try Self.write(Self.many, folder + "/text")
      _ = try Self.counted(Self.settings(text), to: folder + "/counts")
      let tally = try NGramTally.read(path: folder + "/counts")
      #expect(tally.count > 15_000)
      let expected = try NGramLanguageModel(Self.settings(nil), adding: [tally, tally])
      var settings = Self.settings(nil)
      settings.memory = 1 << 20
      #expect(
        try NGramLanguageModel(settings, adding: [tally, tally]).table.content
          == expected.table.content)
    }
  }

  @Test func aRunKeepsWhatItWasMadeFrom() throws {
    try withFolder { folder in
      let text = try Self.write(Self.lines, folder + "/text")
      _ = try Self.counted(Self.settings(text), to: folder + "/counts")
      var settings = Self.settings(text)
      settings.holdsOut = false
      _ = try NGramRun(settings, output: folder + "/a").train()
      settings = Self.settings(nil)
      settings.counts = [folder + "/counts"]
      settings.texts.validation = text
      let report = try NGramRun(settings, output: folder + "/b").train()
      #expect(report.validation != nil)
      let tables = try ["a", "b"].map {
        try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)/ngrams.bin"))
      }
      #expect(tables[0] == tables[1])
      let data = try #require(try RunData(of: RunDirectory(folder + "/b")))
      #expect(data.contents.map(\.name) == ["counts", "validation"])
    }
  }

  @Test func whatDoesNotFitIsNamed() throws {
    try withFolder { folder in
      let path = folder + "/counts"
      _ = try Self.counted(
        Self.settings(try Self.write(Self.lines, folder + "/text"), order: 3), to: path)
      let tally = try NGramTally.read(path: path)
      func message(_ change: (inout NGramSettings) -> Void) -> String? {
        var settings = Self.settings(nil, order: 3)
        change(&settings)
        let error = inputError { _ = try NGramLanguageModel(settings, adding: [tally]) }
        #expect(error?.kind == .usage && error?.file == path)
        return error?.message
      }
      #expect(
        message { $0.order = 4 }
          == "order: expected at most 3, that of \(path), found 4")
      #expect(
        message { $0.level = .character }
          == "level: expected word, that of \(path), found character")
      #expect(
        message { $0.skipBlankLines = false }
          == "blankLines: expected skip, that of \(path), found keep")
      var both = Self.settings(folder + "/text")
      both.counts = [path]
      #expect(both.problem?.setting == "counts")
      both = Self.settings(nil)
      both.counts = []
      #expect(both.problem?.setting == "counts")
    }
  }

  @Test func anEmptyTextIsNamedOnAllRanks() throws {
    try withFolder { folder in
      let settings = Self.settings(try Self.write([" ", ""], folder + "/text"))
      for size in 1...2 {
        let error = inputError { _ = try Self.counted(settings, ranks: size, to: folder + "/c") }
        #expect(error?.kind == .badData && error?.file == folder + "/text")
      }
    }
  }

  @Test func aFileCutAnywhere() throws {
    try withFolder { folder in
      let path = folder + "/counts"
      let bytes = try Self.counted(
        Self.settings(try Self.write(["a b", "c"], folder + "/text"), order: 2), to: path)
      for length in bytes.indices {
        try AtomicFile.write(Array(bytes[..<length]), to: path)
        let error = inputError { _ = try NGramTally.read(path: path) }
        #expect(error?.kind == .badData && error?.file == path)
      }
    }
  }

  /// Bytes changed at random: an error, or a model all the same.
  @Test func damageNeverTraps() throws {
    try withFolder { folder in
      let path = folder + "/counts"
      let bytes = try Self.counted(
        Self.settings(try Self.write(Array(Self.lines[..<40]), folder + "/text"), order: 3),
        to: path)
      var generator = RandomGenerator(seed: 3)
      for trial in 0..<300 {
        var damaged = bytes
        for _ in 0...trial % 5 {
          damaged[Int(generator.uniform() * Double(bytes.count))] = UInt8(generator.uniform() * 256)
        }
        try AtomicFile.write(damaged, to: path)
        _ = inputError {
          let tally = try NGramTally.read(path: path)
          _ = try NGramLanguageModel(
            Self.settings(nil, order: min(tally.order, 3)), adding: [tally])
        }
      }
      // A word's count that is another in the records.
      var wrong = bytes
      wrong[wrong.count - 4] += 1
      try AtomicFile.write(wrong, to: path)
      let message = try #require(inputError { _ = try NGramTally.read(path: path) }).message
      #expect(message.contains("the file is damaged"))
    }
  }
}
