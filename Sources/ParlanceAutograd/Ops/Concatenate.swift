import ParlanceArrays

/// Tensors one after the other along one axis; all other axes are equal.
public func concatenate(_ tensors: [Tensor], axis: Int) -> Tensor {
  guard let first = tensors.first, first.shape.indices.contains(axis) else {
    fatalError("concatenate: \(tensors.count) tensors along axis \(axis)")
  }
  var shape = first.shape
  var starts: [Int] = []
  var length = 0
  for tensor in tensors {
    var expected = first.shape
    expected[axis] = tensor.shape.indices.contains(axis) ? tensor.shape[axis] : -1
    guard tensor.shape == expected else {
      fatalError(
        "concatenate: shapes \(first.shape) and \(tensor.shape) differ beside axis \(axis)")
    }
    starts.append(length)
    length += tensor.shape[axis]
  }
  shape[axis] = length
  var y = NDArray(uninitialized: shape, first.elementType)
  for (tensor, start) in zip(tensors, starts) {
    y.kernels.scatter(
      tensor.array, View(shape).sliced(axis: axis, start: start, count: tensor.shape[axis]), &y)
  }
  return Tensor.operation(
    "concatenate", outputs: [y],
    zip(tensors, starts).map { tensor, start in
      let length = tensor.shape[axis]
      return OperationInput(tensor) { dy, dx in
        dx.add(dy.kernels.slice(dy, axis: axis, start: start, length: length))
      }
    })[0]
}
