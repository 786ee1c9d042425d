import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceText

/// How much a decoder looked at each token of a source as it wrote each token of a target.
public struct TranslationAttention: Codable, Sendable, Equatable {
  /// The source's tokens, `</s>` the last.
  public let source: [String]
  /// The target's tokens, `</s>` the last.
  public let target: [String]
  /// By the target's token, then the source's; rows sum to 1.
  public let weights: [[Double]]
}

/// Which words of a source those of its target were written from.
public struct WordAlignment: Codable, Sendable, Equatable {
  /// A word of the source and one of the target, by their places from 0.
  public struct Link: Codable, Sendable, Equatable {
    public let source: Int
    public let target: Int
  }

  /// What stands between the blanks of the source.
  public let source: [String]
  /// What stands between the blanks of the target.
  public let target: [String]
  /// The attention to each word of the source, by the target's word: over the pieces of a word of the
  /// source the sum, of the target the mean.
  public let weights: [[Double]]
  /// For each word of the target the word of the source that has the most of its attention.
  public let links: [Link]

  /// In the format of Pharaoh: source-target, with blanks between.
  public var pharaoh: String {
    links.map { "\($0.source)-\($0.target)" }.joined(separator: " ")
  }
}

extension Translator {
  /// Throws `InputError.usage` where the network has no attention.
  public func requireAttention() throws {
    if architecture.network == .recurrent, architecture.attention == .none {
      throw InputError(
        .usage,
        "the model has no attention (it was trained with --attention none), which says where "
          + "words come from")
    }
  }

  /// What attention looks at as given targets are written: of a transformer the mean over the heads of the
  /// last layer. Empty weights where the network has none.
  public func attention(
    of pairs: [SentencePair], batchSize: Int = 32
  ) -> [TranslationAttention] {
    let encoded = EncodedPairs(pairs, self)
    return attention(encoded, batchSize: batchSize).enumerated().map { place, weights in
      TranslationAttention(
        source: encoded.sources[place].map { source.vocabulary.token($0) },
        target: (encoded.targets[place] + [Vocabulary.sentenceEndID]).map {
          target.vocabulary.token($0)
        }, weights: weights)
    }
  }

  /// Which words those of given targets were written from.
  public func alignments(of pairs: [SentencePair], batchSize: Int = 32) -> [WordAlignment] {
    let encoded = EncodedPairs(pairs, self)
    return zip(pairs, attention(encoded, batchSize: batchSize)).map { pair, weights in
      let (from, to) = (source.words(pair.source), target.words(pair.target))
      let rows = to.map { word in
        from.map { other -> Double in
          // What is cut off has no attention.
          let steps = word.tokens.clamped(to: weights.indices)
          let sum = steps.reduce(0.0) { sum, step in
            other.tokens.clamped(to: weights[step].indices).reduce(sum) {
              $0 + weights[step][$1]
            }
          }
          return steps.isEmpty ? 0 : sum / Double(steps.count)
        }
      }
      let links = rows.enumerated().compactMap { target, row -> WordAlignment.Link? in
        guard let most = row.max(), most > 0 else { return nil }
        return WordAlignment.Link(source: row.firstIndex(of: most)!, target: target)
      }
      return WordAlignment(
        source: from.map(\.text), target: to.map(\.text), weights: rows, links: links)
    }
  }

  /// The words of a line that attention points at where a target has unknown ones, by their places.
  func sourceWords(forUnknownIn tokens: [Int32], of line: String) -> [Int: String] {
    let target = Array(tokens.prefix { $0 != Vocabulary.sentenceEndID })
    let words = source.tokens(line, limit: architecture.maximumLength - 1)
    let encoded = EncodedPairs(sources: [sourceIDs(line)], targets: [target])
    guard let weights = attention(encoded, batchSize: 1).first, !weights.isEmpty else { return [:] }
    var found: [Int: String] = [:]
    for (place, token) in target.enumerated() where token == Vocabulary.unknownID {
      // The end of a source is no word.
      let row = weights[place].prefix(words.count)
      if let most = row.max() { found[place] = source.plain(words[row.firstIndex(of: most)!]) }
    }
    return found
  }

  /// By pair, the target's token, and the source's.
  private func attention(_ pairs: EncodedPairs, batchSize: Int) -> [[[Double]]] {
    var found = [[[Double]]](repeating: [], count: pairs.sources.count)
    for places in LengthBatches(lengths: pairs.lengths, batchSize: batchSize) {
      if StopRequest.isAsked { break }
      let batch = TranslationBatch(pairs, places)
      let weights = withoutGraph {
        network.decode(
          batch.inputs, network.encode(batch.source, mode: .evaluation), state: nil,
          keepsState: false, mode: .evaluation
        ).weights?.array
      }
      guard let weights else { continue }
      let (values, steps, width) = (weights.floats, weights.shape[1], weights.shape[2])
      for (row, place) in places.enumerated() {
        found[place] = (0..<batch.inputs.lengths[row]).map { step in
          let begin = (row * steps + step) * width
          return values[begin..<begin + batch.source.lengths[row]].map(Double.init)
        }
      }
    }
    return found
  }
}
