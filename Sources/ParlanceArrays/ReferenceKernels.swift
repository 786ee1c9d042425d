/// Plain Swift loops over either element type: slow, obviously right, the definition of correct.
package struct ReferenceKernels<T: Element>: Kernels {
  package init() {}

  package func fill(_ value: Double, _ y: inout NDArray) {
    y.mutable(T.self).update(repeating: T(value), count: y.count)
  }

  package func addScaled(_ alpha: Double, _ x: NDArray, _ y: inout NDArray) {
    let x = x.pointer(T.self)
    update(&y) { $1 + T(alpha) * x[$0] }
  }

  package func addProduct(_ a: NDArray, _ b: NDArray, _ y: inout NDArray) {
    let (a, b) = (a.pointer(T.self), b.pointer(T.self))
    update(&y) { $1 + a[$0] * b[$0] }
  }

  package func scale(_ alpha: Double, _ y: inout NDArray) {
    update(&y) { $1 * T(alpha) }
  }

  package func clamp(_ range: ClosedRange<Double>, _ y: inout NDArray) {
    update(&y) { Swift.min(Swift.max($1, T(range.lowerBound)), T(range.upperBound)) }
  }

  package func sum(_ x: NDArray, scale: Double) -> NDArray {
    NDArray(scalar: elements(x).reduce(0) { $0 + Double($1) } * scale, x.elementType)
  }

  package func sumOfSquares(_ x: NDArray) -> Double {
    elements(x).reduce(0) { $0 + Double($1) * Double($1) }
  }

  package func allFinite(_ x: NDArray) -> Bool {
    elements(x).allSatisfy(\.isFinite)
  }
}

extension ReferenceKernels {
  package static var shared: Self { Self() }

  func elements(_ x: NDArray) -> UnsafeBufferPointer<T> {
    UnsafeBufferPointer(start: x.pointer(T.self), count: x.count)
  }

  func map(_ x: NDArray, _ function: (T) -> T) -> NDArray {
    var y = x
    update(&y) { function($1) }
    return y
  }

  /// Sets each element from its place and its value.
  func update(_ y: inout NDArray, _ function: (Int, T) -> T) {
    let count = y.count
    let y = y.mutable(T.self)
    for index in 0..<count { y[index] = function(index, y[index]) }
  }
}
