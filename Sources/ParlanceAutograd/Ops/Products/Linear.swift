import ParlanceArrays

/// The affine map y = x W + b over the last axis: [.., I], [I, O], [O] → [.., O].
///
/// With `transposingWeight`, W lies as [O, I]: an embedding's table that serves as output layer too.
public func linear(
  _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, transposingWeight: Bool = false
) -> Tensor {
  let (inputAxis, outputAxis) = transposingWeight ? (1, 0) : (0, 1)
  guard weight.array.rank == 2, x.array.rank >= 1, x.shape.last == weight.shape[inputAxis] else {
    fatalError("linear: input \(x.shape) does not fit weight \(weight.shape)")
  }
  let outputSize = weight.shape[outputAxis]
  if let bias, bias.shape != [outputSize] {
    fatalError("linear: bias \(bias.shape) does not fit weight \(weight.shape)")
  }
  let rows = x.shape.dropLast().reduce(1, *)
  let input = x.array.reshaped([rows, x.shape.last!])
  let w = weight.array
  let (kernels, inputShape) = (x.kernels, x.shape)
  var y = NDArray(uninitialized: [rows, outputSize], like: input)
  kernels.matrixProduct(
    input, transposed: false, w, transposed: transposingWeight, bias: bias?.array,
    accumulate: false, &y)

  func flat(_ dy: NDArray) -> NDArray { dy.reshaped([rows, outputSize]) }
  var inputs = [
    // dx = dy Wᵀ
    OperationInput(x) { dy, dx in
      dx.write(inputShape, as: input.shape, like: dy) {
        kernels.matrixProduct(
          flat(dy), transposed: false, w, transposed: !transposingWeight, accumulate: $1, &$0)
      }
    },
    // dW = xᵀ dy, or its transpose
    OperationInput(weight) { dy, dw in
      dw.write(w.shape, like: dy) { dw, accumulate in
        let (first, second) = transposingWeight ? (flat(dy), input) : (input, flat(dy))
        kernels.matrixProduct(
          first, transposed: true, second, transposed: false, accumulate: accumulate, &dw)
      }
    },
  ]
  if let bias {
    inputs.append(
      OperationInput(bias) { dy, db in
        Broadcasting.addReduced(flat(dy), to: [outputSize], &db)
      })
  }
  return .operation("linear", y.reshaped(x.shape.dropLast() + [outputSize]), inputs)
}
