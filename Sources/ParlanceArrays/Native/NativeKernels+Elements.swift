import CParlance
import ParlanceSystem

extension NativeKernels {
  package func fill(_ value: Double, _ y: inout NDArray) {
    var e = elements(&y)
    e.scalars.0 = Float(value)
    pl_fill(e)
  }

  package func addScaled(_ alpha: Double, _ x: NDArray, _ y: inout NDArray) {
    var e = elements(&y)
    e.a = x.pointer(Float.self)
    e.scalars.0 = Float(alpha)
    pl_add_scaled(e)
  }

  package func addProduct(_ a: NDArray, _ b: NDArray, _ y: inout NDArray) {
    var e = elements(&y)
    e.a = a.pointer(Float.self)
    e.b = b.pointer(Float.self)
    pl_add_product(e)
  }

  package func scale(_ alpha: Double, _ y: inout NDArray) {
    var e = elements(&y)
    e.scalars.0 = Float(alpha)
    pl_scale(e)
  }

  package func clamp(_ range: ClosedRange<Double>, _ y: inout NDArray) {
    var e = elements(&y)
    e.scalars.0 = Float(range.lowerBound)
    e.scalars.1 = Float(range.upperBound)
    pl_clamp(e)
  }

  package func unary(_ function: UnaryFunction, _ x: NDArray) -> NDArray {
    var y = NDArray(uninitialized: x.shape, like: x)
    var e = elements(&y)
    e.a = x.pointer(Float.self)
    pl_unary(function.prepare(&e), e)
    return y
  }

  package func addUnaryGradient(
    _ function: UnaryFunction, x: NDArray, y: NDArray, dy: NDArray, _ dx: inout NDArray
  ) {
    var e = elements(&dx)
    e.a = x.pointer(Float.self)
    e.b = y.pointer(Float.self)
    e.c = dy.pointer(Float.self)
    pl_unary_gradient(function.prepare(&e), e)
  }

  package func binary(_ function: BinaryFunction, _ a: NDArray, _ b: NDArray) -> NDArray {
    var y = NDArray(uninitialized: NDArray.commonShape(a, b), like: a)
    var e = elements(&y)
    e.a = a.pointer(Float.self)
    e.b = b.pointer(Float.self)
    e.single = (a.count == 1 ? 1 : 0) | (b.count == 1 ? 2 : 0)
    pl_binary(pl_binary_function(UInt32(function.rawValue)), e)
    return y
  }

  package func ternary(
    _ function: TernaryFunction, _ a: NDArray, _ b: NDArray, _ c: NDArray
  ) -> NDArray {
    var y = NDArray(uninitialized: NDArray.commonShape(a, b, c), like: a)
    var e = elements(&y)
    e.a = a.pointer(Float.self)
    e.b = b.pointer(Float.self)
    e.c = c.pointer(Float.self)
    e.single = (a.count == 1 ? 1 : 0) | (b.count == 1 ? 2 : 0) | (c.count == 1 ? 4 : 0)
    pl_ternary(pl_ternary_function(UInt32(function.rawValue)), e)
    return y
  }

  package func addDropout(
    _ x: NDArray, rate: Double, key: RandomKey, sharedSteps: Int, firstPlace: Int,
    _ y: inout NDArray
  ) {
    var e = elements(&y)
    e.a = x.pointer(Float.self)
    e.scalars.0 = Float(bitPattern: DropoutMask.threshold(rate))
    e.scalars.1 = Float(1 / (1 - rate))
    e.key = key.bits
    e.width = Int64(x.shape.last ?? 1)
    e.shared = Int64(sharedSteps)
    e.first = Int64(firstPlace)
    pl_dropout(e)
  }

  package func mapping(
    _ a: NDArray, _ b: NDArray, _ c: NDArray,
    _ function: @Sendable (Double, Double, Double) -> Double
  ) -> NDArray {
    var y = NDArray(uninitialized: NDArray.commonShape(a, b, c), like: a)
    // Tiles write to places of their own.
    nonisolated(unsafe) let pa = a.pointer(Float.self)
    nonisolated(unsafe) let (pb, pc) = (b.pointer(Float.self), c.pointer(Float.self))
    nonisolated(unsafe) let py = y.mutable(Float.self)
    let (sa, sb, sc) = (a.count == 1 ? 0 : 1, b.count == 1 ? 0 : 1, c.count == 1 ? 0 : 1)
    forEachTile(of: y.count, size: 4096) { tile in
      for i in tile {
        py[i] = Float(function(Double(pa[i * sa]), Double(pb[i * sb]), Double(pc[i * sc])))
      }
    }
    return y
  }
}

extension UnaryFunction {
  /// The function's code; its parameters go into the scalars.
  func prepare(_ e: inout pl_elements) -> pl_unary_function {
    func with(_ code: pl_unary_function, _ parameters: Double...) -> pl_unary_function {
      e.scalars.0 = Float(parameters[0])
      if parameters.count > 1 { e.scalars.1 = Float(parameters[1]) }
      if parameters.count > 2 { e.scalars.2 = Float(parameters[2]) }
      return code
    }
    return switch self {
    case .negate: PL_NEGATE
    case .exp: PL_EXP
    case .log: PL_LOG
    case .sqrt: PL_SQRT
    case .reciprocal: PL_RECIPROCAL
    case .square: PL_SQUARE
    case .abs: PL_ABS
    case .sigmoid: PL_SIGMOID
    case .tanh: PL_TANH
    case .relu: PL_RELU
    case .silu: PL_SILU
    case .gelu: PL_GELU
    case .geluTanh: PL_GELU_TANH
    case .clamp(let low, let high): with(PL_CLAMP, low, high)
    case .leakyRelu(let slope): with(PL_LEAKY_RELU, slope)
    case .elu(let alpha, let scale, let inputScale): with(PL_ELU, alpha, scale, inputScale)
    case .softplus(let beta, let threshold): with(PL_SOFTPLUS, beta, threshold)
    }
  }
}
