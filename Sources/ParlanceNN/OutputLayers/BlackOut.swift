import ParlanceArrays
import ParlanceAutograd

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

  /// Creates a layer with random weights and a bias of zeros; noise is uniform where no counts are
  /// given.
  public init(
    _ inputSize: Int, _ outputSize: Int, counts: [Int] = [], samples: Int = 500,
    power: Double = 0.4, initializer: Initializer = .uniform(0.1),
    using generator: inout RandomGenerator
  ) {
    let made = SampledOutputParameters(inputSize, outputSize, initializer, using: &generator)
    (weight, bias, self.samples) = (made.weight, made.bias, samples)
    noise = NoiseDistribution("BlackOut", counts: counts, vocabularySize: outputSize, power: power)
  }

  /// Creates a layer whose weight is an embedding's table [V, H] (tied weights).
  public init(
    tiedTo table: Parameter, counts: [Int] = [], samples: Int = 500, power: Double = 0.4
  ) {
    let made = SampledOutputParameters(tiedTo: table)
    (weight, bias, self.samples) = (made.weight, made.bias, samples)
    noise = NoiseDistribution(
      "BlackOut", counts: counts, vocabularySize: table.shape[0], power: power)
  }

  public func loss(ofCandidates logits: Tensor) -> Tensor { blackOutLoss(logits) }
}
