import CParlance

extension NativeKernels {
  package func unary(_ function: UnaryFunction, _ x: NDArray) -> NDArray {
    var y = NDArray(uninitialized: x.shape)
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
    var y = NDArray(uninitialized: NDArray.commonShape(a, b))
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
    var y = NDArray(uninitialized: NDArray.commonShape(a, b, c))
    var e = elements(&y)
    e.a = a.pointer(Float.self)
    e.b = b.pointer(Float.self)
    e.c = c.pointer(Float.self)
    e.single = (a.count == 1 ? 1 : 0) | (b.count == 1 ? 2 : 0) | (c.count == 1 ? 4 : 0)
    pl_ternary(pl_ternary_function(UInt32(function.rawValue)), e)
    return y
  }
}

extension UnaryFunction {
  /// The function's code; its parameters go into the scalars.
  fileprivate func prepare(_ e: inout pl_elements) -> pl_unary_function {
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
