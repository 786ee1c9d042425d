import Foundation
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import Testing

@testable import ParlanceVectors

@Suite struct CooccurrenceCountsTests {
  private static func text(_ lines: [String], minimumCount: Int) throws -> RankedText {
    var lines = lines.makeIterator()
    let text = try SpooledText(tokenizer: Tokenizer(level: .word), skipBlankLines: true) {
      lines.next()
    }
    return RankedText(text, minimumCount: minimumCount)
  }

  private static func settings(_ golden: WordVectorsGolden.Counting) -> CooccurrenceSettings {
    var settings = CooccurrenceSettings()
    (settings.window, settings.symmetric) = (golden.window, golden.symmetric)
    (settings.distanceWeighting, settings.minimumCount) = (golden.weighted, golden.minimum)
    return settings
  }

  @Test(arguments: 0..<4) func countsAsByBruteForce(_ index: Int) throws {
    let golden = try WordVectorsGolden.read()
    let counting = golden.counting[index]
    let counts = try CooccurrenceCounts(
      counting: Self.text(golden.lines, minimumCount: counting.minimum), Self.settings(counting))
    #expect(counts.words == counting.words)
    #expect(counts.counts == counting.counts)
    #expect(counts.count == counting.entries.count)
    for (place, entry) in counting.entries.enumerated() {
      let found = counts[place]
      #expect(found.row == Int(entry[0]) && found.column == Int(entry[1]))
      #expect(abs(found.count - entry[2]) < 1e-9 * entry[2])
    }
  }

  @Test func theFileIsTheSameForAnyMemory() throws {
    let folder = try Folder()
    let lines = Recipes.generate(count: 1500, seed: 3).map(\.text)
    var files: [[UInt8]] = []
    for (place, memory) in [4 << 30, 1 << 20, 1 << 17].enumerated() {
      let counts = try CooccurrenceCounts(
        counting: Self.text(lines, minimumCount: 2), CooccurrenceSettings(), memory: memory,
        folder: place == 0 ? nil : folder.path)
      let path = folder.path + "/counts\(place)"
      try counts.write(to: path)
      files.append(Array(try Data(contentsOf: URL(fileURLWithPath: path))))
    }
    #expect(files[0] == files[1])
    #expect(files[0] == files[2])
    // Read again, they are the same.
    let read = try CooccurrenceCounts.read(path: folder.path + "/counts1")
    try read.write(to: folder.path + "/again")
    let again = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/again"))
    #expect(again == Data(files[0]))
  }

  @Test func aCutFileIsNamed() throws {
    let folder = try Folder()
    let counts = try CooccurrenceCounts(
      counting: Self.text(["a b c a"], minimumCount: 1), CooccurrenceSettings())
    let path = folder.path + "/counts"
    try counts.write(to: path)
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    for length in 0..<whole.count {
      try whole.prefix(length).write(to: URL(fileURLWithPath: path))
      #expect(throws: InputError.self) { try CooccurrenceCounts.read(path: path) }
    }
  }

  @Test func ratiosOfProbabilities() throws {
    let text = try Self.text(
      ["ice solid water", "ice solid water", "steam gas water", "ice cold"], minimumCount: 1)
    var settings = CooccurrenceSettings()
    settings.distanceWeighting = false
    let ratio = try CooccurrenceRatio(
      text, first: "ice", second: "steam", probes: ["solid", "gas", "water", "fashion"], settings)
    // ice has solid 2, water 2, cold 1 near it; steam gas 1, water 1.
    #expect(ratio.probes.map(\.probabilities) == [[0.4, 0], [0, 0.5], [0.4, 0.5], [0, 0]])
    #expect(ratio.probes.map(\.ratio) == [.infinity, 0, 0.8, nil])
    #expect(ratio.probes.map(\.isKnown) == [true, true, true, false])
    #expect(throws: InputError.self) {
      try CooccurrenceRatio(text, first: "ice", second: "fog", probes: ["gas"], settings)
    }
  }
}
