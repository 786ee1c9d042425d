import Foundation
import ParlanceSystem
import Testing

@testable import ParlanceText

@Suite struct FastTextFileTests {
  /// A small model of three words and two labels, with four buckets.
  private static func model() throws -> FastTextFile {
    var arguments = FastTextArguments()
    arguments.dimension = 3
    arguments.wordNGrams = 2
    arguments.subwords = Subwords(minimum: 2, maximum: 3, buckets: 4)
    let dictionary = FastTextDictionary(
      words: ["</s>", "tea", "grün"], labels: ["__label__hot", "__label__cold"],
      counts: [5, 4, 3, 3, 2], tokenCount: 17)
    return FastTextFile(
      arguments: arguments, dictionary: dictionary,
      input: .dense(try NumberRows((0..<21).map { Float($0) / 8 }, width: 3)),
      output: .dense(try NumberRows([1, 2, 3, -1, 0, 1], width: 3)))
  }

  private static func bytes(_ file: FastTextFile) throws -> [UInt8] {
    try withFile([]) { path in
      try file.write(to: path)
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }
  }

  @Test func whatIsWrittenIsRead() throws {
    let file = try Self.model()
    try withFile(Self.bytes(file)) { path in
      let again = try FastTextFile(path: path)
      #expect(again.arguments == file.arguments)
      #expect(again.dictionary.word(at: 2) == "grün")
      #expect(again.dictionary.label(at: 1) == "__label__cold")
      #expect(again.dictionary.counts == [5, 4, 3, 3, 2])
      #expect(again.input[6] == [2.25, 2.375, 2.5])
      #expect(again.output.products(with: [1, 1, 1]) == [6, 0])
      #expect(again.rows(ofLine: "tea grün x") == file.rows(ofLine: "tea grün x"))
      #expect(try Self.bytes(again) == Self.bytes(file))
      #expect(FastTextFile.isFastText(path))
    }
  }

  @Test func rowsOfALine() throws {
    let file = try Self.model()
    // Its own row, then "<t" "<te" "te" "tea" "ea" "ea>" "a>".
    let tea = file.rows(ofWord: "tea")
    #expect(tea.first == 1)
    #expect(tea.dropFirst().map { $0 - 3 } == file.arguments.subwords.buckets(of: "tea"))
    #expect(file.rows(ofWord: "</s>") == [0])
    #expect(file.rows(ofWord: "xy").allSatisfy { $0 >= 3 })
    // Labels are no words; two words and the end make two n-grams of words.
    let line = file.rows(ofLine: " tea\t__label__hot __label__other grün\u{0B}")
    #expect(line.count == tea.count + file.rows(ofWord: "grün").count + 1 + 2)
    #expect(file.rows(ofLine: "").first == 0)
  }

  @Test func everyCutIsNamed() throws {
    let bytes = try Self.bytes(Self.model())
    for count in 0..<bytes.count {
      let error = try withFile(Array(bytes[..<count])) { path in
        inputError { _ = try FastTextFile(path: path) }
      }
      #expect(error?.kind == .badData, "cut at \(count)")
    }
  }

  @Test func noChangedByteTraps() throws {
    let bytes = try Self.bytes(Self.model())
    var generator = SplitMix64(seed: 3)
    for round in 0..<3000 {
      var changed = bytes
      for _ in 0...generator.below(3) {
        changed[generator.below(changed.count)] =
          [0, 1, 0x7F, 0x80, 0xFF, UInt8(generator.below(256))][generator.below(6)]
      }
      try withFile(changed) { path in
        do {
          let file = try FastTextFile(path: path)
          _ = file.rows(ofLine: "tea grün and more tea")
          _ = file.vector(ofWord: "grüner")
        } catch {
          #expect(error is InputError, "round \(round)")
        }
      }
    }
  }

  @Test(arguments: [
    (0, [UInt8]([1, 2, 3, 4]), "does not begin"), (4, [10, 0, 0, 0], "found 10"),
    (4, [13, 0, 0, 0], "found 13"), (8, [0, 0, 0, 0], "the dimension"),
    (8, [255, 255, 255, 255], "the dimension"), (8 + 24, [5, 0, 0, 0], "the loss"),
    (8 + 28, [0, 0, 0, 0], "the kind of model"), (8 + 32, [255, 255, 255, 255], "buckets"),
    (8 + 32, [255, 255, 255, 127], "buckets"), (64, [255, 255, 255, 127], "the dictionary"),
    (68, [255, 255, 255, 255], "the dictionary"),
  ]) func wrongNumbersAreNamed(_ place: Int, _ new: [UInt8], _ words: String) throws {
    var bytes = try Self.bytes(Self.model())
    bytes.replaceSubrange(place..<place + new.count, with: new)
    let error = try withFile(bytes) { path in inputError { _ = try FastTextFile(path: path) } }
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "none")")
  }

  @Test func numbersThatAreNoneAreNamed() throws {
    var bytes = try Self.bytes(Self.model())
    bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: [0, 0, 0xC0, 0x7F])
    try withFile(bytes) { path in
      let file = try FastTextFile(path: path)
      #expect(inputError { try file.checkFinite(path: path) }?.message.contains("NaN") == true)
    }
  }

  @Test func dictionaryOfTexts() {
    let dictionary = FastTextDictionary(
      counting: ["b a b", "a b __label__x c", ""], labels: [("one", 1), ("two", 2)], minimumCount: 2
    )
    #expect((0..<3).map(dictionary.word(at:)) == ["b", "</s>", "a"])
    #expect(dictionary.wordCount == 3)
    #expect((0..<2).map(dictionary.label(at:)) == ["__label__two", "__label__one"])
    #expect(dictionary.counts == [3, 3, 2, 2, 1])
    #expect(dictionary.tokenCount == 13)
    #expect(dictionary.index(of: "a") == 2 && dictionary.index(of: "c") == nil)
  }
}
