import ParlanceArrays

/// The gradients of one scalar with respect to the parameters that it depends on.
public struct Gradients: Sendable {
  private var byParameter: [ObjectIdentifier: Gradient] = [:]
  /// Of each node's outputs, where the backward pass was asked to keep them.
  private var byNode: [UInt64: [Gradient]] = [:]

  /// Creates gradients of nothing.
  public init() {}

  /// The gradient of one parameter; `.zero` where nothing reached it.
  public subscript(gradient parameter: Parameter) -> Gradient {
    get { byParameter[ObjectIdentifier(parameter)] ?? .zero }
    set { byParameter[ObjectIdentifier(parameter)] = newValue }
  }

  /// The gradient of one parameter as an array of its shape; zeros where nothing reached it.
  public subscript(parameter: Parameter) -> NDArray {
    get { self[gradient: parameter].array(parameter.shape, like: parameter.value) }
    set { self[gradient: parameter] = .dense(newValue) }
  }

  /// The gradient of a tensor between the parameters and the scalar: of a state h_t, say.
  ///
  /// Nil where nothing reached the tensor, or `backward` was not told `keepingAll`.
  public subscript(tensor: Tensor) -> NDArray? {
    tensor.node.flatMap { self[$0, tensor.output] }
  }

  subscript(node: Node, output: Int) -> NDArray? {
    byNode[node.identifier].map {
      $0[output].array(
        node.outputShapes[output], like: NDArray(zeros: [0], node.elementType))
    }
  }

  /// Whether anything reached a parameter.
  public func contains(_ parameter: Parameter) -> Bool {
    byParameter[ObjectIdentifier(parameter)] != nil
  }

  /// Changes the numbers of some parameters' gradients where they lie: whole arrays, or tables' rows.
  public mutating func update(_ parameters: [Parameter], _ body: (inout NDArray) -> Void) {
    for parameter in parameters {
      let key = ObjectIdentifier(parameter)
      // Taken out for the moment, so that the write finds the only reference.
      guard var gradient = byParameter.removeValue(forKey: key) else { continue }
      gradient.update(body)
      byParameter[key] = gradient
    }
  }

  /// The arrays of numbers, in no fixed order.
  public var arrays: [NDArray] { byParameter.values.compactMap(\.numbers) }

  /// The sum of squares of each parameter's gradient, in double precision, without those that nothing
  /// reached.
  package func sumsOfSquares(of parameters: [Parameter]) -> [Double] {
    let arrays = parameters.compactMap { self[gradient: $0].numbers }
    return arrays.first?.kernels.sumsOfSquares(arrays) ?? []
  }

  /// Σ |g|ᵖ, or max |g| where p is infinite, of each parameter's gradient g, in double precision, without
  /// those that nothing reached.
  package func sumsOfPowers(of parameters: [Parameter], _ p: Double) -> [Double] {
    let arrays = parameters.compactMap { self[gradient: $0].numbers }
    return arrays.first?.kernels.sumsOfPowers(arrays, p) ?? []
  }

  mutating func add(_ gradient: Gradient, to parameter: ObjectIdentifier) {
    switch gradient {
    case .zero: break
    case .dense(let array): byParameter[parameter, default: .zero].add(array)
    case .rows(let rows): byParameter[parameter, default: .zero].add(rows)
    }
  }

  mutating func keep(_ upstream: [Gradient], of node: Node) { byNode[node.identifier] = upstream }
}

extension Tensor {
  /// The gradients of this scalar with respect to every parameter that it depends on.
  ///
  /// Visits each node once, in reverse topological order, without recursion; where a value was used
  /// several times, its gradients are summed. Traps for a tensor with more than one element unless
  /// the gradient that comes from above is given.
  ///
  /// - Parameters:
  ///   - upstream: the gradient of what follows with respect to this tensor; 1 by default.
  ///   - keepingAll: whether the gradients of tensors between are kept too, to read or draw them.
  public func backward(_ upstream: NDArray? = nil, keepingAll: Bool = false) -> Gradients {
    if let upstream, upstream.shape != shape {
      fatalError("backward: the tensor has shape \(shape), the upstream gradient \(upstream.shape)")
    }
    guard upstream != nil || array.count == 1 else {
      fatalError("backward: shape \(shape) is not a scalar; give the upstream gradient")
    }
    guard let node else { return Gradients() }
    let seed = upstream ?? NDArray(repeating: 1, shape: shape, elementType)
    var pass = BackwardPass(from: node, output: output, seed: seed)
    return pass.run(keepingAll: keepingAll)
  }

  /// The nodes that this tensor depends on, each after all that it depends on.
  var sortedNodes: [Node] {
    guard let node else { return [] }
    var seen: Set<UInt64> = [node.identifier]
    var (nodes, pending) = ([node], [node])
    while let next = pending.popLast() {
      for input in next.inputs {
        guard let input, seen.insert(input.node.identifier).inserted else { continue }
        nodes.append(input.node)
        pending.append(input.node)
      }
    }
    return nodes.sorted { $0.identifier < $1.identifier }
  }
}

/// One walk back through a graph.
private struct BackwardPass {
  let root: Tensor
  var slots: [UInt64: [Gradient]]

  init(from node: Node, output: Int, seed: NDArray) {
    root = Tensor(seed, node: node, output: output)
    slots = [node.identifier: [Gradient](repeating: .zero, count: node.outputShapes.count)]
    slots[node.identifier]![output] = .dense(seed)
  }

  mutating func run(keepingAll: Bool) -> Gradients {
    var gradients = Gradients()
    let watch = Tensor.watch
    watch?.look(root.node!, seed: root.array)
    for node in root.sortedNodes.reversed() {
      guard let upstream = slots.removeValue(forKey: node.identifier) else { continue }
      if keepingAll { gradients.keep(upstream, of: node) }
      if let parameter = node.parameter {
        gradients.add(upstream[0], to: parameter)
        continue
      }
      let contributions = node.backward(upstream)
      guard contributions.count == node.inputs.count else {
        fatalError(
          "\(node.operation): expected \(node.inputs.count) contributions from backward, found "
            + "\(contributions.count)")
      }
      for (index, (input, add)) in zip(node.inputs, contributions).enumerated() {
        guard let input, let add else { continue }
        // Taken out for the moment, so that accumulation finds the only reference.
        var slot =
          slots.removeValue(forKey: input.node.identifier)
          ?? [Gradient](repeating: .zero, count: input.node.outputShapes.count)
        add(&slot[input.output])
        watch?.look(node, input: index, slot[input.output])
        slots[input.node.identifier] = slot
      }
    }
    return gradients
  }
}
