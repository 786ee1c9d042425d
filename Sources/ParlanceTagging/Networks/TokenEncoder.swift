import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceText

/// A vector for each distinct word of a batch: [U, D], of all that is given of a word, side by side.
final class TokenEncoder: Module {
  let words: Embedding?
  let vectors: Embedding?
  let characters: (any CharacterEncoder)?
  let shapes: Embedding?
  let affixes: EmbeddingBag?

  /// What the table of given vectors is called in a tagger's network.
  static let vectorsName = "words.vectors.weight"

  init(
    _ architecture: TaggerArchitecture, vectors given: NDArray? = nil,
    using generator: inout RandomGenerator
  ) {
    func table(_ rows: Int, _ width: Int) -> Embedding? {
      width == 0
        ? nil : Embedding(rows, width, initializer: .uniform(0.1), using: &generator)
    }
    words = table(architecture.vocabularySize, architecture.embeddingSize)
    vectors =
      architecture.vectors == .none
      ? nil
      : Embedding(
        vectors: given ?? FirstValues.zeros([architecture.vectorCount, architecture.vectorSize]),
        isFrozen: architecture.vectors == .fixed)
    characters =
      switch architecture.characters {
      case .none: nil
      case .cnn: CharacterConvolution(architecture, using: &generator)
      case .recurrent: CharacterRecurrence(architecture, using: &generator)
      }
    shapes = table(WordShape.count, architecture.shapeSize)
    affixes =
      architecture.affixSize == 0
      ? nil
      : EmbeddingBag(
        Affixes.count, architecture.affixSize, reduction: .mean, initializer: .uniform(0.1),
        using: &generator)
  }

  func callAsFunction(_ batch: TaggerBatch, _ mode: Mode) -> Tensor {
    let (all, count) = (batch.words, batch.words.count)
    var parts: [Tensor] = []
    if let words { parts.append(words(all.map(\.word), shape: [count])) }
    if let vectors { parts.append(vectors(all.map(\.vector), shape: [count])) }
    if let characters { parts.append(characters(all.map(\.characters), mode.part("characters"))) }
    if let shapes { parts.append(shapes(all.map(\.shape), shape: [count])) }
    if let affixes {
      parts.append(affixes(all.flatMap(\.affixes), lengths: all.map(\.affixes.count)))
    }
    return parts.count == 1 ? parts[0] : concatenate(parts, axis: 1)
  }
}

/// A vector for each word from its characters: U words → [U, D].
protocol CharacterEncoder: Module {
  func callAsFunction(_ words: [[Int32]], _ mode: Mode) -> Tensor
}

extension Embedding {
  /// Words of several lengths side by side, the padding zeros: [U, L, C].
  fileprivate func padded(_ words: [[Int32]]) -> Tensor {
    let length = max(words.map(\.count).max() ?? 0, 1)
    var ids = [Int32](repeating: Vocabulary.paddingID, count: words.count * length)
    for (row, word) in words.enumerated() {
      for (place, id) in word.enumerated() { ids[row * length + place] = id }
    }
    return self(ids, shape: [words.count, length])
  }
}

private func characterTable(
  _ architecture: TaggerArchitecture, using generator: inout RandomGenerator
) -> Embedding {
  Embedding(
    architecture.characterCount, architecture.characterEmbeddingSize,
    paddingIndex: Int(Vocabulary.paddingID), initializer: .uniform(0.3), using: &generator)
}

/// The greatest value of each filter over a word's characters.
///
/// dos Santos and Zadrozny, *Learning Character-level Representations for Part-of-Speech Tagging*, 2014;
/// Ma and Hovy, *End-to-end Sequence Labeling via Bi-directional LSTM-CNNs-CRF*, 2016.
final class CharacterConvolution: CharacterEncoder {
  let embedding: Embedding
  let convolution: Conv1d

  /// Characters that a filter sees.
  static let width = 3

  init(_ architecture: TaggerArchitecture, using generator: inout RandomGenerator) {
    embedding = characterTable(architecture, using: &generator)
    convolution = Conv1d(
      architecture.characterEmbeddingSize, architecture.characterSize, kernelSize: Self.width,
      padding: .same, using: &generator)
  }

  func callAsFunction(_ words: [[Int32]], _ mode: Mode) -> Tensor {
    maxOverTime(convolution(embedding.padded(words), mode), lengths: words.map(\.count))
  }
}

/// The last states of an LSTM over a word's characters from each end, side by side.
///
/// Lample et al., *Neural Architectures for Named Entity Recognition*, 2016.
final class CharacterRecurrence: CharacterEncoder {
  let embedding: Embedding
  let rnn: Recurrent

  init(_ architecture: TaggerArchitecture, using generator: inout RandomGenerator) {
    embedding = characterTable(architecture, using: &generator)
    rnn = Recurrent(
      .lstm, inputSize: architecture.characterEmbeddingSize,
      hiddenSize: architecture.characterSize / 2, bidirectional: .concatenated, using: &generator)
  }

  func callAsFunction(_ words: [[Int32]], _ mode: Mode) -> Tensor {
    let (_, states) = rnn(embedding.padded(words), lengths: words.map(\.count), mode: mode)
    return concatenate(states.map(\.hidden), axis: 1)
  }
}
