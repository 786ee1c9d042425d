import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceText

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

  /// What each feature counts by its rarity, and its labels; nil where that does not matter.
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
    case .transformer: TransformerClassifier(self, using: &generator)
    case .ngram: NGramClassifier(self)
    case .fasttext: fatalError("ClassifierArchitecture.makeNetwork: fasttext is no network")
    }
  }
}

extension ClassifierNetwork {
  /// Puts given vectors in the place of the random ones; words that have none take the mean of their
  /// parts' where these have some.
  func take(_ vectors: WordVectors, for vocabulary: Vocabulary) throws {
    guard let table = tokenVectors else { return }
    table.update { values in
      var (numbers, places): ([Float], [Int32]) = ([], [])
      for (id, token) in vocabulary.tokens.enumerated() where id >= Vocabulary.specials.count {
        guard
          let vector = vectors.index(near: token).map(vectors.vector) ?? vectors.vector(of: token)
        else { continue }
        numbers += vector
        places.append(Int32(id))
      }
      let rows = NDArray(numbers, shape: [places.count, vectors.dimension])
      values.kernels.setRows(rows.cast(to: values.elementType), at: places, &values)
    }
  }
}
