import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceText

/// An n-gram language model for each label: z = ln P(label) + Σ ln P(token | the tokens before, label).
///
/// Probabilities are interpolated as Witten and Bell do: P(w | h) = (c(hw) + t(h) P(w | h′)) / (c(h) +
/// t(h)), c counting in the label's texts, t(h) being the number of distinct tokens after h, and h′ h
/// without its first token; after no token, P is 1 / V. Contexts beyond one token are found by their
/// hash, so that a pair of them may rarely share counts. Witten and Bell, *The Zero-Frequency Problem*, 1991;
/// Peng and Schuurmans, *Combining Naive Bayes and n-Gram Language Models for Text Classification*, 2003.
public final class NGramClassifier: ClassifierNetwork {
  public let architecture: ClassifierArchitecture
  /// c(hw) by the row of hw: [F, L].
  public let counts: Buffer
  /// c(h), of h as a context, by its row; that of no token is the row of `<pad>`: [F, L].
  public let contexts: Buffer
  /// t(h): [F, L].
  public let continuations: Buffer
  /// ln P(label): [L].
  public let priors: Buffer

  /// Creates models that have seen nothing.
  public init(_ architecture: ClassifierArchitecture) {
    self.architecture = architecture
    let shape = [architecture.featureCount, architecture.labelCount]
    counts = Buffer(shape: shape)
    contexts = Buffer(shape: shape)
    continuations = Buffer(shape: shape)
    priors = Buffer(shape: [architecture.labelCount])
  }

  /// The row of tokens that stand one after the other; of no token, that of `<pad>`.
  private func row(_ tokens: ArraySlice<Int32>) -> Int32 {
    guard tokens.count > 1 else { return tokens.first ?? Vocabulary.paddingID }
    var hash = FeatureHash.tokens
    for token in tokens {
      for shift in [0, 8, 16, 24] { hash.add(UInt8(truncatingIfNeeded: token >> shift)) }
    }
    return Int32(architecture.vocabularySize + hash.bucket(of: architecture.buckets))
  }

  /// Calls `body` for each token of a text and each of its contexts, from none to the longest.
  private func forEachContext(
    _ tokens: ArraySlice<Int32>, _ body: (_ context: Int32, _ whole: Int32) -> Void
  ) {
    for place in tokens.indices {
      for length in 0..<min(architecture.order, place - tokens.startIndex + 1) {
        body(row(tokens[place - length..<place]), row(tokens[place - length...place]))
      }
    }
  }

  /// Counts all texts, each with its label, in place of what was counted before.
  public func count(_ texts: EncodedTexts, labels: [Int]) {
    guard labels.count == texts.count else {
      fatalError("NGramClassifier.count: \(labels.count) labels of \(texts.count) texts")
    }
    let width = architecture.labelCount
    var whole = [Float](repeating: 0, count: architecture.featureCount * width)
    var (before, distinct) = (whole, whole)
    var frequencies = [Double](repeating: 0, count: width)
    for (text, label) in labels.enumerated() {
      frequencies[label] += 1
      forEachContext(texts.ids[texts.starts[text]..<texts.starts[text + 1]]) { context, row in
        let (context, row) = (Int(context) * width + label, Int(row) * width + label)
        if whole[row] == 0 { distinct[context] += 1 }
        whole[row] += 1
        before[context] += 1
      }
    }
    let shape = counts.shape
    counts.value = NDArray(whole, shape: shape)
    contexts.value = NDArray(before, shape: shape)
    continuations.value = NDArray(distinct, shape: shape)
    // One more for each label, so that none is impossible.
    let total = frequencies.reduce(0, +) + Double(width)
    priors.value = NDArray(frequencies.map { Float(log(($0 + 1) / total)) })
  }

  public func logits(_ texts: EncodedTexts, scales: Tensor?, mode: Mode) -> Tensor {
    let width = architecture.labelCount
    let prior = priors.value.floats
    var logits: [Double] = []
    for text in 0..<texts.count {
      var sums = prior.map(Double.init)
      let range = texts.starts[text]..<texts.starts[text + 1]
      let each = logProbabilities(texts.ids[range])
      for (place, value) in each.enumerated() { sums[place % width] += value }
      logits += sums
    }
    return Tensor(
      NDArray(float64: logits, shape: [texts.count, width]).cast(to: priors.value.elementType))
  }

  /// ln P(token | the tokens before, label) of each token of a text and each label.
  public func logProbabilities(_ tokens: ArraySlice<Int32>) -> [Double] {
    let width = architecture.labelCount
    var (before, after): ([Int32], [Int32]) = ([], [])
    forEachContext(tokens) { context, whole in
      before.append(context)
      after.append(whole)
    }
    func rows(_ buffer: Buffer, _ ids: [Int32]) -> [Float] {
      buffer.value.kernels.gatherRows(buffer.value, ids).floats
    }
    let whole = rows(counts, after)
    let (total, distinct) = (rows(contexts, before), rows(continuations, before))
    var result: [Double] = []
    result.reserveCapacity(tokens.count * width)
    var place = 0
    for token in tokens.indices {
      var probabilities = [Double](
        repeating: 1 / Double(architecture.vocabularySize), count: width)
      for _ in 0..<min(architecture.order, token - tokens.startIndex + 1) {
        for label in 0..<width where total[place + label] > 0 {
          // Shared rows make a count greater than its context's, or leave no new token after one.
          let n = Double(total[place + label])
          let t = max(Double(distinct[place + label]), 1)
          let count = min(Double(whole[place + label]), n)
          probabilities[label] = (count + t * probabilities[label]) / (n + t)
        }
        place += width
      }
      result += probabilities.map { log($0) }
    }
    return result
  }
}
