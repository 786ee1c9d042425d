import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem

/// A deep averaging network: the sum or mean of a text's word vectors, then hidden layers.
///
/// z₀ = mean (or sum) of v_w over the words w that word dropout leaves, z_k = relu(z_{k−1} W_k + b_k), then the output
/// layer. Iyyer et al., *Deep Unordered Composition Rivals Syntactic Methods for Text Classification*,
/// 2015.
public final class DeepAveragingClassifier: ClassifierNetwork {
  public let architecture: ClassifierArchitecture
  /// The words' vectors: [V, E].
  public let embedding: EmbeddingBag
  let hidden: HiddenLayers
  /// To the labels.
  public let output: Linear
  private let dropout: Dropout

  public var tokenVectors: Parameter? { embedding.weight }

  /// Creates a network with random weights.
  public init(_ architecture: ClassifierArchitecture, using generator: inout RandomGenerator) {
    self.architecture = architecture
    embedding = EmbeddingBag(
      architecture.vocabularySize, architecture.embeddingSize, reduction: architecture.reduction,
      initializer: .uniform(0.25), using: &generator)
    hidden = HiddenLayers(architecture, activation: .relu, using: &generator)
    output = Linear(
      hidden.outputSize ?? architecture.embeddingSize, architecture.labelCount, using: &generator)
    dropout = Dropout(architecture.dropout)
  }

  public func logits(_ texts: EncodedTexts, scales: Tensor?, mode: Mode) -> Tensor {
    var weights = Tensor(
      NDArray(float64: shares(texts, mode.part("words")))
        .cast(to: embedding.weight.value.elementType))
    if let scales { weights = weights * scales }
    let average = embeddingBag(
      embedding.weight.tensor, texts.ids, lengths: texts.lengths, reduction: .sum,
      weights: weights)
    return output(dropout(hidden(average, mode.part("hidden")), mode.part("dropout")), mode)
  }

  /// What each word counts: 0 where it is dropped, else 1, or one over the number of those left.
  private func shares(_ texts: EncodedTexts, _ mode: Mode) -> [Double] {
    var generator = mode.key.map { RandomGenerator(key: $0) }
    for _ in 0..<texts.idsBefore { _ = generator?.uniform() }
    var shares: [Double] = []
    shares.reserveCapacity(texts.ids.count)
    for text in 0..<texts.count {
      let rate = architecture.wordDropout
      let isKept = (0..<texts.length(text)).map { _ in
        rate == 0 || generator.map { _ in generator!.uniform() >= rate } ?? true
      }
      let kept = isKept.count { $0 }
      let share = architecture.reduction == .sum ? 1 : 1 / Double(max(kept, 1))
      shares += isKept.map { $0 ? share : 0 }
    }
    return shares
  }
}
