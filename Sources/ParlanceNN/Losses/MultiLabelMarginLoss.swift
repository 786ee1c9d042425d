import ParlanceArrays
import ParlanceAutograd

/// The hinge loss of several labels Σ_{t} Σ_{c no label} max(0, 1 − (x[t] − x[c])) / C, reduced.
///
/// - `scores`: [N, C], or [C].
/// - `targets`: as many whole numbers; in each row the labels, then −1.
public func multiLabelMarginLoss(
  _ scores: Tensor, _ targets: Indices, reduction: Reduction = .mean
) -> Tensor {
  guard scores.shape == targets.shape, let classes = scores.shape.last, scores.shape.count <= 2
  else {
    fatalError("multiLabelMarginLoss: scores \(scores.shape), targets \(targets.shape)")
  }
  let count = scores.shape.dropLast().reduce(1, *)
  // How often a class is a label.
  var labels = [Double](repeating: 0, count: count * classes)
  for row in 0..<count {
    for label in targets.values[row * classes..<(row + 1) * classes] {
      if label < 0 { break }
      guard label < classes else {
        fatalError("multiLabelMarginLoss: label \(label) is outside \(classes) classes")
      }
      labels[row * classes + Int(label)] += 1
    }
  }
  let times = Tensor(
    NDArray(float64: labels, shape: [count, classes, 1]).cast(to: scores.elementType))
  let x = scores.reshaped([count, classes, 1])
  let gaps = clamp(1 - (x - x.transposed(1, 2)), min: 0)
  let losses = (gaps * times * (times.transposed(1, 2) .== 0)).sum(axes: [1, 2]) / Double(classes)
  return reduction(losses.reshaped(Array(scores.shape.dropLast())))
}
