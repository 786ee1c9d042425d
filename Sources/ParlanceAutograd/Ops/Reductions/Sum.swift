import ParlanceArrays

extension Tensor {
  /// The sum over some axes; without axes named, over all.
  ///
  /// Float32 sums are taken in double precision.
  public func sum(axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    let shape = shape
    let form = RowForm(shape, dropping: self.axes(axes, "sum"))
    let unit = form.reduced(keepingAxes: true)
    var y = NDArray(zeros: unit, like: array)
    kernels.addReduced(array, &y)
    return .operation(
      "sum", y.reshaped(form.reduced(keepingAxes: keepingAxes)),
      OperationInput(self) { dy, dx in
        dx.add(dy.kernels.expand(dy.reshaped(unit), to: shape))
      })
  }

  /// The sum over one axis.
  public func sum(axis: Int, keepingAxes: Bool = false) -> Tensor {
    sum(axes: [axis], keepingAxes: keepingAxes)
  }
}
