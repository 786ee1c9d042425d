import Foundation
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceLanguageModels

/// The mapped table: the same numbers, and no damage that traps.
@Suite struct NGramFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func saved() throws -> NGramLanguageModel {
    let model = try ngramModel(ngramText(lines: 60, words: 20, seed: 1)) { $0.order = 3 }
    try model.save(to: RunDirectory(folder.path + "/model"))
    return model
  }

  private var path: String { folder.path + "/model/ngrams.bin" }

  @Test func theSameBits() throws {
    defer { folder.remove() }
    let model = try saved()
    let mapped = try #require(
      try languageModel(at: folder.path + "/model") as? NGramLanguageModel)
    #expect(mapped.table.content == model.table.content)
    #expect(mapped.architecture == model.architecture)
    #expect(mapped.score("w1 w2 w3") == model.score("w1 w2 w3"))
  }

  @Test func headersThatDoNotFit() throws {
    defer { folder.remove() }
    _ = try saved()
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    func message(_ bytes: [UInt8]) throws -> String {
      try AtomicFile.write(bytes, to: path)
      let error = try #require(inputError { _ = try NGramFile.read(path) })
      #expect(error.file == path)
      #expect(error.kind == .badData)
      return error.message
    }
    func changed(_ place: Int, _ byte: UInt8) -> [UInt8] {
      var changed = bytes
      changed[place] = byte
      return changed
    }
    #expect(try message([]).contains("empty"))
    #expect(try message(changed(0, 0)).contains("PARLNGRM"))
    #expect(try message(changed(8, 9)).contains("version 9"))
    #expect(try message(changed(16, 0)).contains("order"))
    #expect(try message(changed(17, 255)).contains("order"))
    #expect(try message(changed(24, 1)).contains("begin at 1"))
    #expect(try message(changed(32, 2)).contains("at least 4 words"))
    #expect(try message(changed(47, 255)).contains("begin at"))
    #expect(try message(changed(48, 255)).contains("bytes"))
    for length in [7, 8, 23, 24, 40, 64, bytes.count - 1] {
      #expect(!(try message(Array(bytes[..<length]))).isEmpty)
    }
    #expect(try message(bytes + [0]).contains("bytes"))
  }

  /// Bytes changed at random: an error, or a model that still answers.
  @Test func damageNeverTraps() throws {
    defer { folder.remove() }
    let model = try saved()
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    var generator = RandomGenerator(seed: 2)
    var answered = 0
    for trial in 0..<300 {
      var damaged = bytes
      for _ in 0...trial % 40 {
        let place = Int(generator.uniform() * Double(bytes.count))
        damaged[place] = UInt8(generator.uniform() * 256)
      }
      // The header is whole in most trials.
      if trial % 4 != 0 { damaged.replaceSubrange(..<64, with: bytes[..<64]) }
      try AtomicFile.write(damaged, to: path)
      guard let table = try? NGramFile.read(path) else { continue }
      let damagedModel = NGramLanguageModel(table, model.vocabulary, model.architecture)
      guard table.trie.vocabularySize == model.vocabulary.count else { continue }
      _ = damagedModel.score("w1 w2 w3 w0 w0 never w5")
      #expect(damagedModel.read([5, 6, 7], nil).logProbabilities.count == model.vocabulary.count)
      _ = inputError { try damagedModel.write(arpa: folder.path + "/out.arpa") }
      answered += 1
    }
    #expect(answered > 100)
  }

  @Test func partsThatDoNotFitEachOther() throws {
    defer { folder.remove() }
    _ = try saved()
    let directory = RunDirectory(folder.path + "/model")
    func error() -> InputError? { inputError { _ = try languageModel(at: directory.path) } }
    let json = try String(contentsOfFile: directory.file("model.json"), encoding: .utf8)
    try AtomicFile.write(
      json.replacing("\"order\" : 3", with: "\"order\" : 4"), to: directory.file("model.json"))
    #expect(error()?.message.contains("expected order 4") == true)
    try AtomicFile.write(
      json.replacing("\"ngram\"", with: "\"magic\""), to: directory.file("model.json"))
    #expect(error()?.file == directory.file("model.json"))
    try AtomicFile.write(json, to: directory.file("model.json"))
    let vocabulary = try String(contentsOfFile: directory.file("vocabulary.txt"), encoding: .utf8)
    try AtomicFile.write(vocabulary + "more\n", to: directory.file("vocabulary.txt"))
    #expect(error()?.file == directory.file("vocabulary.txt"))
    try AtomicFile.write(vocabulary, to: directory.file("vocabulary.txt"))
    #expect(error() == nil)
    try FileManager.default.removeItem(atPath: directory.file("ngrams.bin"))
    #expect(error()?.kind == .missingInput)
  }
}
