import ParlanceArrays

extension Tensor {
  /// What a view sees of the tensor; the gradient is added where the view points.
  func viewed(_ name: String, _ view: View) -> Tensor {
    let (shape, count) = (shape, array.count)
    return .operation(
      name, kernels.gather(array, view),
      OperationInput(self) { dy, dx in
        dx.write(shape, like: dy) { dx, isSet in
          if isSet { return dy.kernels.addScattered(dy, view, &dx) }
          let isInjective = view.isInjective
          if !isInjective || view.count < count { dy.kernels.fill(0, &dx) }
          if isInjective {
            dy.kernels.scatter(dy, view, &dx)
          } else {
            dy.kernels.addScattered(dy, view, &dx)
          }
        }
      })
  }
}
