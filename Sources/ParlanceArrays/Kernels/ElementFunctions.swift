/// The functions of one number that have a kernel of their own.
package enum UnaryFunction: Hashable, Sendable {
  case negate, exp, log, sqrt, reciprocal, square, abs
  case sigmoid, tanh, relu, silu, gelu, geluTanh
  /// Kept within two bounds, of which NaN is none; the gradient stops at the bounds and at NaN.
  case clamp(Double, Double)
  case leakyRelu(slope: Double)
  /// scale · (x for x > 0, else alpha · (e^(inputScale · x) − 1)).
  case elu(alpha: Double, scale: Double, inputScale: Double)
  /// ln(1 + e^(beta · x)) / beta; x where beta · x > threshold.
  case softplus(beta: Double, threshold: Double)
}

/// The functions of two numbers that have a kernel of their own.
///
/// Comparisons and the logical functions give 1 or 0; every number but 0 is true.
package enum BinaryFunction: Int32, Sendable, CaseIterable {
  case add, subtract, multiply, divide
  /// NaN on either side stays.
  case minimum, maximum
  case equal, notEqual, less, lessEqual, greater, greaterEqual
  case and, or, xor
  /// b where the mask a is true, else 0; and the reverse.
  case keepWhere, keepUnless
}

/// The functions of three numbers that have a kernel of their own.
package enum TernaryFunction: Int32, Sendable, CaseIterable {
  /// b where the mask a is true, else c.
  case choose
  /// What reaches a of the gradient c of max(a, b): all, half at a tie, or nothing.
  case greaterGradient
}

extension NDArray {
  /// The shape of a function of several arrays, of which those with one element stand for all places.
  package static func commonShape(_ arrays: NDArray...) -> [Int] {
    let whole = arrays.first { $0.count != 1 }
    return (whole ?? arrays.max { $0.rank < $1.rank })!.shape
  }
}
