import Foundation
import ParlanceLanguageModels
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining
import Testing

@Suite struct LanguageModelTests {
  private let folder: TemporaryFolder
  private let directory: RunDirectory

  init() throws {
    folder = try TemporaryFolder()
    directory = RunDirectory(folder.path + "/model")
    let path = try folder.file("train.txt", sentences.joined(separator: "\n") + "\n")
    _ = try train(smallSettings(path), to: directory.path)
  }

  private func error(_ change: () throws -> Void) rethrows -> InputError? {
    try change()
    do {
      _ = try LanguageModel(directory: directory)
      return nil
    } catch { return error as? InputError }
  }

  @Test func savedAndLoadedGivesTheSameBits() throws {
    defer { folder.remove() }
    let model = try LanguageModel(directory: directory)
    let copy = RunDirectory(folder.path + "/copy")
    try model.save(to: copy)
    let again = try LanguageModel(directory: copy)
    #expect(again.score("the cat sleeps .") == model.score("the cat sleeps ."))
    #expect(again.vocabulary == model.vocabulary)
    for name in ["/weights.safetensors", "/vocabulary.txt", "/model.json"] {
      #expect(
        FileManager.default.contentsEqual(
          atPath: directory.path + name, andPath: copy.path + name))
    }
  }

  @Test(arguments: ["model.json", "weights.safetensors", "vocabulary.txt"])
  func aMissingFileIsNamed(name: String) throws {
    defer { folder.remove() }
    let found = try error { try FileManager.default.removeItem(atPath: directory.file(name)) }
    #expect(found?.kind == .missingInput)
    #expect(found?.file == directory.file(name))
  }

  @Test func aTruncatedWeightFileIsNamed() throws {
    defer { folder.remove() }
    let path = directory.file("weights.safetensors")
    let data = try #require(FileManager.default.contents(atPath: path))
    for length in [0, 4, 100, data.count - 1] {
      let found = try error { try data.prefix(length).write(to: URL(fileURLWithPath: path)) }
      #expect(found?.kind == .badData)
      #expect(found?.file == path)
    }
  }

  @Test func aVocabularyOfAnotherSizeIsNamed() throws {
    defer { folder.remove() }
    let path = directory.file("vocabulary.txt")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try forgetChecksums(in: directory.path)
    let found = try error { try AtomicFile.write(text + "more\n", to: path) }
    #expect(found?.kind == .badData)
    #expect(found?.message.contains("tokens as model.json says") == true)
  }

  @Test(arguments: [
    ("\"hiddenSize\" : 24", "\"hiddenSize\" : 25", "rnn.weight_ih_l0: expected shape [100, "),
    ("\"hiddenSize\" : 24", "\"hiddenSize\" : 99999999", "hiddenSize: expected 1 to"),
    ("\"layers\" : 2", "\"layers\" : 3", "rnn.weight_ih_l2 is missing"),
    ("\"layers\" : 2", "\"layers\" : 1", "has no place in the model"),
    ("\"lstm\"", "\"lstmm\"", "is not a model's description"),
    ("\"language-model\"", "\"tagger\"", "found tagger"),
    ("\"format\" : 1", "\"format\" : 9", "format 9 is not known"),
    ("{", "[", "is not a model's description"),
  ])
  func aDescriptionThatDoesNotFitIsNamed(old: String, new: String, message: String) throws {
    defer { folder.remove() }
    let path = directory.file("model.json")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try #require(text.contains(old))
    let found = try error { try AtomicFile.write(text.replacing(old, with: new), to: path) }
    #expect(found?.kind == .badData)
    #expect(found?.message.contains(message) == true, "\(found?.description ?? "nothing")")
  }
}
