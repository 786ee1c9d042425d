// The functions of single numbers.
extension ReferenceKernels {
  /// Logistic sigmoid from the side where the exponential cannot overflow.
  static func sigmoid(_ x: T) -> T {
    if x >= 0 { return 1 / (1 + T.exp(-x)) }
    let e = T.exp(x)
    return e / (1 + e)
  }

  /// NaN stays; where the bounds are the wrong way round, the upper one counts. NaN is no bound.
  private static func clamp(_ x: T, _ low: T, _ high: T) -> T {
    let raised = x < low ? low : x
    return raised > high ? high : raised
  }

  /// The share of a standard normal distribution below x.
  private static func normalShare(_ x: T) -> T { (1 + T.erf(x * T(0.5).squareRoot())) / 2 }

  private static func geluInner(_ x: T) -> T {
    T.tanh((2 / T.pi).squareRoot() * (x + T(0.044715) * x * x * x))
  }

  static func value(_ function: UnaryFunction, _ x: T) -> T {
    switch function {
    case .negate: -x
    case .exp: T.exp(x)
    case .log: T.log(x)
    case .sqrt: x.squareRoot()
    case .reciprocal: 1 / x
    case .square: x * x
    case .abs: x.magnitude
    case .sigmoid: sigmoid(x)
    case .tanh: T.tanh(x)
    case .relu: x <= 0 ? 0 : x
    case .silu: x / (1 + T.exp(-x))
    case .gelu: x * normalShare(x)
    case .geluTanh: x / 2 * (1 + geluInner(x))
    case .clamp(let low, let high):
      clamp(x, T(low), T(high))
    case .leakyRelu(let slope): x > 0 ? x : T(slope) * x
    case .elu(let alpha, let scale, let inputScale):
      T(scale) * (x <= 0 ? T(alpha) * T.expm1(T(inputScale) * x) : x)
    case .softplus(let beta, let threshold):
      T(beta) * x > T(threshold) ? x : T.log1p(T.exp(T(beta) * x)) / T(beta)
    }
  }

  static func gradient(_ function: UnaryFunction, x: T, y: T, dy: T) -> T {
    switch function {
    case .negate: return -dy
    case .exp: return dy * y
    case .log: return dy / x
    case .sqrt: return dy / (2 * y)
    case .reciprocal: return -dy * y * y
    case .square: return dy * 2 * x
    case .abs: return x > 0 ? dy : x < 0 ? -dy : 0
    case .sigmoid: return dy * y * (1 - y)
    case .tanh: return dy * (1 - y * y)
    case .relu: return x <= 0 ? 0 : dy
    case .silu:
      let share = sigmoid(x)
      return dy * share * (1 + x * (1 - share))
    case .gelu:
      let density = T.exp(-x * x / 2) / (2 * T.pi).squareRoot()
      return dy * (normalShare(x) + x * density)
    case .geluTanh:
      let t = geluInner(x)
      let inner = (2 / T.pi).squareRoot() * (1 + 3 * T(0.044715) * x * x)
      return dy * ((1 + t) / 2 + x / 2 * (1 - t * t) * inner)
    case .clamp(let low, let high): return x <= T(low) || x >= T(high) || x.isNaN ? 0 : dy
    case .leakyRelu(let slope): return x > 0 ? dy : T(slope) * dy
    case .elu(let alpha, let scale, let inputScale):
      let slope = x > 0 ? 1 : T(inputScale) * T(alpha) * T.exp(T(inputScale) * x)
      return dy * T(scale) * slope
    case .softplus(let beta, let threshold):
      let z = T(beta) * x
      return z > T(threshold) ? dy : dy * sigmoid(z)
    }
  }

  static func value(_ function: BinaryFunction, _ a: T, _ b: T) -> T {
    switch function {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .minimum: a.isNaN || a < b ? a : b
    case .maximum: a.isNaN || a > b ? a : b
    case .equal: a == b ? 1 : 0
    case .notEqual: a != b ? 1 : 0
    case .less: a < b ? 1 : 0
    case .lessEqual: a <= b ? 1 : 0
    case .greater: a > b ? 1 : 0
    case .greaterEqual: a >= b ? 1 : 0
    case .and: a != 0 && b != 0 ? 1 : 0
    case .or: a != 0 || b != 0 ? 1 : 0
    case .xor: (a != 0) != (b != 0) ? 1 : 0
    case .keepWhere: a != 0 ? b : 0
    case .keepUnless: a != 0 ? 0 : b
    }
  }
}
