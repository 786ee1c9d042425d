import ParlanceArrays

/// Vectors with `on` at the place of each index and `off` elsewhere, along a new axis: indices [..]
/// → [.., classes]. Negative indices count from the end; traps outside the classes.
public func oneHot(
  _ indices: Indices, classes: Int, on: Double = 1, off: Double = 0, axis: Int = -1,
  _ elementType: ElementType = .float32
) -> Tensor {
  let place = axis < 0 ? axis + indices.shape.count + 1 : axis
  guard classes >= 0, (0...indices.shape.count).contains(place) else {
    fatalError("oneHot: \(classes) classes along axis \(axis) of indices \(indices.shape)")
  }
  var (shape, unit) = (indices.shape, indices.shape)
  shape.insert(classes, at: place)
  unit.insert(1, at: place)
  let base = Tensor(NDArray(repeating: off, shape: shape, elementType))
  let source = Tensor(NDArray(repeating: on, shape: unit, elementType))
  return base.scatter(source, at: indices.reshaped(unit), axis: place)
}
