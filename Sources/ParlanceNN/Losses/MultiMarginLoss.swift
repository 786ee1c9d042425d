import ParlanceAutograd

/// The hinge loss over classes w[t] Σ_{c ≠ t} max(0, margin − x[t] + x[c])ᵖ / C, reduced.
///
/// - `scores`: [N, C], or [C] with one target.
/// - `targets`: N classes.
/// - `power`: p, 1 or 2.
/// - `weight`: one number for each class: [C]. The mean divides by N all the same.
public func multiMarginLoss(
  _ scores: Tensor, _ targets: [Int32], power: Int = 1, margin: Double = 1, weight: Tensor? = nil,
  reduction: Reduction = .mean
) -> Tensor {
  guard power == 1 || power == 2 else {
    fatalError("multiMarginLoss: power \(power) is not 1 or 2")
  }
  let layout = ClassTargets(
    "multiMarginLoss", scores, targets, axis: -1, weight: weight, ignoring: .min)
  let rows = layout.rows(scores)
  let (count, classes) = (rows.shape[0], rows.shape[1])
  let own = rows.gather(axis: 1, layout.indices.reshaped([count, 1]))
  let gaps = clamp(margin - own + rows, min: 0)
  let others = Tensor.where(
    oneHot(layout.indices, classes: classes, scores.elementType), 0,
    power == 2 ? square(gaps) : gaps)
  let losses = others.sum(axis: 1) * layout.weights / Double(classes)
  return reduction(losses.reshaped(layout.shape))
}
