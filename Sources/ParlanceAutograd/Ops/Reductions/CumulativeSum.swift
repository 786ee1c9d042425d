import ParlanceArrays

extension Tensor {
  /// yᵢ = Σ xⱼ over j ≤ i along an axis: any shape → the same.
  ///
  /// - `isExclusive`: leaves xᵢ itself out.
  /// - `isReversed`: sums from the end, over j ≥ i.
  public func cumulativeSum(
    axis: Int, isExclusive: Bool = false, isReversed: Bool = false
  ) -> Tensor {
    let form = RowForm(shape, dropping: self.axes([axis], "cumulativeSum"))
    func sums(_ x: NDArray, _ isReversed: Bool) -> NDArray {
      form.array(
        x.kernels.cumulativeSum(
          form.matrix(x), isExclusive: isExclusive, isReversed: isReversed))
    }
    return .operation(
      "cumulativeSum", sums(array, isReversed),
      // dxᵢ is the sum of dyⱼ over all j whose sums have xᵢ.
      OperationInput(self) { dy, dx in dx.add(sums(dy, !isReversed)) })
  }
}
