import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// Word vectors that were learned, as a model directory: `vectors.bin` in the own form, and the words with
/// their counts in `vocabulary.txt`.
public struct VectorModel: StoredModel {
  /// What `model.json` says.
  public struct Description: Codable, Sendable {
    /// What the vectors were learned by: one of `VectorSettings.ModelType`, or the kind of model that they
    /// were taken out of.
    public var modelType: String
    /// The number of words.
    public var words: Int
    /// Numbers of a vector.
    public var dimensions: Int
    /// The parts of words that have vectors.
    public var subwords: Subwords?
  }

  public static let kind = "vectors"

  public let description: Description
  /// How often each word occurred in the text; nil where that is not known.
  public let counts: [Int]?
  /// The vectors.
  public internal(set) var vectors: WordVectors
  /// The words of a model whose vectors are still being learned.
  private let words: [String]?

  /// Creates a model.
  public init(_ vectors: WordVectors, modelType: String, counts: [Int]? = nil) {
    self.vectors = vectors
    self.counts = counts
    words = nil
    description = Description(
      modelType: modelType, words: vectors.count, dimensions: vectors.dimension,
      subwords: vectors.subwords)
  }

  /// A model that has no vectors yet.
  init(_ description: Description, words: [String], counts: [Int]) {
    (self.description, self.words, self.counts) = (description, words, counts)
    vectors = WordVectors(words: [], numbers: [], dimension: description.dimensions)
  }

  public init(_ description: Description, from store: ModelStore) throws {
    let path = store.directory.file(WordVectors.fileName)
    vectors = try WordVectors.read(path: path)
    guard vectors.count == description.words, vectors.dimension == description.dimensions else {
      throw InputError(
        .badData, file: path,
        "expected \(description.words) vectors of \(description.dimensions) numbers as model.json "
          + "says, found \(vectors.count) of \(vectors.dimension)")
    }
    (self.description, words, counts) = (description, nil, nil)
  }

  public var sideFiles: [ModelFile] {
    guard let counts else { return [] }
    let lines = zip(words ?? vectors.words, counts).map { "\($0) \($1)\n" }
    return [ModelFile("vocabulary.txt", text: lines.joined())]
  }

  public var numberFiles: [ModelFile] {
    let vectors = vectors
    return [ModelFile(WordVectors.fileName) { try vectors.write(to: $0, as: .mapped) }]
  }

  public var inspection: ModelInspection {
    var facts = [
      ("model", "word vectors (\(description.modelType))"), ("words", "\(description.words)"),
      ("dimensions", "\(description.dimensions)"),
    ]
    if let parts = description.subwords {
      facts.append(
        (
          "parts",
          "character n-grams of \(parts.minimum) to \(parts.maximum), \(parts.buckets) buckets"
        ))
    }
    return ModelInspection(
      description, facts,
      [.init(name: "vectors", shape: [description.words, description.dimensions])])
  }
}
