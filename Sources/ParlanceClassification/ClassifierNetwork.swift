import ParlanceAutograd
import ParlanceNN
import ParlanceSystem

/// A network from texts to one number a label.
public protocol ClassifierNetwork: Module {
  /// What the network is made of.
  var architecture: ClassifierArchitecture { get }

  /// The logits of texts: → [texts, L].
  ///
  /// - `scales`: multiplies what each id brings in: [ids]. Where all are 1 nothing changes, and the
  ///   gradient by them is gradient × input.
  func logits(_ texts: EncodedTexts, scales: Tensor?, mode: Mode) -> Tensor

  /// The table of the tokens' vectors; nil where there is none.
  var tokenVectors: Parameter? { get }

  /// How rare each feature is; nil where that does not matter.
  var idf: Buffer? { get }
}

extension ClassifierNetwork {
  public var tokenVectors: Parameter? { nil }

  public var idf: Buffer? { nil }

  /// The logits of texts: → [texts, L].
  public func callAsFunction(_ texts: EncodedTexts, mode: Mode = .evaluation) -> Tensor {
    logits(texts, scales: nil, mode: mode)
  }
}

extension ClassifierArchitecture {
  /// A network of this architecture with random weights; traps where the architecture has a problem.
  public func makeNetwork(using generator: inout RandomGenerator) -> any ClassifierNetwork {
    if let problem { fatalError("ClassifierArchitecture.makeNetwork: \(problem)") }
    return switch modelType {
    case .logistic: LogisticClassifier(self)
    case .feedforward: FeedForwardClassifier(self, using: &generator)
    case .dan: DeepAveragingClassifier(self, using: &generator)
    case .rnn, .lstm, .gru: RecurrentClassifier(self, using: &generator)
    case .cnn: ConvolutionalClassifier(self, using: &generator)
    case .ngram: NGramClassifier(self)
    }
  }

  /// The shapes in a file of the weights that its sizes must fit, by name.
  var weightShapes: [(name: String, shape: [Int])] {
    switch modelType {
    case .logistic:
      [("features.weight", [featureCount, labelCount])]
        + (averagesVectors
          ? [
            ("embedding.weight", [vocabularySize, embeddingSize]),
            ("projection", [embeddingSize, labelCount]),
          ] : [])
    case .feedforward:
      [("embedding.weight", [featureCount, embeddingSize])] + hiddenShapes + outputShape
    case .dan: [("embedding.weight", [vocabularySize, embeddingSize])] + hiddenShapes + outputShape
    case .rnn, .lstm, .gru:
      [("embedding.weight", [vocabularySize, embeddingSize])]
        + (0..<layers).map {
          ("rnn.weight_hh_l\($0)", [modelType.cell!.gateCount * hiddenSize, hiddenSize])
        } + outputShape
    case .cnn:
      [("embedding.weight", [vocabularySize, embeddingSize])]
        + filterWidths.enumerated().map {
          ("convolutions.\($0).weight", [filterCount, embeddingSize, $1])
        } + outputShape
    case .ngram: [("counts", [featureCount, labelCount])]
    }
  }

  private var hiddenShapes: [(name: String, shape: [Int])] {
    (0..<layers).map {
      ("hidden.\($0).weight", [hiddenSize, $0 == 0 ? embeddingSize : hiddenSize])
    }
  }

  private var outputShape: [(name: String, shape: [Int])] {
    [("output.bias", [labelCount])]
  }
}
