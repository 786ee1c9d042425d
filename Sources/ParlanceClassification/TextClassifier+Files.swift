import ParlanceArrays
import ParlanceNN
import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining

extension TextClassifier: NetworkModel {
  /// What `model.json` says.
  public struct Description: Codable {
    var architecture: ClassifierArchitecture
    var temperature: Double?
    var thresholds: [Double]?

    /// What is wrong with it, or nil.
    var problem: SettingProblem? {
      .first(
        of: architecture.problem,
        .unless(
          architecture.modelType != .fasttext, "modelType", expected: "the type of a network",
          found: "fasttext"),
        .unless(
          temperature.map { $0 > 0 && $0.isFinite } ?? true, "temperature",
          expected: "more than 0", found: temperature ?? 1),
        .unless(
          thresholds.map { $0.count == architecture.labelCount } ?? true, "thresholds",
          expected: "\(architecture.labelCount)", found: thresholds?.count ?? 0))
    }
  }

  public static var kind: String { "classifier" }
  public static var modelTypes: [String?]? { [nil] }

  public var description: Description {
    Description(
      architecture: architecture, temperature: scaling.temperature,
      thresholds: isMultiLabel ? thresholds : nil)
  }

  public var module: any Module { network }

  public var sideFiles: [ModelFile] {
    [
      ModelFile("vocabulary.txt", text: encoder.vocabulary.fileContents),
      ModelFile("labels.txt", text: labels.fileContents),
    ] + [architecture.tokenizer.encoding.map(ModelFile.init(codes:))].compactMap(\.self)
  }

  public init(_ description: Description, from store: ModelStore) throws {
    if let problem = description.problem { throw store.bad(problem) }
    var made = description.architecture
    let vocabulary = try store.vocabulary(count: made.vocabularySize)
    if made.tokenizer.level == .subword {
      made.tokenizer = made.tokenizer.cutting(by: try store.codes(), into: vocabulary)
    }
    let architecture = made
    let labels = try store.labels(count: made.labelCount)
    let network = try store.network { architecture.makeNetwork(using: &$0) }
    self.init(network: network, vocabulary: vocabulary, labels: labels)
    if let temperature = description.temperature {
      scaling = TemperatureScaling(temperature: temperature)
    }
    if let found = description.thresholds { thresholds = found }
  }
}
