import Foundation
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceLanguageModels

/// The mapped matrix: no damage that traps.
@Suite struct SparseNonnegativeFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func saved() throws -> SparseNonnegativeLanguageModel {
    let model = try sparseModel(ngramText(lines: 40, words: 20, seed: 1)) {
      ($0.architecture.order, $0.architecture.skip) = (2, 1)
      ($0.architecture.skipOrder, $0.architecture.reach) = (1, 4)
    }
    try model.save(to: RunDirectory(folder.path + "/model"))
    return model
  }

  private var path: String { folder.path + "/model/matrix.bin" }

  @Test func headersThatDoNotFit() throws {
    defer { folder.remove() }
    let types = try saved().architecture.types
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    func message(_ bytes: [UInt8]) throws -> String {
      try AtomicFile.write(bytes, to: path)
      let error = try #require(
        inputError { _ = try SparseNonnegativeFile.read(path, types: types) })
      #expect(error.file == path)
      #expect(error.kind == .badData)
      return error.message
    }
    func changed(_ place: Int, _ byte: UInt8) -> [UInt8] {
      var changed = bytes
      changed[place] = byte
      return changed
    }
    #expect(types.count == 4)
    #expect(try message([]).contains("empty"))
    #expect(try message(changed(0, 0)).contains("PARLSNMM"))
    #expect(try message(changed(8, 9)).contains("version 9"))
    #expect(try message(changed(16, 2)).contains("at least 4 words"))
    #expect(try message(changed(23, 255)).contains("words"))
    #expect(try message(changed(31, 255)).contains("floor"))
    #expect(try message(changed(32, 3)).contains("the 4 types"))
    #expect(try message(changed(44, 255)).contains("features of type 1"))
    #expect(try message(changed(42, 255)).contains("bytes"))
    for length in [7, 8, 39, 40, 64, 100, 104, bytes.count - 1] {
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
    for trial in 0..<200 {
      var damaged = bytes
      for _ in 0...trial * 2 {
        let place = Int(generator.uniform() * Double(bytes.count))
        damaged[place] = UInt8(generator.uniform() * 256)
      }
      // The header is whole in most trials.
      if trial % 4 != 0 { damaged.replaceSubrange(..<104, with: bytes[..<104]) }
      try AtomicFile.write(damaged, to: path)
      guard
        let matrix = try? SparseNonnegativeFile.read(path, types: model.architecture.types),
        matrix.vocabularySize == model.vocabulary.count
      else { continue }
      let damagedModel = SparseNonnegativeLanguageModel(
        matrix, model.vocabulary, model.architecture)
      _ = damagedModel.score("w1 w2 w3 w0 w0 never w5")
      #expect(damagedModel.read([5, 6, 7], nil).logProbabilities.count == model.vocabulary.count)
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
    for (order, message) in [("3", "the 5 types"), ("0", "order: expected 1")] {
      try AtomicFile.write(
        json.replacing("\"order\" : 2", with: "\"order\" : \(order)"),
        to: directory.file("model.json"))
      #expect(error()?.message.contains(message) == true)
    }
    try AtomicFile.write(json, to: directory.file("model.json"))
    let vocabulary = try String(contentsOfFile: directory.file("vocabulary.txt"), encoding: .utf8)
    try AtomicFile.write(vocabulary + "more\n", to: directory.file("vocabulary.txt"))
    #expect(error()?.file == directory.file("vocabulary.txt"))
    try AtomicFile.write(vocabulary, to: directory.file("vocabulary.txt"))
    #expect(error() == nil)
    try FileManager.default.removeItem(atPath: path)
    #expect(error()?.kind == .missingInput)
  }
}
