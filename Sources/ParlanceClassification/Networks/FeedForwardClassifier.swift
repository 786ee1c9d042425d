import ParlanceAutograd
import ParlanceNN
import ParlanceSystem

/// A feed-forward network over the average of a text's features: words and hashed n-grams.
///
/// h₀ = mean of the features' vectors, h_k = relu(h_{k−1} W_k + b_k), z = h W + b. Without a hidden
/// layer it is the model of Joulin et al., *Bag of Tricks for Efficient Text Classification*, 2017.
public final class FeedForwardClassifier: ClassifierNetwork {
  public let architecture: ClassifierArchitecture
  /// The features' vectors: [F, E].
  public let embedding: EmbeddingBag
  let hidden: HiddenLayers
  /// To the labels.
  public let output: Linear
  /// How rare each feature is; nil where that does not matter.
  public let idf: Buffer?
  private let dropout: Dropout

  public var tokenVectors: Parameter? { embedding.weight }

  /// Creates a network; without hidden layers, with vectors uniform over ±1/E and outputs of zero.
  public init(_ architecture: ClassifierArchitecture, using generator: inout RandomGenerator) {
    self.architecture = architecture
    embedding = EmbeddingBag(
      architecture.featureCount, architecture.embeddingSize,
      initializer: .uniform(1 / Double(architecture.embeddingSize)), using: &generator)
    hidden = HiddenLayers(architecture, activation: .relu, using: &generator)
    output = Linear(
      hidden.outputSize ?? architecture.embeddingSize, architecture.labelCount,
      initializer: architecture.layers == 0 ? .zeros : .xavier, using: &generator)
    idf = architecture.rarities
    dropout = Dropout(architecture.dropout)
  }

  public func logits(_ texts: EncodedTexts, scales: Tensor?, mode: Mode) -> Tensor {
    let mean = sumFeatures(
      embedding.weight.tensor, texts, scales: scales, dropping: architecture.wordDropout,
      mode.part("words"))
    return output(dropout(hidden(mean, mode.part("hidden")), mode.part("dropout")), mode)
  }
}
