/// Plain Swift loops over either element type: slow, obviously right, the definition of correct.
package struct ReferenceKernels<T: Element>: Kernels {
  package init() {}

  package func fill(_ value: Double, _ y: inout NDArray) {
    y.mutable(T.self).update(repeating: T(value), count: y.count)
  }

  package func unary(_ function: UnaryFunction, _ x: NDArray) -> NDArray {
    map(x) { Self.value(function, $0) }
  }

  package func addUnaryGradient(
    _ function: UnaryFunction, x: NDArray, y: NDArray, dy: NDArray, _ dx: inout NDArray
  ) {
    let (x, y, dy) = (x.pointer(T.self), y.pointer(T.self), dy.pointer(T.self))
    update(&dx) { $1 + dy[$0] * Self.derivative(function, x: x[$0], y: y[$0]) }
  }

  package func binary(_ function: BinaryFunction, _ a: NDArray, _ b: NDArray) -> NDArray {
    var y = NDArray(uninitialized: a.shape, a.elementType)
    let (a, b) = (a.pointer(T.self), b.pointer(T.self))
    update(&y) { index, _ in
      switch function {
      case .add: a[index] + b[index]
      case .subtract: a[index] - b[index]
      case .multiply: a[index] * b[index]
      case .divide: a[index] / b[index]
      }
    }
    return y
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

  package func sum(_ x: NDArray) -> Double {
    elements(x).reduce(0) { $0 + Double($1) }
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

  /// Logistic sigmoid from the side where the exponential cannot overflow.
  static func sigmoid(_ x: T) -> T {
    if x >= 0 { return 1 / (1 + T.exp(-x)) }
    let e = T.exp(x)
    return e / (1 + e)
  }

  static func value(_ function: UnaryFunction, _ x: T) -> T {
    switch function {
    case .negate: -x
    case .exp: T.exp(x)
    case .log: T.log(x)
    case .sqrt: x.squareRoot()
    case .reciprocal: 1 / x
    case .square: x * x
    case .sigmoid: sigmoid(x)
    case .tanh: T.tanh(x)
    case .relu: x > 0 || x.isNaN ? x : 0
    }
  }

  static func derivative(_ function: UnaryFunction, x: T, y: T) -> T {
    switch function {
    case .negate: -1
    case .exp: y
    case .log: 1 / x
    case .sqrt: 1 / (2 * y)
    case .reciprocal: -y * y
    case .square: 2 * x
    case .sigmoid: y * (1 - y)
    case .tanh: 1 - y * y
    case .relu: x > 0 ? 1 : 0
    }
  }
}
