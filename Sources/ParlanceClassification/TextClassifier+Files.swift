import Foundation
import ParlanceArrays
import ParlanceNN
import ParlanceText
import ParlanceTraining

/// The content of a classifier's `model.json`.
private struct ClassifierDescription: Codable {
  static let kind = "classifier"
  static let newestFormat = 1

  var format = newestFormat
  var kind = kind
  var architecture: ClassifierArchitecture
  var temperature: Double?
  var thresholds: [Double]?

  /// What every model's description begins with.
  struct Header: Decodable {
    let format: Int
    let kind: String
  }
}

extension TextClassifier {
  /// Reads a model directory: Parlance's own, or one written by PyTorch in the same form.
  ///
  /// - Throws: `InputError` that names the file and what does not fit in it.
  public init(directory: RunDirectory) throws {
    let description = try Self.description(directory)
    let made = description.architecture
    let vocabulary = try Vocabulary.read(from: directory.file("vocabulary.txt"))
    let labels = try LabelSet.read(from: directory.file("labels.txt"))
    for (name, what, found, expected) in [
      ("vocabulary.txt", "tokens", vocabulary.count, made.vocabularySize),
      ("labels.txt", "labels", labels.count, made.labelCount),
    ] where found != expected {
      throw InputError(
        .badData, file: directory.file(name),
        "expected \(expected) \(what) as model.json says, found \(found)")
    }
    let weights = directory.file("weights.safetensors")
    let arrays = try Safetensors.read(weights)
    // Before the network is built: a small file must not make it allocate a huge one.
    for (name, expected) in made.weightShapes {
      guard let found = arrays[name]?.shape, found == expected else {
        throw InputError(
          .badData, file: weights,
          "tensor \(name): expected shape \(expected), found "
            + (arrays[name].map { "\($0.shape)" } ?? "none"))
      }
    }
    var generator = RandomGenerator(seed: 0)
    let network = made.makeNetwork(using: &generator)
    try network.load(stateDictionary: arrays, file: weights)
    self.init(network: network, vocabulary: vocabulary, labels: labels)
    if let temperature = description.temperature {
      scaling = TemperatureScaling(temperature: temperature)
    }
    if let found = description.thresholds { thresholds = found }
  }

  private static func description(_ directory: RunDirectory) throws -> ClassifierDescription {
    let path = directory.file("model.json")
    func bad(_ message: String) -> InputError { InputError(.badData, file: path, message) }
    let header = try directory.description(ClassifierDescription.Header.self)
    guard header.kind == ClassifierDescription.kind else {
      throw bad("expected a model of kind \(ClassifierDescription.kind), found \(header.kind)")
    }
    guard (1...ClassifierDescription.newestFormat).contains(header.format) else {
      throw bad(
        "format \(header.format) is not known to this version; it reads formats up to "
          + "\(ClassifierDescription.newestFormat)")
    }
    let description = try directory.description(ClassifierDescription.self)
    if let problem = description.architecture.problem { throw bad("\(problem)") }
    if let temperature = description.temperature, !(temperature > 0 && temperature.isFinite) {
      throw bad("temperature: expected more than 0, found \(temperature)")
    }
    if let thresholds = description.thresholds,
      thresholds.count != description.architecture.labelCount
    {
      throw bad(
        "thresholds: expected \(description.architecture.labelCount), found \(thresholds.count)")
    }
    return description
  }

  /// Writes all but the weights.
  func writeDescription(to directory: RunDirectory) throws {
    try writeModelFile(to: directory)
    try AtomicFile.write(encoder.vocabulary.fileContents, to: directory.file("vocabulary.txt"))
    try AtomicFile.write(labels.fileContents, to: directory.file("labels.txt"))
  }

  /// Writes `model.json`.
  func writeModelFile(to directory: RunDirectory) throws {
    try directory.write(
      description: ClassifierDescription(
        architecture: architecture, temperature: scaling.temperature,
        thresholds: isMultiLabel ? thresholds : nil))
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
