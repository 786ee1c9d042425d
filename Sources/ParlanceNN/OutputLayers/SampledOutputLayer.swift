import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// An output layer that learns to tell each target from K tokens of noise, which a whole batch shares.
///
/// A step works on the rows of the targets and the noise only, and costs the same for any V.
/// Evaluation is softmax(h Wᵀ + b) over all V tokens. A module that conforms says only what the loss
/// over the candidates is.
public protocol SampledOutputLayer: OutputLayer {
  /// W: [V, H].
  var weight: Parameter { get }
  /// b: [V].
  var bias: Parameter { get }
  /// Q, what noise is drawn from; a model that is only evaluated needs none in particular.
  var noise: NoiseDistribution { get set }
  /// K.
  var samples: Int { get }
  /// Whether noise that is a row's target is left out for that row.
  var excludesHits: Bool { get }

  /// The mean loss over rows of z(w) − ln(K Q(w)), the target first: [N, 1 + K] → [].
  func loss(ofCandidates logits: Tensor) -> Tensor
}

extension SampledOutputLayer {
  public var outputSize: Int { bias.shape[0] }

  /// h Wᵀ + b: [N, H] → [N, V].
  public func logits(_ hidden: Tensor) -> Tensor {
    linear(hidden, weight.tensor, bias.tensor, transposingWeight: true)
  }

  /// The loss against noise that is drawn with the mode's key, or in evaluation with a fixed one.
  public func trainingLoss(
    _ input: OutputInput, _ targets: [Int32], ignoring: Int32, mode: Mode
  ) -> Tensor {
    let (hidden, targets) = input.hidden.rows(of: targets, ignoring: ignoring)
    let key = mode.key ?? RandomKey(seed: 0)
    return loss(
      hidden, targets, samples: noise.draw(samples, key: key.folding(in: "noise")))
  }

  /// The loss of targets against given noise: [N, H] and N targets → [].
  public func loss(_ hidden: Tensor, _ targets: [Int32], samples: [Int32]) -> Tensor {
    let share = log(Double(max(samples.count, 1)))
    return loss(
      ofCandidates: candidateLogits(
        hidden, weight: weight.tensor, bias: bias.tensor, targets: targets, samples: samples,
        correction: { noise.logProbabilities[Int($0)] + share }, excludingHits: excludesHits))
  }

  public func logProbabilities(_ input: OutputInput) -> Tensor { logSoftmax(logits(input.hidden)) }

  public func losses(_ input: OutputInput, _ targets: [Int32], ignoring: Int32) -> NDArray {
    let logits = logits(input.hidden).array
    return logits.kernels.crossEntropy(logits, targets: targets, ignoring: ignoring).losses
  }
}

extension Tensor {
  /// The rows whose target is not to be ignored, and these targets.
  func rows(of targets: [Int32], ignoring: Int32) -> (Tensor, [Int32]) {
    let kept = targets.indices.filter { targets[$0] != ignoring }
    if kept.count == targets.count { return (self, targets) }
    return (take(Indices(kept), axis: 0), kept.map { targets[$0] })
  }
}

/// What the sampled output layers begin with.
struct SampledOutputParts {
  let weight: Parameter
  let bias: Parameter
  let noise: NoiseDistribution

  /// Random rows.
  init(
    _ inputSize: Int, _ outputSize: Int, counts: [Int], power: Double, _ initializer: Initializer,
    using generator: inout RandomGenerator
  ) {
    let table = Parameter(
      initializer.array(
        [outputSize, inputSize], inputs: inputSize, outputs: outputSize, using: &generator))
    self.init(tiedTo: table, counts: counts, power: power)
  }

  /// A table that serves as embedding too. Noise is uniform where no counts are given; traps for
  /// other than V counts.
  init(tiedTo table: Parameter, counts: [Int], power: Double) {
    let outputSize = table.shape[0]
    guard counts.isEmpty || counts.count == outputSize else {
      fatalError("SampledOutputLayer: \(counts.count) counts for \(outputSize) tokens")
    }
    weight = table
    bias = Parameter(shape: [outputSize], table.value.elementType)
    noise = NoiseDistribution(
      counts: counts.isEmpty ? [Int](repeating: 1, count: outputSize) : counts, power: power)
  }
}
