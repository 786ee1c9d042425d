import Foundation
import ParlanceArrays
import ParlanceAutograd

/// Noise-contrastive estimation: each target and each of K tokens of noise is told from the other
/// kind by a logistic loss.
///
/// L = −ln σ(Δ(target)) − Σₖ ln σ(−Δ(noiseₖ)), Δ(w) = z(w) − ln Z − ln(K Q(w)). ln Z is a constant,
/// and the model learns to normalise itself; biases of −ln V make it begin so. Gutmann and Hyvärinen,
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

  /// Creates a layer with random weights; noise is uniform where no counts are given.
  public init(
    _ inputSize: Int, _ outputSize: Int, counts: [Int] = [], samples: Int = 500,
    power: Double = 1, logNormalizer: Double = 0, initializer: Initializer = .uniform(0.1),
    using generator: inout RandomGenerator
  ) {
    let made = SampledOutputParameters(
      inputSize, outputSize, bias: logNormalizer - log(Double(max(outputSize, 1))), initializer,
      using: &generator)
    (weight, bias, self.samples) = (made.weight, made.bias, samples)
    self.logNormalizer = logNormalizer
    noise = NoiseDistribution(
      "NoiseContrastiveEstimation", counts: counts, vocabularySize: outputSize, power: power)
  }

  /// Creates a layer whose weight is an embedding's table [V, H] (tied weights).
  public init(
    tiedTo table: Parameter, counts: [Int] = [], samples: Int = 500, power: Double = 1,
    logNormalizer: Double = 0
  ) {
    let made = SampledOutputParameters(
      tiedTo: table, bias: logNormalizer - log(Double(max(table.shape[0], 1))))
    (weight, bias, self.samples) = (made.weight, made.bias, samples)
    self.logNormalizer = logNormalizer
    noise = NoiseDistribution(
      "NoiseContrastiveEstimation", counts: counts, vocabularySize: table.shape[0], power: power)
  }

  // −ln σ(−Δ) = softplus(Δ), and −ln σ(Δ) is less by Δ.
  public func loss(ofCandidates logits: Tensor) -> Tensor {
    let delta = logits - logNormalizer
    let own = delta.slice(axis: 1, 0..<1)
    return (softplus(delta, threshold: 40).sum() - own.sum()) / Double(max(logits.shape[0], 1))
  }
}
