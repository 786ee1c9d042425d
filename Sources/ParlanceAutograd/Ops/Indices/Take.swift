import ParlanceArrays

extension Tensor {
  /// The places of an axis by their numbers, which may repeat: [.., N, ..] and indices of any shape
  /// → [.., indices.shape.., ..].
  ///
  /// Negative indices count from the end; traps outside the axis.
  public func take(_ indices: Indices, axis: Int) -> Tensor {
    take(indices, axis: axis, operation: "take")
  }

  func take(_ indices: Indices, axis: Int, operation: String) -> Tensor {
    let axis = self.axis(axis, operation)
    let length = shape[axis]
    let outer = shape[..<axis].reduce(1, *)
    let width = shape[(axis + 1)...].reduce(1, *)
    let places = indices.values.map { place($0, length, axis, operation) }
    // The tensor as a table of outer · N rows.
    let ids = (0..<outer).flatMap { block in places.map { Int32(block * length) + $0 } }
    return lookedUp(
      operation, ids, rows: outer * length, width: width,
      shape: shape[..<axis] + indices.shape + shape[(axis + 1)...])
  }

  /// An index counted from the first place; traps outside the axis.
  func place(_ index: Int32, _ length: Int, _ axis: Int, _ operation: String) -> Int32 {
    let place = index < 0 ? index + Int32(length) : index
    guard place >= 0, place < length else {
      fatalError("\(operation): index \(index) is outside axis \(axis) of shape \(shape)")
    }
    return place
  }

  /// Rows of the tensor seen as a table [rows, width].
  func lookedUp(
    _ name: String, _ ids: [Int32], rows: Int, width: Int, shape result: [Int]
  ) -> Tensor {
    let shape = shape
    let table = array.reshaped([rows, width])
    return .operation(
      name, kernels.gatherRows(table, ids).reshaped(result),
      OperationInput(self) { dy, dx in
        dx.accumulate(shape, like: dy) { dx in
          dx.withShape([rows, width]) {
            dy.kernels.addRows(dy.reshaped([ids.count, width]), at: ids, &$0)
          }
        }
      })
  }

  /// The tensor seen as a table [rows, width], with some rows set to a source's or these added.
  func placed(
    _ name: String, _ source: Tensor, _ ids: [Int32], rows: Int, width: Int, adding: Bool
  ) -> Tensor {
    let shape = source.shape
    let values = source.array.reshaped([ids.count, width])
    var y = array
    y.withShape([rows, width]) {
      if adding {
        kernels.addRows(values, at: ids, &$0)
      } else {
        kernels.setRows(values, at: ids, &$0)
      }
    }
    return .operation(
      name, y,
      OperationInput(self) { dy, dx in
        if adding { return dx.add(dy) }
        var rest = dy
        let zeros = NDArray(zeros: [ids.count, width], like: dy)
        rest.withShape([rows, width]) { dy.kernels.setRows(zeros, at: ids, &$0) }
        dx.add(rest)
      },
      OperationInput(source) { dy, dx in
        dx.add(dy.kernels.gatherRows(dy.reshaped([rows, width]), ids).reshaped(shape))
      })
  }
}
