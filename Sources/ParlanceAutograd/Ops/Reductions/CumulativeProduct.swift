import ParlanceArrays

extension Tensor {
  /// yᵢ = Π xⱼ over j ≤ i along an axis: any shape → the same.
  ///
  /// Its way back is exact where elements are 0, and takes N² products along the axis.
  public func cumulativeProduct(axis: Int) -> Tensor {
    let form = RowForm(shape, dropping: self.axes([axis], "cumulativeProduct"))
    let (x, type, width) = (form.matrix(array).doubles, elementType, form.width)
    func result(_ values: [Double]) -> NDArray {
      form.array(NDArray(float64: values, shape: [form.rows, width]).cast(to: type))
    }
    var y = x
    for place in y.indices where place % width > 0 { y[place] *= y[place - 1] }
    return .operation(
      "cumulativeProduct", result(y),
      OperationInput(self) { dy, dx in
        let dy = form.matrix(dy).doubles
        // dx_k = Σ dyᵢ Π xⱼ over i ≥ k and j ≤ i without k.
        let gradient = x.indices.map { k in
          var product = k % width == 0 ? 1 : y[k - 1]
          var sum = dy[k] * product
          for i in x.indices[k...].dropFirst().prefix(width - 1 - k % width) {
            product *= x[i]
            sum += dy[i] * product
          }
          return sum
        }
        dx.add(result(gradient))
      })
  }
}
