/// Plain Swift loops over either element type: slow, obviously right, the definition of correct.
package struct ReferenceKernels<T: Element>: Kernels {
  package init() {}

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
