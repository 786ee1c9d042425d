import Parlance

/// A layer with given weights, run forward and backward; its gradients are read by name and held
/// against central differences.
struct LayerCheck {
  let name: String
  let module: any Module
  /// From the input to all outputs.
  let run: (Tensor) -> [Tensor]
  let input: NDArray

  /// Creates a check of a layer from one tensor to one.
  init(
    _ name: String, _ module: any Module, _ input: [Int], _ run: @escaping (Tensor) -> Tensor
  ) {
    self.init(name, module, input, outputs: { [run($0)] })
  }

  /// Creates a check of a layer with several outputs.
  init(
    _ name: String, _ module: any Module, _ input: [Int],
    outputs run: @escaping (Tensor) -> [Tensor]
  ) {
    (self.name, self.module, self.run) = (name, module, run)
    self.input = Self.numbers(input, 0.5)
  }

  /// Numbers that are given, not drawn: each another, none large.
  static func numbers(_ shape: [Int], _ offset: Double) -> NDArray {
    let count = shape.reduce(1, *)
    return NDArray(
      float64: (0..<count).map { 0.7 * sine(1.7 * Double($0) + offset) }, shape: shape)
  }

  private static func sine(_ x: Double) -> Double {
    withoutGraph { sin(Tensor(x, .float64)).item }
  }

  /// What is wrong, or nil.
  func problem() -> String? {
    do { try giveWeights() } catch { return "\(error)" }
    for (_, parameter) in module.namedParameters() {
      parameter.value = parameter.value.cast(to: .float64)
    }
    let x = Parameter(input)
    let outputs = run(x.tensor)
    let upstream = outputs.enumerated().map { Self.numbers($1.shape, 2 + Double($0)) }
    let gradients = zip(outputs, upstream).map { $0.backward($1) }

    for (name, parameter) in module.namedParameters() + [("input", x)] {
      let arrays = gradients.filter { $0.contains(parameter) }.map { $0[parameter] }
      if arrays.isEmpty { return "no gradient reached \(name)" }
      let direction = Self.numbers(parameter.shape, 5)
      let analytic = arrays.reduce(0) { $0 + dot($1, direction) }
      let numeric = slope(of: parameter, along: direction, x, upstream)
      if !(abs(analytic - numeric) <= 1e-6 * max(1, abs(numeric))) {
        return "the gradient of \(name) is \(analytic) along a direction, expected \(numeric)"
      }
    }
    return nil
  }

  /// Through the names and layouts of PyTorch's files, and back.
  private func giveWeights() throws {
    var given: [String: NDArray] = [:]
    for (index, entry) in module.stateDictionary.enumerated() {
      given[entry.name] = Self.numbers(entry.array.shape, Double(index)).cast(to: .float32)
    }
    try module.load(stateDictionary: given)
    for (name, array) in module.stateDictionary where array != given[name] {
      throw InputError(.failure, "\(name) does not hold what was loaded")
    }
  }

  private func dot(_ a: NDArray, _ b: NDArray) -> Double {
    zip(a.doubles, b.doubles).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func slope(
    of parameter: Parameter, along direction: NDArray, _ x: Parameter, _ upstream: [NDArray]
  ) -> Double {
    let (value, step) = (parameter.value, 1e-5)
    defer { parameter.value = value }
    func objective(_ factor: Double) -> Double {
      parameter.value = (Tensor(value) + factor * Tensor(direction)).array
      return withoutGraph { zip(run(x.tensor), upstream).reduce(0) { $0 + dot($1.0.array, $1.1) } }
    }
    return (objective(step) - objective(-step)) / (2 * step)
  }
}
