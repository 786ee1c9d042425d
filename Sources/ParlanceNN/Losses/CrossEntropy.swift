import ParlanceAutograd

/// The cross-entropy in nats of softmax(logits) against class indices, reduced.
///
/// −w[t] ln softmax(z)[t] for each target t; with label smoothing ε, 1 − ε of that and ε / C of the
/// sum of −w[c] ln softmax(z)[c] over all classes. The mean divides by the sum of the targets'
/// weights; where no target counts it is 0. Traps for a target outside 0 ..< C.
///
/// - `logits`: with the classes along `axis`: [.., C, ..]. PyTorch's layout [N, C, d₁, ..] has them
///   along axis 1.
/// - `targets`: one class for each place of the other axes, in row-major order.
/// - `weight`: one number for each class: [C].
/// - `ignoring`: targets equal to it count neither in the sum nor in the mean.
/// - `labelSmoothing`: ε within 0 … 1. Szegedy et al., *Rethinking the Inception Architecture*, 2016.
public func crossEntropy(
  _ logits: Tensor, _ targets: [Int32], axis: Int = -1, weight: Tensor? = nil,
  ignoring: Int32 = -100, labelSmoothing: Double = 0, reduction: Reduction = .mean
) -> Tensor {
  let isLast = axis == -1 || axis == logits.shape.count - 1
  if isLast, weight == nil, labelSmoothing == 0, reduction == .mean {
    return softmaxCrossEntropy(logits, targets, ignoring: ignoring)
  }
  let layout = ClassTargets(
    "crossEntropy", logits, targets, axis: axis, weight: weight, ignoring: ignoring)
  let rows = logSoftmax(layout.rows(logits))
  var losses = layout.picked(rows)
  if labelSmoothing > 0 {
    let all = -(weight.map { rows * $0.detached } ?? rows).sum(axis: 1)
    let share = labelSmoothing / Double(rows.shape[1])
    losses = losses * (1 - labelSmoothing) + Tensor.where(layout.counts, all, 0) * share
  }
  return layout.reduced(losses, reduction)
}

/// The cross-entropy in nats −Σ_c w[c] p[c] ln softmax(z)[c] of logits against probabilities, reduced.
///
/// The mean divides by the number of places of the other axes, whatever the weights are.
///
/// - `logits`: with the classes along `axis`: [.., C, ..].
/// - `targets`: probabilities of the same shape; with label smoothing ε, (1 − ε) p + ε / C.
public func crossEntropy(
  _ logits: Tensor, _ targets: Tensor, axis: Int = -1, weight: Tensor? = nil,
  labelSmoothing: Double = 0, reduction: Reduction = .mean
) -> Tensor {
  guard logits.shape == targets.shape, !logits.shape.isEmpty else {
    fatalError("crossEntropy: logits \(logits.shape), target probabilities \(targets.shape)")
  }
  let place = axis < 0 ? axis + logits.shape.count : axis
  let classes = Double(logits.shape[place])
  let smooth =
    labelSmoothing > 0 ? targets * (1 - labelSmoothing) + labelSmoothing / classes : targets
  var products = logSoftmax(logits, axis: place) * smooth
  if let weight {
    let after = [Int](repeating: 1, count: logits.shape.count - place - 1)
    products = products * weight.detached.reshaped(weight.shape + after)
  }
  return reduction(-products.sum(axis: place))
}
