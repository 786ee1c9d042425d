/// Arrays seen through strides.
package protocol ViewKernels: Sendable {
  /// What the view sees of x, as an array of the view's shape.
  func gather(_ x: NDArray, _ view: View) -> NDArray
  /// Sets y to x where the view sees it; the view sees no element twice.
  func scatter(_ x: NDArray, _ view: View, _ y: inout NDArray)
  /// y += x where the view sees it, the adjoint of `gather`; sums over repeated axes are taken in
  /// double precision, each in one order whoever takes it.
  func addScattered(_ x: NDArray, _ view: View, _ y: inout NDArray)
}

extension PartialKernels {
  package func gather(_ x: NDArray, _ view: View) -> NDArray {
    standIn().gather(x, view)
  }

  package func scatter(_ x: NDArray, _ view: View, _ y: inout NDArray) {
    standIn().scatter(x, view, &y)
  }

  package func addScattered(_ x: NDArray, _ view: View, _ y: inout NDArray) {
    standIn().addScattered(x, view, &y)
  }
}
