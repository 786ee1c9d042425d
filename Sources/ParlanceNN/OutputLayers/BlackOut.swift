import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// BlackOut: the weighted sampled softmax, with a loss that also tells each noise token from the
/// target.
///
/// L = −ln p(target) − Σₖ ln(1 − p(noiseₖ)), p = softmax(z(w) − ln Q(w)) over the target and the
/// noise; noise that is the target is left out. Ji et al., *BlackOut: Speeding up Recurrent Neural
/// Network Language Models With Very Large Vocabularies*, 2016.
public final class BlackOut: SampledOutputLayer {
  public let weight: Parameter
  public let bias: Parameter
  public var noise: NoiseDistribution
  public let samples: Int
  public var excludesHits: Bool { true }

  /// Creates a layer with random weights and a bias of zeros; noise is uniform where no counts are given.
  ///
  /// K is 500 and α 1 unless said otherwise; the paper's α of 0.4 needs more noise.
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

  package static var defaultSamples: Int { 500 }
  package static var defaultPower: Double { 1 }

  public func loss(ofCandidates logits: Tensor) -> Tensor { blackOutLoss(logits) }
}
