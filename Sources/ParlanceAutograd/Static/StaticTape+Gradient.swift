import ParlanceArrays

extension StaticTape {
  /// Adds the operations that give the gradients of a scalar with respect to all parameters that it depends on:
  /// → the node of each.
  ///
  /// As `Tensor.backward()`, once for all runs: nodes are visited from the last to the first, and what reaches a
  /// node on several ways is added in that order.
  mutating func gradients(of scalar: Int) -> [(parameter: Int, node: Int)] {
    let depends = dependents(upTo: scalar)
    var upstream = [scalar: number(1)]
    var slices: [Int: [(start: Int, gradient: Int)]] = [:]
    var found: [(parameter: Int, node: Int)] = []
    for place in (0...scalar).reversed() {
      for whole in joined(slices.removeValue(forKey: place) ?? [], nodes[place].shape) {
        upstream[place] = upstream[place].map { binary(.add, $0, whole) } ?? whole
      }
      guard let dy = upstream.removeValue(forKey: place) else { continue }
      if case .parameter(let number) = nodes[place].operation {
        found.append((number, dy))
        continue
      }
      // Slices of one array are joined when all are there, not added as wholes one by one.
      if case .slice(let start) = nodes[place].operation {
        let own = whole(dy, nodes[place].shape)
        if depends[nodes[place].inputs[0]] {
          slices[nodes[place].inputs[0], default: []].append((start, own))
        }
        continue
      }
      for (input, gradient) in contributions(of: place, dy) where depends[input] {
        let known = upstream[input]
        upstream[input] = known.map { binary(.add, $0, gradient) } ?? gradient
      }
    }
    return found
  }

  /// Which nodes depend on parameters.
  private func dependents(upTo last: Int) -> [Bool] {
    var depends: [Bool] = []
    for node in nodes[...last] {
      if case .parameter = node.operation {
        depends.append(true)
      } else {
        depends.append(node.inputs.contains { depends[$0] })
      }
    }
    return depends
  }

  /// What flows from a node's gradient to each of its inputs.
  private mutating func contributions(of place: Int, _ dy: Int) -> [(input: Int, gradient: Int)] {
    let node = nodes[place]
    let x = node.inputs
    switch node.operation {
    case .input, .ids, .parameter, .constant, .slice: return []
    case .unary(let function):
      let own = add(.unaryGradient(function), [x[0], place, whole(dy, node.shape)], node.shape)
      return [(x[0], own)]
    case .binary(let function):
      let (da, db) = parts(function, x[0], x[1], y: place, dy)
      return [(x[0], reduced(da, to: x[0])), (x[1], reduced(db, to: x[1]))]
    case .scaled(let factor): return [(x[0], scaled(factor, dy))]
    case .product(let transposedA, let transposedB, let groups):
      return productGradients(x, transposedA, transposedB, groups, whole(dy, node.shape))
    case .permuted(let shape, let axes):
      let back = axes.indices.map { axes.firstIndex(of: $0)! }
      let own = StaticTape.Operation.permuted(from: axes.map { shape[$0] }, axes: back)
      return [(x[0], add(own, [whole(dy, node.shape)], nodes[x[0]].shape))]
    case .softmax:
      return [(x[0], add(.softmaxGradient, [place, whole(dy, node.shape)], node.shape))]
    case .normalized(let epsilon):
      let inverse = add(.inverseDeviation(epsilon: epsilon), x, [node.shape[0]])
      let own = [place, inverse, whole(dy, node.shape)]
      return [(x[0], add(.normalizedGradient, own, node.shape))]
    case .sum(let factor): return [(x[0], whole(scaled(factor, dy), nodes[x[0]].shape))]
    case .sumOfRows: return [(x[0], add(.rows, [dy], nodes[x[0]].shape))]
    case .rows:
      return [(x[0], add(.sumOfRows, [whole(dy, node.shape)], nodes[x[0]].shape))]
    case .filled: return [(x[0], add(.sum(factor: 1), [whole(dy, node.shape)], []))]
    case .joined: return partGradients(x, whole(dy, node.shape))
    case .embedding:
      let rows = whole(dy, node.shape)
      return [(x[0], add(.embeddingGradient, [rows, x[1]], nodes[x[0]].shape))]
    case .crossEntropy:
      let own = add(.crossEntropyGradient, x, nodes[x[0]].shape)
      return [(x[0], dy == number(1) ? own : binary(.multiply, own, dy))]
    case .unaryGradient, .embeddingGradient, .crossEntropyGradient, .softmaxGradient,
      .inverseDeviation, .normalizedGradient:
      fatalError("StaticGraph: gradients of gradients are not known")
    }
  }

  private mutating func parts(
    _ function: BinaryFunction, _ a: Int, _ b: Int, y: Int, _ dy: Int
  ) -> (Int, Int) {
    switch function {
    case .add: return (dy, dy)
    case .subtract: return (dy, scaled(-1, dy))
    case .multiply: return (binary(.multiply, dy, b), binary(.multiply, dy, a))
    case .divide:
      let quotient = binary(.divide, dy, b)
      return (quotient, scaled(-1, binary(.multiply, quotient, y)))
    default: fatalError("StaticGraph: no gradient of \(function)")
    }
  }

  private mutating func productGradients(
    _ x: [Int], _ transposedA: Bool, _ transposedB: Bool, _ groups: Int, _ dy: Int
  ) -> [(Int, Int)] {
    func product(_ a: Int, _ isA: Bool, _ b: Int, _ isB: Bool, _ like: Int) -> Int {
      add(
        .product(transposedA: isA, transposedB: isB, groups: groups), [a, b], nodes[like].shape)
    }
    let (a, b) = (x[0], x[1])
    let da =
      transposedA
      ? product(b, transposedB, dy, true, a) : product(dy, false, b, !transposedB, a)
    let db =
      transposedB
      ? product(dy, true, a, transposedA, b) : product(a, !transposedA, dy, false, b)
    return [(a, da), (b, db)]
  }

  /// Each part's rows of the gradient of what is joined.
  private mutating func partGradients(_ parts: [Int], _ dy: Int) -> [(Int, Int)] {
    var start = 0
    return parts.map { part in
      defer { start += nodes[part].shape[0] }
      return (part, add(.slice(from: start), [dy], nodes[part].shape))
    }
  }

  /// Gradients of slices as gradients of the whole, zero where no slice was: as few as slices overlap.
  private mutating func joined(
    _ slices: [(start: Int, gradient: Int)], _ shape: [Int]
  ) -> [Int] {
    var rest = slices.sorted { $0.start < $1.start }
    var wholes: [Int] = []
    while !rest.isEmpty {
      var (parts, later): ([Int], [(start: Int, gradient: Int)]) = ([], [])
      var end = 0
      func gap(to start: Int) {
        if start > end {
          parts.append(constant(NDArray(zeros: [start - end, shape[1]], elementType)))
        }
      }
      for slice in rest {
        if slice.start < end {
          later.append(slice)
        } else {
          gap(to: slice.start)
          parts.append(slice.gradient)
          end = slice.start + nodes[slice.gradient].shape[0]
        }
      }
      gap(to: shape[0])
      wholes.append(add(.joined, parts, shape))
      rest = later
    }
    return wholes
  }

  /// The same at all places of a shape, where it is one number.
  private mutating func whole(_ node: Int, _ shape: [Int]) -> Int {
    nodes[node].shape == shape ? node : add(.filled, [node], shape)
  }

  /// Summed, where an input stood for all places with its one number.
  private mutating func reduced(_ gradient: Int, to input: Int) -> Int {
    let shape = nodes[input].shape
    if nodes[gradient].count == nodes[input].count {
      return gradient
    }
    return nodes[input].count == 1
      ? add(.sum(factor: 1), [gradient], shape) : whole(gradient, shape)
  }

  mutating func scaled(_ factor: Double, _ x: Int) -> Int {
    factor == 1 ? x : add(.scaled(factor), [x], nodes[x].shape)
  }

  mutating func binary(_ function: BinaryFunction, _ a: Int, _ b: Int) -> Int {
    let shape = nodes[a].count == 1 && nodes[b].count != 1 ? nodes[b].shape : nodes[a].shape
    return add(.binary(function), [a, b], shape)
  }
}
