import ParlanceArrays
import ParlanceAutograd
import ParlanceNN

/// Logistic regression: z = b + Σ x_f W_f over a text's features f, one weight for each feature and
/// label.
///
/// With label probabilities softmax(z), this is multinomial regression; with σ(z), one regression a
/// label.
public final class LogisticClassifier: ClassifierNetwork {
  public let architecture: ClassifierArchitecture
  /// W: [F, L].
  public let features: EmbeddingBag
  /// b: [L].
  public let bias: Parameter
  /// How rare each feature is; nil where that does not matter.
  public let idf: Buffer?

  /// Creates a model with weights of zero.
  public init(_ architecture: ClassifierArchitecture) {
    self.architecture = architecture
    let shape = [architecture.featureCount, architecture.labelCount]
    features = EmbeddingBag(vectors: NDArray(zeros: shape), isFrozen: false, reduction: .sum)
    bias = Parameter(NDArray(zeros: [architecture.labelCount]))
    idf = architecture.rarities
  }

  public func logits(_ texts: EncodedTexts, scales: Tensor?, mode: Mode) -> Tensor {
    sumFeatures(
      features.weight.tensor, texts, scales: scales, dropping: architecture.wordDropout, mode)
      + bias.tensor
  }
}

extension ClassifierArchitecture {
  /// Place for one number a feature.
  var rarities: Buffer? {
    weighting == .tfidf && modelType.readsBag
      ? Buffer(NDArray(ones: [featureCount]), name: "idf") : nil
  }
}
