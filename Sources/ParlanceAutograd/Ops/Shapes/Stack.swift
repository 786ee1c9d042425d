import ParlanceArrays

/// Tensors of one shape beside each other along a new axis: N of [A, B] at axis 0 → [N, A, B].
public func stack(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
  guard let first = tensors.first else { fatalError("stack: no tensors") }
  if let other = tensors.first(where: { $0.shape != first.shape }) {
    fatalError("stack: shapes \(first.shape) and \(other.shape) differ")
  }
  let place = axis < 0 ? axis + first.shape.count + 1 : axis
  return concatenate(tensors.map { $0.unsqueezed(axis: axis) }, axis: place)
}
