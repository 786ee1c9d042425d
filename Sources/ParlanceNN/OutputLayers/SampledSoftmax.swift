import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// Sampled softmax: the cross-entropy of the target among itself and K tokens of noise.
///
/// L = −ln softmax(z(w) − ln(K Q(w)))[target]; noise that is the target is left out. Bengio and
/// Senécal, *Adaptive Importance Sampling to Accelerate Training of a Neural Probabilistic Language
/// Model*, 2008; Jean et al., *On Using Very Large Target Vocabulary for Neural Machine Translation*,
/// 2015.
public final class SampledSoftmax: SampledOutputLayer {
  public let weight: Parameter
  public let bias: Parameter
  public var noise: NoiseDistribution
  public let samples: Int
  public var excludesHits: Bool { true }

  /// Creates a layer with random weights and a bias of zeros; noise is uniform where no counts are given.
  ///
  /// K is 1000 and α 0.75 unless said otherwise.
  public init(
    _ inputSize: Int, _ outputSize: Int, counts: [Int] = [], samples: Int? = nil,
    power: Double? = nil, initializer: Initializer = .uniform(0.1),
    using generator: inout RandomGenerator
  ) {
    let parts = SampledOutputParts(
      inputSize, outputSize, counts: counts, power: power ?? Self.defaultPower, initializer,
      using: &generator)
    (weight, bias, noise) = (parts.weight, parts.bias, parts.noise)
    self.samples = samples ?? Self.defaultSamples
  }

  /// Creates a layer whose weight is an embedding's table [V, H] (tied weights).
  public init(
    tiedTo table: Parameter, counts: [Int] = [], samples: Int? = nil, power: Double? = nil
  ) {
    let parts = SampledOutputParts(tiedTo: table, counts: counts, power: power ?? Self.defaultPower)
    (weight, bias, noise) = (parts.weight, parts.bias, parts.noise)
    self.samples = samples ?? Self.defaultSamples
  }

  package static var defaultSamples: Int { 1000 }
  package static var defaultPower: Double { 0.75 }

  public func loss(ofCandidates logits: Tensor) -> Tensor {
    crossEntropy(logits, [Int32](repeating: 0, count: logits.shape[0]))
  }
}
