import Foundation
import ParlanceArrays
import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// The content of a tagger's `model.json`.
private struct TaggerDescription: Codable {
  var format = newestFormat
  var kind = TaggerDescription.kind
  var modelType: TaggerArchitecture.Network
  var architecture: TaggerArchitecture

  static let kind = "tagger"
  static let newestFormat = 1

  init(_ architecture: TaggerArchitecture) {
    modelType = architecture.network
    self.architecture = architecture
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    kind = try values.decode(String.self, forKey: .kind)
    guard kind == Self.kind else {
      throw InputError(.badData, "expected a model of kind \(Self.kind), found \(kind)")
    }
    format = try values.decode(Int.self, forKey: .format)
    guard (1...Self.newestFormat).contains(format) else {
      throw InputError(
        .badData,
        "format \(format) is not known to this version; it reads formats up to \(Self.newestFormat)"
      )
    }
    modelType = try values.decode(TaggerArchitecture.Network.self, forKey: .modelType)
    architecture = try values.decode(TaggerArchitecture.self, forKey: .architecture)
    architecture.network = modelType
  }
}

extension Tagger {
  /// Reads a model directory: Parlance's own, or one written by PyTorch in the same form.
  ///
  /// - Throws: `InputError` that names the file and what does not fit in it.
  public init(directory: RunDirectory) throws {
    let architecture = try directory.description(TaggerDescription.self).architecture
    if let problem = architecture.problem {
      throw InputError(.badData, file: directory.file("model.json"), problem)
    }
    func vocabulary(_ name: String, _ count: Int) throws -> Vocabulary {
      let path = directory.file(name)
      let found = try Vocabulary.read(from: path)
      try Self.check(found.count, count, "tokens", path)
      return found
    }
    let tags = try LabelSet.read(from: directory.file("labels.txt"))
    try Self.check(tags.count, architecture.tagCount, "tags", directory.file("labels.txt"))
    let parts = TaggerVocabulary(
      words: try vocabulary("vocabulary.txt", architecture.vocabularySize),
      characters: architecture.characters == .none
        ? try Vocabulary(tokens: Vocabulary.specials)
        : try vocabulary("characters.txt", architecture.characterCount),
      vectors: architecture.vectors == .none
        ? nil : try vocabulary("vectors.txt", architecture.vectorCount),
      tags: tags, lowercased: architecture.lowercased)
    let weights = directory.file("weights.safetensors")
    let arrays = try Safetensors.read(weights)
    // Before the network is built: a small file must not make it allocate a huge one.
    for (name, expected) in architecture.weightShapes {
      guard let found = arrays[name]?.shape, found == expected else {
        throw InputError(
          .badData, file: weights,
          "tensor \(name): expected shape \(expected), found "
            + (arrays[name].map { "\($0.shape)" } ?? "none"))
      }
    }
    var generator = RandomGenerator(seed: 0)
    let network = architecture.makeNetwork(using: &generator)
    try network.load(stateDictionary: arrays, file: weights)
    self.init(network: network, vocabulary: parts)
  }

  private static func check(_ found: Int, _ expected: Int, _ what: String, _ path: String) throws {
    if found != expected {
      throw InputError(
        .badData, file: path, "expected \(expected) \(what) as model.json says, found \(found)")
    }
  }

  /// Writes `model.json`, `labels.txt` and the vocabularies: what does not change in training.
  func writeDescription(to directory: RunDirectory) throws {
    try directory.write(description: TaggerDescription(architecture))
    try AtomicFile.write(vocabulary.tags.fileContents, to: directory.file("labels.txt"))
    try AtomicFile.write(vocabulary.words.fileContents, to: directory.file("vocabulary.txt"))
    if architecture.characters != .none {
      try AtomicFile.write(vocabulary.characters.fileContents, to: directory.file("characters.txt"))
    }
    if let vectors = vocabulary.vectors {
      try AtomicFile.write(vectors.fileContents, to: directory.file("vectors.txt"))
    }
  }

  /// Writes `weights.safetensors`.
  func writeWeights(to directory: RunDirectory) throws {
    try Safetensors.write(
      network.stateDictionary, metadata: ["format": "pt"],
      to: directory.file("weights.safetensors"))
  }

  /// Writes the whole model directory.
  ///
  /// - Throws: `InputError` where the folder holds something already, or cannot be written.
  public func save(to directory: RunDirectory) throws {
    try directory.check(.refuse)
    try directory.create(.refuse)
    try writeDescription(to: directory)
    try writeWeights(to: directory)
  }
}
