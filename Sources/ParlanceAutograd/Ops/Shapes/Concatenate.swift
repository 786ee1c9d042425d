import ParlanceArrays

/// Tensors one after the other along one axis; all other axes are equal.
public func concatenate(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
  guard let first = tensors.first, !first.shape.isEmpty else {
    fatalError("concatenate: \(tensors.count) tensors along axis \(axis)")
  }
  let place = first.axis(axis, "concatenate")
  var shape = first.shape
  var starts: [Int] = []
  var length = 0
  for tensor in tensors {
    var expected = first.shape
    expected[place] = tensor.shape.indices.contains(place) ? tensor.shape[place] : -1
    guard tensor.shape == expected else {
      fatalError(
        "concatenate: shapes \(first.shape) and \(tensor.shape) differ beside axis \(axis)")
    }
    starts.append(length)
    length += tensor.shape[place]
  }
  shape[place] = length
  var y = NDArray(uninitialized: shape, like: first.array)
  for (tensor, start) in zip(tensors, starts) {
    y.kernels.scatter(
      tensor.array, View(shape).sliced(axis: place, start: start, count: tensor.shape[place]), &y)
  }
  return .operation(
    "concatenate", y,
    zip(tensors, starts).map { tensor, start in
      let length = tensor.shape[place]
      return OperationInput(tensor) { dy, dx in
        dx.add(dy.kernels.slice(dy, axis: place, start: start, length: length))
      }
    })
}
