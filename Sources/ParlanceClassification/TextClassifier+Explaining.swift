import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceText

/// A token of a text and what it brings to a label.
public struct TokenContribution: Codable, Sendable, Equatable {
  /// The token as the model reads it.
  public let token: String
  /// How much of the label's logit, above the mean of all labels' logits, comes from it.
  public let contribution: Double
}

extension TextClassifier {
  /// What each token of a text brings to a label: gradient × input.
  ///
  /// Σ_d x_d ∂z/∂x_d over the numbers x of the token's vector, where z is the label's logit less the mean
  /// of all labels' (or, where a text may have several, the logit itself). An n-gram's share is divided
  /// among its tokens. Of a language model for each label, it is the token's log-probability.
  public func contributions(to label: Int, of text: String) -> [TokenContribution] {
    let text = encoder.read(text)
    let isBag = architecture.modelType.readsBag
    let tokens =
      isBag ? text.tokens : Array(text.tokens.prefix(architecture.maximumLength))
    var encoded = EncodedTexts()
    encoder.append(text, to: &encoded)
    let each =
      (network as? NGramClassifier).map { shares(of: $0, encoded, label) }
      ?? shares(encoded, label)
    var sums = [Double](repeating: 0, count: tokens.count)
    for (places, share) in zip(origins(of: encoded, text, count: tokens.count), each) {
      for place in places { sums[place] += share / Double(places.count) }
    }
    return zip(tokens, sums).map { TokenContribution(token: $0, contribution: $1) }
  }

  /// Of each id: the derivative by a factor of what it brings in.
  private func shares(_ encoded: EncodedTexts, _ label: Int) -> [Double] {
    guard !encoded.ids.isEmpty else { return [] }
    let scales = Parameter(NDArray(ones: [encoded.ids.count]))
    let logits = network.logits(encoded, scales: scales.tensor, mode: .evaluation)
    let own = logits.slice(axis: 1, label..<label + 1).sum()
    let loss = isMultiLabel ? own : own - logits.mean()
    return loss.backward()[scales].doubles
  }

  private func shares(
    of network: NGramClassifier, _ encoded: EncodedTexts, _ label: Int
  ) -> [Double] {
    let all = network.logProbabilities(encoded.ids[...])
    return stride(from: 0, to: all.count, by: labels.count).map { begin in
      all[begin + label] - all[begin..<begin + labels.count].reduce(0, +) / Double(labels.count)
    }
  }

  /// The tokens that each id comes from; none for the end of the text.
  private func origins(
    of encoded: EncodedTexts, _ text: ReadText, count: Int
  ) -> [[Int]] {
    guard architecture.modelType.readsBag else {
      return encoded.ids.indices.map { $0 < count ? [$0] : [] }
    }
    let features = encoder.features(text)
    if architecture.weighting == .mean { return features.map { Array($0.tokens) } }
    // Each id once for each family, in the families' order.
    var places: [Int64: [Int]] = [:]
    for feature in features where encoder.rarity(of: feature) > 0 {
      places[feature.key, default: []] += feature.tokens
    }
    return places.keys.sorted().map { places[$0] ?? [] }
  }
}
