import ParlanceArrays
import ParlanceAutograd

/// The layout of losses over classes: one axis holds the classes, and one target stands for each
/// place of the others, in row-major order.
struct ClassTargets {
  /// The targets with 0 in the places of ignored ones.
  let indices: Indices
  /// 1 for a target that counts, else 0: [N].
  let counts: Tensor
  /// The weight of each target's class, 0 where it is ignored: [N].
  let weights: Tensor
  let shape: [Int]
  let axis: Int

  /// Traps for targets that do not fit and for classes that are not there.
  init(
    _ operation: String, _ x: Tensor, _ targets: [Int32], axis: Int, weight: Tensor?,
    ignoring: Int32
  ) {
    let place = axis < 0 ? axis + x.shape.count : axis
    guard x.shape.indices.contains(place) else {
      fatalError("\(operation): axis \(axis) is outside shape \(x.shape)")
    }
    let classes = x.shape[place]
    guard x.array.count == targets.count * classes else {
      fatalError("\(operation): logits \(x.shape) do not fit \(targets.count) targets")
    }
    if let target = targets.first(where: { $0 != ignoring && ($0 < 0 || $0 >= classes) }) {
      fatalError("\(operation): target \(target) is outside \(classes) classes")
    }
    if let weight, weight.shape != [classes] {
      fatalError("\(operation): expected \(classes) weights, found shape \(weight.shape)")
    }
    self.axis = place
    var rest = x.shape
    rest.remove(at: place)
    shape = rest
    let numbers = weight?.array.doubles
    func constant(_ values: [Double]) -> Tensor {
      Tensor(NDArray(float64: values).cast(to: x.elementType))
    }
    indices = Indices(targets.map { $0 == ignoring ? 0 : $0 })
    counts = constant(targets.map { $0 == ignoring ? 0 : 1 })
    weights = constant(targets.map { $0 == ignoring ? 0 : numbers?[Int($0)] ?? 1 })
  }

  /// [.., C, ..] → [N, C].
  func rows(_ x: Tensor) -> Tensor {
    let last = x.shape.count - 1
    let order = x.shape.indices.filter { $0 != axis } + [axis]
    let moved = axis == last ? x : x.permuted(order)
    return moved.reshaped([indices.count, x.shape[axis]])
  }

  /// −weight · x[target] for each row: [N, C] → [N].
  func picked(_ rows: Tensor) -> Tensor {
    let count = indices.count
    let values = rows.gather(axis: 1, indices.reshaped([count, 1])).reshaped([count])
    return -weights * .where(counts, values, 0)
  }

  /// Losses [N] reduced; their mean divides by the sum of the targets' weights, and is 0 where no
  /// target counts.
  func reduced(_ losses: Tensor, _ reduction: Reduction) -> Tensor {
    switch reduction {
    case .mean:
      let total = weights.array.doubles.reduce(0, +)
      return losses.sum() / (counts.array.doubles.contains(1) ? total : 1)
    case .sum, .none, .batchMean: return reduction(losses.reshaped(shape))
    }
  }
}
