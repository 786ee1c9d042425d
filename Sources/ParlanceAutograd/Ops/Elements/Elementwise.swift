import ParlanceArrays

// Every operation that is a function of numbers, element by element, is one of these. Those with a
// kernel give its name; all others are one source file with their value and their derivative, which
// run in double precision, in tiles on all threads.
extension Tensor {
  /// An operation of one tensor that has a kernel of its own; another function's derivative can
  /// stand in for its own.
  static func unary(
    _ name: String, _ function: UnaryFunction, derivativeOf other: UnaryFunction? = nil,
    _ x: Tensor
  ) -> Tensor {
    let y = x.kernels.unary(function, x.array)
    let array = x.array
    return operation(
      name, y,
      OperationInput(x) { dy, dx in
        dx.accumulate(array.shape, like: array) {
          dy.kernels.addUnaryGradient(other ?? function, x: array, y: y, dy: dy, &$0)
        }
      })
  }

  /// An operation of one tensor from its value f(x) and its derivative f′(x), given x and y = f(x).
  package static func unary(
    _ name: String, _ x: Tensor, _ value: @Sendable (_ x: Double) -> Double,
    derivative: @escaping @Sendable (_ x: Double, _ y: Double) -> Double
  ) -> Tensor {
    let array = x.array
    let y = NDArray.mapping(array, value)
    return operation(
      name, y,
      OperationInput(x) { dy, dx in
        dx.add(NDArray.mapping(array, y, dy) { derivative($0, $1) * $2 })
      })
  }

  /// An operation of two tensors under broadcasting, from its kernel and its two local gradients.
  ///
  /// The gradients get an operand with one element as it is: it stands for all places.
  static func binary(
    _ name: String, _ function: BinaryFunction, _ a: Tensor, _ b: Tensor,
    _ da: @escaping (_ dy: NDArray, _ a: NDArray, _ b: NDArray) -> NDArray,
    _ db: @escaping (_ dy: NDArray, _ a: NDArray, _ b: NDArray) -> NDArray
  ) -> Tensor {
    binary(name, a, b, { $0.kernels.binary(function, $0, $1) }, da, db)
  }

  /// An operation of two tensors under broadcasting from its value f(a, b) and its derivatives
  /// ∂f/∂a and ∂f/∂b.
  package static func binary(
    _ name: String, _ a: Tensor, _ b: Tensor,
    _ value: @escaping @Sendable (_ a: Double, _ b: Double) -> Double,
    derivatives da: @escaping @Sendable (_ a: Double, _ b: Double) -> Double,
    _ db: @escaping @Sendable (_ a: Double, _ b: Double) -> Double
  ) -> Tensor {
    binary(
      name, a, b, { NDArray.mapping($0, $1, value) },
      { dy, a, b in NDArray.mapping(a, b, dy) { da($0, $1) * $2 } },
      { dy, a, b in NDArray.mapping(a, b, dy) { db($0, $1) * $2 } })
  }

  private static func binary(
    _ name: String, _ a: Tensor, _ b: Tensor, _ value: (NDArray, NDArray) -> NDArray,
    _ da: @escaping (_ dy: NDArray, _ a: NDArray, _ b: NDArray) -> NDArray,
    _ db: @escaping (_ dy: NDArray, _ a: NDArray, _ b: NDArray) -> NDArray
  ) -> Tensor {
    checkTypes(name, a, b)
    let shape = Broadcasting.shape(name, a.shape, b.shape)
    let x = Broadcasting.operand(a.array, of: shape)
    let y = Broadcasting.operand(b.array, of: shape)
    let (shapeA, shapeB) = (a.shape, b.shape)
    return operation(
      name, value(x, y).reshaped(shape),
      OperationInput(a) { dy, dx in Broadcasting.addReduced(da(dy, x, y), to: shapeA, &dx) },
      OperationInput(b) { dy, dx in Broadcasting.addReduced(db(dy, x, y), to: shapeB, &dx) })
  }

  /// A mask of 0 and 1 from two tensors: without a graph.
  static func mask(_ name: String, _ function: BinaryFunction, _ a: Tensor, _ b: Tensor) -> Tensor {
    binary(name, function, a.detached, b.detached, { dy, _, _ in dy }, { dy, _, _ in dy })
  }

  static func checkTypes(_ name: String, _ a: Tensor, _ b: Tensor) {
    guard a.elementType == b.elementType else {
      fatalError("\(name): element types \(a.elementType) and \(b.elementType) differ")
    }
  }
}
