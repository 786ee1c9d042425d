import Foundation
import ParlanceArrays
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import Testing

@testable import ParlanceTraining

@Suite struct ModelStoreTests {
  private func saved(in folder: String) throws -> RunDirectory {
    var generator = RandomGenerator(seed: 1)
    let model = LetterModel(
      network: LetterNetwork(labels: 2, using: &generator), labels: try LabelSet(["a", "b"]))
    let directory = RunDirectory(folder + "/model")
    try model.save(to: directory)
    return directory
  }

  @Test func whatIsReadIsWhatWasWritten() throws {
    try withFolder { folder in
      let directory = try saved(in: folder)
      let model = try LetterModel(directory: directory)
      try model.save(to: RunDirectory(folder + "/again"))
      for name in ["model.json", "labels.txt", "weights.safetensors"] {
        let files = FileManager.default
        #expect(
          files.contents(atPath: directory.file(name))
            == files.contents(atPath: folder + "/again/" + name))
      }
      #expect(throws: InputError.self) { try model.save(to: directory) }
    }
  }

  @Test(arguments: [
    ("\"letters\"", "\"other\"", "expected a model of kind letters, found other"),
    ("\"format\" : 1", "\"format\" : 2", "format 2 is not known"),
    ("\"labelCount\" : 2", "\"labelCount\" : 3", "expected 3 labels as model.json says, found 2"),
    ("\"labelCount\" : 2", "\"labels\" : 2", "the key labelCount is missing"),
  ])
  func whatDoesNotFitIsNamed(old: String, new: String, message: String) throws {
    try withFolder { folder in
      let directory = try saved(in: folder)
      let text = try String(contentsOfFile: directory.file("model.json"), encoding: .utf8)
      try #require(text.contains(old))
      try AtomicFile.write(text.replacing(old, with: new), to: directory.file("model.json"))
      let error = #expect(throws: InputError.self) { try LetterModel(directory: directory) }
      #expect(error?.message.contains(message) == true, "\(error as Any)")
    }
  }

  @Test func aDescriptionCannotMakeTheProgramAllocate() throws {
    try withFolder { folder in
      let directory = try saved(in: folder)
      let labels = (0..<(1 << 20)).map { "\($0)\n" }.joined()
      try AtomicFile.write(labels, to: directory.file("labels.txt"))
      let text = try String(contentsOfFile: directory.file("model.json"), encoding: .utf8)
      try AtomicFile.write(
        text.replacing("\"labelCount\" : 2", with: "\"labelCount\" : \(1 << 20)")
          .replacing("\"checksums\"", with: "\"former\""),
        to: directory.file("model.json"))
      let error = #expect(throws: InputError.self) { try LetterModel(directory: directory) }
      #expect(error?.message.contains("output.weight: expected shape [1048576, 26]") == true)
    }
  }

  @Test func anotherSideFileIsRefused() throws {
    try withFolder { folder in
      let directory = try saved(in: folder)
      try AtomicFile.write("b\na\n", to: directory.file("labels.txt"))
      let error = #expect(throws: InputError.self) { try LetterModel(directory: directory) }
      #expect(error?.kind == .badData && error?.file == directory.file("labels.txt"))
      #expect(error?.message.contains("take labels.txt out of \"checksums\"") == true)
      // As the message says.
      let path = directory.file("model.json")
      let text = try String(contentsOfFile: path, encoding: .utf8)
      var object = try #require(
        JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      var checksums = try #require(object["checksums"] as? [String: Any])
      #expect(Set(checksums.keys) == ["labels.txt", "weights.safetensors"])
      checksums["labels.txt"] = nil
      object["checksums"] = checksums
      try AtomicFile.write(
        Array(try JSONSerialization.data(withJSONObject: object)), to: path)
      #expect(try LetterModel(directory: directory).labels.names == ["b", "a"])
    }
  }

  @Test func weightsOfMoreDigitsAreRefused() throws {
    try withFolder { folder in
      let directory = try saved(in: folder)
      let path = directory.file("weights.safetensors")
      let arrays = try Safetensors.read(path).sorted { $0.key < $1.key }
      try Safetensors.write(arrays.map { ($0.key, $0.value.cast(to: .float64)) }, to: path)
      let text = try String(contentsOfFile: directory.file("model.json"), encoding: .utf8)
      try AtomicFile.write(
        text.replacing("\"checksums\"", with: "\"former\""), to: directory.file("model.json"))
      let error = #expect(throws: InputError.self) { try LetterModel(directory: directory) }
      #expect(error?.kind == .badData && error?.file == path)
      #expect(error?.message.contains("expected float32, found float64") == true)
    }
  }

  @Test func aCopyHasTheListedFilesAlone() throws {
    try withFolder { folder in
      let directory = try saved(in: folder)
      try AtomicFile.write("mine", to: directory.file("notes.txt"))
      let target = RunDirectory(folder + "/copy")
      try ModelStore(directory).copy(to: target)
      let names = try FileManager.default.contentsOfDirectory(atPath: target.path).sorted()
      #expect(names == ["labels.txt", "model.json", "weights.safetensors"])
      #expect(ModelStore(target).byteCount == ModelStore(directory).byteCount)
    }
  }

  @Test func anUnknownKindIsNamed() throws {
    try withFolder { folder in
      let directory = try saved(in: folder)
      let error = #expect(throws: InputError.self) { try ModelKinds().model(in: directory) }
      #expect(error?.message.contains("found letters") == true)
    }
  }
}
