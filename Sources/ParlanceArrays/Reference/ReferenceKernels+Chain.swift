extension ReferenceKernels {
  /// Step by step, each over whole arrays.
  package func chain(_ chain: ElementChain, _ inputs: [NDArray], _ outputs: inout [NDArray]) {
    guard let shape = outputs.first?.shape else { return }
    var found: [NDArray] = []
    func value(_ operand: ElementChain.Operand) -> NDArray {
      switch operand {
      case .input(let place): inputs[place]
      case .step(let place): found[place]
      }
    }
    func spread(_ operand: ElementChain.Operand) -> NDArray {
      let x = value(operand)
      var y = NDArray(zeros: shape, like: x)
      let (source, step) = (x.pointer(T.self), x.count == 1 ? 0 : 1)
      update(&y) { place, _ in source[place * step] }
      return y
    }
    for step in chain.steps {
      switch step {
      case .unary(let function, let x): found.append(unary(function, spread(x)))
      case .unaryGradient(let function, let x, let y, let dy):
        var dx = NDArray(zeros: shape, like: value(x))
        addUnaryGradient(function, x: spread(x), y: spread(y), dy: spread(dy), &dx)
        found.append(dx)
      case .binary(let function, let a, let b):
        found.append(binary(function, spread(a), spread(b)))
      case .scaled(let factor, let x):
        var y = spread(x)
        scale(factor, &y)
        found.append(y)
      case .filled(let x): found.append(spread(x))
      }
    }
    for (place, result) in chain.results.enumerated() {
      let source = found[result].pointer(T.self)
      update(&outputs[place]) { index, _ in source[index] }
    }
  }
}
