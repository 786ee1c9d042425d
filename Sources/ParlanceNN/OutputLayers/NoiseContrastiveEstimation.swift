import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// Noise-contrastive estimation: each target and each of K tokens of noise is told from the other
/// kind by a logistic loss.
///
/// L = −ln σ(Δ(target)) − Σₖ ln σ(−Δ(noiseₖ)), Δ(w) = z(w) − ln Z − ln(K Q(w)). ln Z is a constant,
/// and the model learns to normalise itself; it begins so, as the unigram model. Gutmann and Hyvärinen,
/// *Noise-Contrastive Estimation*, 2010; Mnih and Teh, *A Fast and Simple Algorithm for Training Neural
/// Probabilistic Language Models*, 2012.
public final class NoiseContrastiveEstimation: SampledOutputLayer {
  public let weight: Parameter
  public let bias: Parameter
  public var noise: NoiseDistribution
  public let samples: Int
  /// ln Z.
  public let logNormalizer: Double
  public var excludesHits: Bool { false }

  /// Creates a layer with random weights and biases that make it the unigram model; noise is uniform
  /// where no counts are given.
  ///
  /// K is 500 and α 1 unless said otherwise.
  public init(
    _ inputSize: Int, _ outputSize: Int, counts: [Int] = [], samples: Int? = nil,
    power: Double? = nil, logNormalizer: Double = 0, initializer: Initializer = .uniform(0.1),
    using generator: inout RandomGenerator
  ) {
    let parts = SampledOutputParts(
      inputSize, outputSize, counts: counts, power: power ?? Self.defaultPower, initializer,
      using: &generator)
    (weight, bias, noise) = (parts.weight, parts.bias, parts.noise)
    self.samples = samples ?? Self.defaultSamples
    self.logNormalizer = logNormalizer
    beginAsUnigram(counts)
  }

  /// Creates a layer whose weight is an embedding's table [V, H] (tied weights).
  public init(
    tiedTo table: Parameter, counts: [Int] = [], samples: Int? = nil, power: Double? = nil,
    logNormalizer: Double = 0
  ) {
    let parts = SampledOutputParts(tiedTo: table, counts: counts, power: power ?? Self.defaultPower)
    (weight, bias, noise) = (parts.weight, parts.bias, parts.noise)
    self.samples = samples ?? Self.defaultSamples
    self.logNormalizer = logNormalizer
    beginAsUnigram(counts)
  }

  package static var defaultSamples: Int { 500 }
  package static var defaultPower: Double { 1 }

  private func beginAsUnigram(_ counts: [Int]) {
    let unigram = counts.isEmpty ? noise : NoiseDistribution(counts: counts)
    bias.value = NDArray(float64: unigram.logProbabilities.map { $0 + logNormalizer })
      .cast(to: bias.value.elementType)
  }

  // −ln σ(−Δ) = softplus(Δ), and −ln σ(Δ) is less by Δ.
  public func loss(ofCandidates logits: Tensor) -> Tensor {
    let delta = logits - logNormalizer
    let own = delta.slice(axis: 1, 0..<1)
    return (softplus(delta, threshold: 40).sum() - own.sum()) / Double(max(logits.shape[0], 1))
  }
}
