import ParlanceArrays

extension Tensor {
  /// A user's own operation, from a forward and a backward function: any number of inputs and outputs.
  ///
  /// The multiply gate, with ∂(a b)/∂a = b and ∂(a b)/∂b = a:
  /// ```swift
  /// let y = Tensor.custom("multiply", [a, b]) { inputs in
  ///   [inputs[0] * inputs[1]]
  /// } backward: { inputs, outputs, upstream in
  ///   [upstream[0] * inputs[1], upstream[0] * inputs[0]]
  /// }[0]
  /// ```
  /// Both functions are written with tensors and run without a graph. Traps where `backward` gives
  /// another number of gradients than there are inputs, or one that has not its input's shape and
  /// element type.
  ///
  /// - Parameters:
  ///   - name: what the graph calls the operation.
  ///   - inputs: what the operation depends on.
  ///   - forward: from the inputs to the outputs.
  ///   - backward: from the inputs, the outputs and the gradient of each output (zeros where nothing
  ///     used it) to the gradient of each input; nil where nothing flows back.
  public static func custom(
    _ name: String, _ inputs: [Tensor], _ forward: ([Tensor]) -> [Tensor],
    backward: @escaping (_ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor]) -> [Tensor?]
  ) -> [Tensor] {
    let arrays = inputs.map(\.array)
    let outputs = withoutGraph { forward(inputs.map(\.detached)) }.map(\.array)
    return operation(name, outputs: outputs, of: inputs) { upstream in
      let dy = zip(upstream, outputs).map { Tensor($0.array($1.shape, like: $1)) }
      let gradients = withoutGraph {
        backward(arrays.map { Tensor($0) }, outputs.map { Tensor($0) }, dy)
      }
      check(name, gradients, of: arrays)
      return gradients.map { gradient in gradient.map { dx in { $0.add(dx.array) } } }
    }
  }

  private static func check(_ name: String, _ gradients: [Tensor?], of inputs: [NDArray]) {
    guard gradients.count == inputs.count else {
      fatalError(
        "\(name): expected \(inputs.count) gradients from backward, found \(gradients.count)")
    }
    for (index, (dx, x)) in zip(gradients, inputs).enumerated() {
      guard let dx, dx.shape != x.shape || dx.elementType != x.elementType else { continue }
      fatalError(
        "\(name): expected the gradient of input \(index) as \(x.elementType) of shape \(x.shape), "
          + "found \(dx.elementType) of shape \(dx.shape)")
    }
  }
}
