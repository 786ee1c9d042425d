import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceText
import ParlanceTraining

/// A recurrent language model with the vocabulary that its numbers stand for.
public struct LanguageModel: LanguageModeling {
  /// The network.
  public let network: RecurrentLanguageModel
  /// The tokens of its outputs.
  public let vocabulary: Vocabulary
  /// How its lines are cut into tokens.
  public let tokenizer: Tokenizer

  /// Creates a model; traps where the vocabulary has another size than the network.
  public init(network: RecurrentLanguageModel, vocabulary: Vocabulary) {
    guard network.architecture.vocabularySize == vocabulary.count else {
      fatalError(
        "LanguageModel: the network has \(network.architecture.vocabularySize) outputs, "
          + "the vocabulary \(vocabulary.count) tokens")
    }
    self.network = network
    self.vocabulary = vocabulary
    tokenizer = Tokenizer(level: network.architecture.level)
  }

  /// What the network is made of.
  public var architecture: LanguageModelArchitecture { network.architecture }
}

/// The content of a recurrent language model's `model.json`.
struct LanguageModelDescription: Codable {
  var format = LanguageModelHeader.newestFormat
  var kind = LanguageModelHeader.kind
  var modelType = LanguageModelHeader.ModelType.recurrent
  var architecture: LanguageModelArchitecture
}

extension LanguageModel {
  public var outOfVocabularyID: Int32 { Vocabulary.unknownID }

  public func read(
    _ tokens: [Int32], _ state: [RecurrentState]?
  ) -> (logProbabilities: [Float], state: [RecurrentState]) {
    let tokens = state == nil ? [Vocabulary.sentenceEndID] + tokens : tokens
    return withoutGraph {
      let (logits, next) = network(
        tokens, batchSize: 1, sequenceLength: tokens.count, state: state)
      let last = logits.slice(axis: 1, tokens.count - 1..<tokens.count).array
      return (last.kernels.softmax(last, logarithm: true).floats, next)
    }
  }
}

extension LanguageModel {
  /// Reads a model directory: Parlance's own, or one written by PyTorch in the same form.
  ///
  /// - Throws: `InputError` that names the file and what does not fit in it.
  public init(directory: RunDirectory) throws {
    let description = try Self.description(directory)
    let vocabularyPath = directory.file("vocabulary.txt")
    let vocabulary = try Vocabulary.read(from: vocabularyPath)
    guard vocabulary.count == description.architecture.vocabularySize else {
      throw InputError(
        .badData, file: vocabularyPath,
        "expected \(description.architecture.vocabularySize) tokens as model.json says, "
          + "found \(vocabulary.count)")
    }
    let weights = directory.file("weights.safetensors")
    let arrays = try Safetensors.read(weights)
    try Self.check(arrays, against: description.architecture, file: weights)
    var generator = RandomGenerator(seed: 0)
    let network = RecurrentLanguageModel(description.architecture, using: &generator)
    try network.load(stateDictionary: arrays, file: weights)
    self.init(network: network, vocabulary: vocabulary)
  }

  private static func description(
    _ directory: RunDirectory
  ) throws -> LanguageModelDescription {
    _ = try LanguageModelHeader(directory)
    let description = try directory.description(LanguageModelDescription.self)
    if let problem = description.architecture.problem {
      throw InputError(.badData, file: directory.file("model.json"), problem)
    }
    return description
  }

  // Before the network is built: a small file must not make it allocate a huge one.
  private static func check(
    _ arrays: [String: NDArray], against architecture: LanguageModelArchitecture, file: String
  ) throws {
    let expected = [architecture.vocabularySize, architecture.embeddingSize]
    guard let found = arrays["encoder.weight"]?.shape, found == expected else {
      throw InputError(
        .badData, file: file,
        "tensor encoder.weight: expected shape \(expected), found "
          + (arrays["encoder.weight"].map { "\($0.shape)" } ?? "none"))
    }
    let hidden = [
      architecture.cell.gateCount * architecture.hiddenSize, architecture.hiddenSize,
    ]
    for layer in 0..<architecture.layers {
      let name = "rnn.weight_hh_l\(layer)"
      guard let found = arrays[name]?.shape, found == hidden else {
        throw InputError(
          .badData, file: file,
          "tensor \(name): expected shape \(hidden), found "
            + (arrays[name].map { "\($0.shape)" } ?? "none"))
      }
    }
  }

  /// Writes `model.json` and `vocabulary.txt`: what does not change in training.
  func writeDescription(to directory: RunDirectory) throws {
    try directory.write(description: LanguageModelDescription(architecture: architecture))
    try AtomicFile.write(vocabulary.fileContents, to: directory.file("vocabulary.txt"))
  }

  /// Writes `weights.safetensors`.
  func writeWeights(to directory: RunDirectory) throws {
    try Safetensors.write(
      network.stateDictionary, metadata: ["format": "pt"],
      to: directory.file("weights.safetensors"))
  }

  /// Writes the whole model directory.
  public func save(to directory: RunDirectory) throws {
    try directory.create(.refuse)
    try writeDescription(to: directory)
    try writeWeights(to: directory)
  }
}

extension DecodingError {
  /// Which key is wrong, and how.
  var place: String {
    switch self {
    case .keyNotFound(let key, _): "the key \(key.stringValue) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      "\(context.codingPath.map(\.stringValue).joined(separator: ".")): \(context.debugDescription)"
    @unknown default: "unknown"
    }
  }
}
