import ParlanceSystem
import ParlanceText
import ParlanceTraining

extension FastTextClassifier: StoredModel {
  /// What `model.json` says.
  public struct Description: Codable {
    var modelType = "fasttext"
    /// The file of fastText that holds the model.
    var file: String
    var thresholds: [Double]?
  }

  public static var kind: String { TextClassifier.kind }
  public static var modelTypes: [String?]? { ["fasttext"] }

  private var fileName: String {
    if case .quantized = file.input {
      FastTextFile.names.quantized
    } else {
      FastTextFile.names.plain
    }
  }

  public var description: Description {
    Description(file: fileName, thresholds: isMultiLabel ? thresholds : nil)
  }

  public var numberFiles: [ModelFile] {
    [ModelFile(fileName) { try file.write(to: $0) }]
  }

  public init(_ description: Description, from store: ModelStore) throws {
    let (plain, quantized) = FastTextFile.names
    guard [plain, quantized].contains(description.file) else {
      throw store.bad("file: expected \(plain) or \(quantized), found \(description.file)")
    }
    try self.init(path: store.directory.file(description.file))
    guard let found = description.thresholds else { return }
    guard found.count == labels.count else {
      throw store.bad("thresholds: expected \(labels.count), found \(found.count)")
    }
    (isMultiLabel, thresholds) = (true, found)
  }

  /// What the classifier is made of.
  public var inspection: ModelInspection {
    let made = file.arguments
    var facts = [
      (name: "kind", value: "fasttext classifier over words"),
      (name: "labels", value: labels.names.joined(separator: " ")),
      (name: "loss", value: "\(made.loss)"),
      (name: "vocabulary", value: "\(file.dictionary.wordCount) words"),
    ]
    if made.wordNGrams > 1 {
      facts.append((name: "n-grams of words", value: "up to \(made.wordNGrams)"))
    }
    if made.readsCharacters {
      let lengths = made.subwords
      facts.append(
        (name: "n-grams of characters", value: "\(lengths.minimum) to \(lengths.maximum)"))
    }
    if let kept = file.dictionary.prunedBuckets {
      facts.append((name: "hashed n-grams", value: "\(kept.count) rows of \(made.buckets)"))
    } else if made.wordNGrams > 1 || made.readsCharacters {
      facts.append((name: "hashed n-grams", value: "\(made.buckets) rows"))
    }
    if case .quantized(let rows) = file.input {
      facts.append(
        (name: "quantised", value: "\(rows.quantizer.runCount) bytes for \(made.dimension) numbers")
      )
    }
    return ModelInspection(
      made, facts,
      [
        .init(name: "input", shape: [file.input.count, file.input.width]),
        .init(name: "output", shape: [file.output.count, file.output.width]),
      ])
  }
}
