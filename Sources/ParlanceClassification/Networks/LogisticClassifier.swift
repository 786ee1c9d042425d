import ParlanceArrays
import ParlanceAutograd
import ParlanceNN

/// Logistic regression: z = b + Σ x_f W_f over a text's features f, one weight for each feature and
/// label.
///
/// With given word vectors, z = b + Σ x_f W_f + ½ u U, where u is the direction of their sum Σ x_w v_w
/// over the text's words: like each family of features, it has one length in all texts.
///
/// With label probabilities softmax(z), this is multinomial regression; with σ(z), one regression a
/// label. What cross-validation learned by margins (`RegressionLoss.squaredHinges`) has the same form; its
/// temperature makes probabilities of its sums.
public final class LogisticClassifier: ClassifierNetwork {
  public let architecture: ClassifierArchitecture
  /// W: [F, L].
  public let features: EmbeddingBag
  /// v: [V, E]; nil without given vectors.
  public let embedding: EmbeddingBag?
  /// U: [E, L]; nil without given vectors.
  public let projection: Parameter?
  /// b: [L].
  public let bias: Parameter
  /// What each feature counts by its rarity, and its labels; nil where that does not matter.
  public let idf: Buffer?

  public var tokenVectors: Parameter? { embedding?.weight }

  /// Creates a model with weights of zero.
  public init(_ architecture: ClassifierArchitecture) {
    self.architecture = architecture
    let shape = [architecture.featureCount, architecture.labelCount]
    features = EmbeddingBag(vectors: FirstValues.zeros(shape), isFrozen: false, reduction: .sum)
    embedding =
      architecture.averagesVectors
      ? EmbeddingBag(
        vectors: FirstValues.zeros([architecture.vocabularySize, architecture.embeddingSize]),
        reduction: .sum) : nil
    projection =
      architecture.averagesVectors
      ? Parameter(shape: [architecture.embeddingSize, architecture.labelCount]) : nil
    bias = Parameter(shape: [architecture.labelCount])
    idf = architecture.rarities
  }

  public func logits(_ texts: EncodedTexts, scales: Tensor?, mode: Mode) -> Tensor {
    func sum(_ texts: EncodedTexts, _ places: [Int32]?, _ scales: Tensor?) -> Tensor {
      sumFeatures(
        features.weight.tensor, texts, places: places, scales: scales,
        dropping: architecture.wordDropout, mode.part("features"))
    }
    guard let embedding, let projection else { return sum(texts, nil, scales) + bias.tensor }
    let (known, words) = texts.split(at: architecture.featureCount)
    let first = Int32(texts.idsBefore)
    let sums = sumFeatures(
      embedding.weight.tensor, words.texts, places: words.places.map { first + $0 },
      scales: scales?.take(Indices(words.places), axis: 0), dropping: architecture.wordDropout,
      mode.part("embedding"))
    // The length is no part of what a word brings, so that all they bring adds up to the logits.
    let lengths = scales == nil ? sums : sums.detached
    let direction = sums / (lengths.norm(axis: 1, keepingAxes: true) + 1e-12)
    return sum(
      known.texts, known.places.map { first + $0 },
      scales?.take(Indices(known.places), axis: 0))
      + 0.5 * matmul(direction, projection.tensor) + bias.tensor
  }
}

extension ClassifierArchitecture {
  /// Place for one number a feature.
  var rarities: Buffer? {
    weighting == .tfidf && modelType.readsBag
      ? Buffer(repeating: 1, shape: [featureCount], name: "idf") : nil
  }
}
