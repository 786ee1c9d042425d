import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceText

/// The vectors of texts' tokens, padded to one length: → [texts, T, E].
final class TokenEmbedding: Module {
  let table: Embedding
  private let dropout: Dropout

  var namesItsParameters: Bool { false }

  var parts: [(name: String, value: Any)] { [("embedding", table)] }

  init(_ architecture: ClassifierArchitecture, using generator: inout RandomGenerator) {
    table = Embedding(
      architecture.vocabularySize, architecture.embeddingSize,
      paddingIndex: Int(Vocabulary.paddingID), wordDropout: architecture.wordDropout,
      initializer: .uniform(0.25), using: &generator)
    dropout = Dropout(architecture.inputDropout)
  }

  func callAsFunction(
    _ texts: EncodedTexts, minimum: Int = 1, scales: Tensor?, _ mode: Mode
  ) -> Tensor {
    let (ids, steps) = texts.padded(with: Vocabulary.paddingID, minimum: minimum)
    var vectors = table(ids, shape: [texts.count, steps], mode.part("table"))
    if let scales {
      // Padding has vectors of zero, so any scale does.
      var places = [Int32](repeating: 0, count: ids.count)
      for text in 0..<texts.count {
        for step in 0..<texts.length(text) {
          places[text * steps + step] = Int32(texts.starts[text] + step)
        }
      }
      vectors =
        vectors * scales.take(Indices(places), axis: 0).reshaped([texts.count, steps, 1])
    }
    return dropout(vectors, mode.part("dropout"))
  }
}

/// One vector a text from the states of its steps: [B, T, H] → [B, H].
public final class SequencePooling: Module {
  /// The ways to do it.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// The state after the last step, of each direction.
    case last
    /// That of what stands before the text, in a transformer.
    case first
    /// The greatest value of each feature.
    case max
    /// The mean over the steps.
    case mean
    /// Σ α_t h_t, α = softmax over the steps of u · tanh(h_t W + b). Yang et al., *Hierarchical Attention
    /// Networks for Document Classification*, 2016.
    case attention
  }

  /// How it is done.
  public let kind: Kind
  /// W and b: [H, H].
  public let projection: Linear?
  /// u: [H, 1].
  public let context: Linear?

  /// Creates a layer.
  public init(_ kind: Kind, size: Int, using generator: inout RandomGenerator) {
    self.kind = kind
    projection = kind == .attention ? Linear(size, size, using: &generator) : nil
    context = kind == .attention ? Linear(size, 1, hasBias: false, using: &generator) : nil
  }

  /// Applies the layer to the steps within each sequence's length.
  ///
  /// - `last`: the states after the last step, or before the first: [B, H].
  public func callAsFunction(_ states: Tensor, lengths: [Int], last: Tensor) -> Tensor {
    switch kind {
    case .last, .first: last
    case .max: maxOverTime(states, lengths: lengths)
    case .mean: meanOverTime(states, lengths: lengths)
    case .attention: attended(states, lengths: lengths)
    }
  }

  private func attended(_ states: Tensor, lengths: [Int]) -> Tensor {
    let weights = attention(states, lengths: lengths)
    LayerTrace.note(self, attention: weights.array)
    return matmul(weights.reshaped([states.shape[0], 1, states.shape[1]]), states)
      .reshaped([states.shape[0], states.shape[2]])
  }

  /// α: [B, T], 0 beyond the lengths.
  public func attention(_ states: Tensor, lengths: [Int]) -> Tensor {
    guard let projection, let context else {
      fatalError("SequencePooling.attention: the layer takes the \(kind)")
    }
    let (batch, steps) = (states.shape[0], states.shape[1])
    let scores = context(tanh(projection(states, .evaluation)), .evaluation)
    let isOutside = lengths.flatMap { length in (0..<steps).map { $0 < length ? 0.0 : 1 } }
    let mask = NDArray(float64: isOutside, shape: [batch, steps]).cast(to: states.elementType)
    return softmax(scores.reshaped([batch, steps]).maskedFill(Tensor(mask), -.infinity))
  }
}
