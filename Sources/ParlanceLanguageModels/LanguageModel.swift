import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceText
import ParlanceTraining

/// A neural language model with the vocabulary that its numbers stand for.
public struct LanguageModel: LanguageModeling {
  /// The network.
  public let network: any LanguageModelNetwork
  /// The tokens of its outputs.
  public let vocabulary: Vocabulary
  /// How its lines are cut into tokens.
  public let tokenizer: Tokenizer

  /// Creates a model; traps where the vocabulary has another size than the network.
  public init(network: any LanguageModelNetwork, vocabulary: Vocabulary) {
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

/// The content of a neural language model's `model.json`.
private struct LanguageModelDescription: Codable {
  var format = LanguageModelHeader.newestFormat
  var kind = LanguageModelHeader.kind
  var modelType: LanguageModelArchitecture.Network?
  var architecture: LanguageModelArchitecture
}

extension LanguageModel {
  public var outOfVocabularyID: Int32 { Vocabulary.unknownID }

  /// A model of characters that has learned from a stream writes on after a line's end.
  public var endsTextsAtLineEnds: Bool {
    architecture.level == .word || architecture.context == .line
  }

  public func read(
    rows: [[Int32]], _ state: CarriedState?
  ) -> (logProbabilities: NDArray, state: CarriedState) {
    let rows = state == nil ? rows.map { [Vocabulary.sentenceEndID] + $0 } : rows
    let lengths = rows.map(\.count)
    let steps = lengths.max() ?? 0
    guard lengths.min() ?? 1 > 0 else { fatalError("LanguageModel.read: a row without tokens") }
    let tokens = rows.flatMap {
      $0 + [Int32](repeating: Vocabulary.paddingID, count: steps - $0.count)
    }
    return withoutGraph {
      let (input, next) = network(
        tokens, batchSize: rows.count, sequenceLength: steps, state: state,
        lengths: lengths.allSatisfy { $0 == steps } ? nil : lengths)
      let last = lengths.enumerated().map { $0.offset * steps + $0.element - 1 }
      return (network.decoder.logProbabilities(input.at(last)).array, next)
    }
  }
}

extension OutputInput {
  /// Of some of the predictions.
  fileprivate func at(_ places: [Int]) -> OutputInput {
    if places.count == hidden.shape[0] { return self }
    let length = history.length
    return OutputInput(
      hidden.take(Indices(places.map(Int32.init)), axis: 0),
      history: TokenHistory(
        length == 0
          ? [] : places.flatMap { history.tokens[$0 * length..<($0 + 1) * length] },
        length: length))
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
    let network = description.architecture.makeNetwork(using: &generator)
    try network.load(stateDictionary: arrays, file: weights)
    self.init(network: network, vocabulary: vocabulary)
  }

  private static func description(
    _ directory: RunDirectory
  ) throws -> LanguageModelDescription {
    _ = try LanguageModelHeader(directory)
    var description = try directory.description(LanguageModelDescription.self)
    if let network = description.modelType { description.architecture.network = network }
    if let problem = description.architecture.problem {
      throw InputError(.badData, file: directory.file("model.json"), problem)
    }
    return description
  }

  // Before the network is built: a small file must not make it allocate a huge one.
  private static func check(
    _ arrays: [String: NDArray], against architecture: LanguageModelArchitecture, file: String
  ) throws {
    for (name, expected) in architecture.weightShapes {
      guard let found = arrays[name]?.shape, found == expected else {
        throw InputError(
          .badData, file: file,
          "tensor \(name): expected shape \(expected), found "
            + (arrays[name].map { "\($0.shape)" } ?? "none"))
      }
    }
  }

  /// Writes `model.json` and `vocabulary.txt`: what does not change in training.
  func writeDescription(to directory: RunDirectory) throws {
    try directory.write(
      description: LanguageModelDescription(
        modelType: architecture.network, architecture: architecture))
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

extension LanguageModelArchitecture {
  /// The shapes in a file of the weights that its sizes must fit, by name.
  fileprivate var weightShapes: [(name: String, shape: [Int])] {
    let hidden = (0..<layers).map { layer in
      switch network {
      case .recurrent: ("rnn.weight_hh_l\(layer)", [cell.gateCount * hiddenSize, hiddenSize])
      case .window:
        (
          "hidden.\(layer).weight",
          [hiddenSize, layer == 0 ? window * embeddingSize : hiddenSize]
        )
      }
    }
    let features =
      output.maxEntOrder > 0
      ? [("decoder.maxEnt.weight", MaxEnt.shape(size: output.maxEntSize))] : []
    return [("encoder.weight", [vocabularySize, embeddingSize])] + hidden + features
  }
}
