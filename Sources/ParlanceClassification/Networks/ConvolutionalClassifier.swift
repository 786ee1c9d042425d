import ParlanceAutograd
import ParlanceNN
import ParlanceSystem

/// A convolutional network: each filter's greatest answer over a text's windows.
///
/// z = [relu(max_t (w_k · x_{t:t+h} + b_k))]_k W + b with filters of several widths h. Kim, *Convolutional
/// Neural Networks for Sentence Classification*, 2014.
public final class ConvolutionalClassifier: ClassifierNetwork {
  public let architecture: ClassifierArchitecture
  let embedding: TokenEmbedding
  /// The filters of each width.
  public let convolutions: [Conv1d]
  /// To the labels.
  public let output: Linear
  private let dropout: Dropout

  public var tokenVectors: Parameter? { embedding.table.weight }

  public var parts: [(name: String, value: Any)] {
    [("embedding", embedding), ("convolutions", convolutions), ("output", output)]
  }

  /// Creates a network with random weights.
  public init(_ architecture: ClassifierArchitecture, using generator: inout RandomGenerator) {
    self.architecture = architecture
    embedding = TokenEmbedding(architecture, using: &generator)
    convolutions = architecture.filterWidths.map {
      Conv1d(
        architecture.embeddingSize, architecture.filterCount, kernelSize: $0, using: &generator)
    }
    output = Linear(
      architecture.filterWidths.count * architecture.filterCount, architecture.labelCount,
      using: &generator)
    dropout = Dropout(architecture.dropout)
  }

  public func logits(_ texts: EncodedTexts, scales: Tensor?, mode: Mode) -> Tensor {
    // A text shorter than the widest filter is read with padding up to it, in whatever batch.
    let widest = architecture.filterWidths.max() ?? 1
    let vectors = embedding(texts, minimum: widest, scales: scales, mode.part("embedding"))
    let answers = convolutions.map { convolution in
      let windows = texts.lengths.map {
        convolution.outputLength(Swift.max($0, widest))
      }
      return relu(maxOverTime(convolution(vectors, mode), lengths: windows))
    }
    return output(dropout(concatenate(answers, axis: 1), mode.part("dropout")), mode)
  }
}
