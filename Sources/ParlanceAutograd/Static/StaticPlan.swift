import ParlanceArrays

/// In which order a static graph is computed, and where its values lie.
///
/// Elementwise functions wait until something else needs them; those of one size that can wait together are one
/// pass. A value's memory serves another of the same size once nothing reads it any more.
struct StaticPlan {
  /// What is done at once.
  struct Instruction {
    enum Kind {
      case chain(ElementChain)
      case single(StaticTape.Operation)
    }
    let kind: Kind
    let inputs: [Int]
    let outputs: [Int]
  }

  private(set) var instructions: [Instruction] = []
  /// Where each node that is written to memory lies.
  private(set) var slots: [Int: Int] = [:]
  /// Elements of each slot.
  private(set) var slotCounts: [Int] = []

  /// - `outputs`: the nodes that are wanted.
  init(_ tape: StaticTape, outputs: [Int]) {
    var planner = StaticPlanner(tape, outputs: outputs)
    instructions = planner.plan()
    placeBuffers(tape, outputs)
  }

  private mutating func placeBuffers(_ tape: StaticTape, _ outputs: [Int]) {
    var lastUse: [Int: Int] = [:]
    for (place, instruction) in instructions.enumerated() {
      for node in instruction.inputs + instruction.outputs { lastUse[node] = place }
    }
    for node in outputs { lastUse[node] = .max }
    var free: [Int: [Int]] = [:]
    for (place, instruction) in instructions.enumerated() {
      for node in instruction.outputs {
        let count = tape.nodes[node].count
        if let slot = free[count]?.popLast() {
          slots[node] = slot
        } else {
          slots[node] = slotCounts.count
          slotCounts.append(count)
        }
      }
      // What is read last here is free after it: nothing writes where it reads.
      for node in Set(instruction.inputs + instruction.outputs).sorted()
      where lastUse[node] == place {
        if let slot = slots[node] { free[tape.nodes[node].count, default: []].append(slot) }
      }
    }
  }
}

/// Orders the nodes of a tape.
private struct StaticPlanner {
  private let tape: StaticTape
  private let outputs: Set<Int>
  private let isNeeded: [Bool]
  /// What reads each node, of those that are needed.
  private var readers: [[Int]]
  private var instructions: [StaticPlan.Instruction] = []
  /// Elementwise nodes that wait, by their count of elements.
  private var waiting: [Int: [Int]] = [:]
  /// Biases that are added to products, and the products that take them.
  private var biased: [Int: (product: Int, bias: Int)] = [:]

  init(_ tape: StaticTape, outputs: [Int]) {
    (self.tape, self.outputs) = (tape, Set(outputs))
    var isNeeded = [Bool](repeating: false, count: tape.nodes.count)
    for node in outputs { isNeeded[node] = true }
    for node in tape.nodes.indices.reversed() where isNeeded[node] {
      for input in tape.nodes[node].inputs { isNeeded[input] = true }
    }
    self.isNeeded = isNeeded
    readers = [[Int]](repeating: [], count: tape.nodes.count)
    for node in tape.nodes.indices where isNeeded[node] {
      for input in Set(tape.nodes[node].inputs) { readers[input].append(node) }
    }
    findBiases()
  }

  /// A product whose rows get a bias, and which nothing else reads, takes it.
  private mutating func findBiases() {
    for (place, node) in tape.nodes.enumerated() where isNeeded[place] {
      guard node.operation == .binary(.add) else { continue }
      for (product, rows) in [(node.inputs[0], node.inputs[1]), (node.inputs[1], node.inputs[0])] {
        guard case .product(_, _, 1) = tape.nodes[product].operation,
          tape.nodes[rows].operation == .rows,
          readers[product] == [place], !outputs.contains(product)
        else { continue }
        let bias = tape.nodes[rows].inputs[0]
        biased[place] = (product, bias)
        readers[rows].removeAll { $0 == place }
        readers[bias].append(place)
        break
      }
    }
  }

  mutating func plan() -> [StaticPlan.Instruction] {
    let taken = Set(biased.values.map(\.product))
    for (place, node) in tape.nodes.enumerated() where isNeeded[place] && !taken.contains(place) {
      guard node.operation.isComputed else { continue }
      if node.operation == .rows, readers[place].isEmpty, !outputs.contains(place) { continue }
      if let (product, bias) = biased[place] {
        let inputs = tape.nodes[product].inputs + [bias]
        for input in inputs { finish(input) }
        instructions.append(
          .init(kind: .single(tape.nodes[product].operation), inputs: inputs, outputs: [place]))
      } else if node.operation.isElementwise {
        for input in node.inputs where tape.nodes[input].count != node.count { finish(input) }
        waiting[node.count, default: []].append(place)
        if readCount(waiting[node.count]!) > Self.mostRead { finish(waitingOf: node.count) }
      } else if !node.operation.isFoundAlong {
        for input in node.inputs { finish(input) }
        instructions.append(
          .init(
            kind: .single(node.operation), inputs: node.inputs,
            outputs: [place] + foundAlong(with: node)))
      }
    }
    for count in waiting.keys.sorted() { finish(waitingOf: count) }
    return instructions
  }

  /// What is known as soon as a node is: the gradient of a loss, or the deviations of normalised rows.
  private func foundAlong(with node: StaticTape.Node) -> [Int] {
    let along: StaticTape.Operation
    switch node.operation {
    case .crossEntropy: along = .crossEntropyGradient
    case .normalized(let epsilon): along = .inverseDeviation(epsilon: epsilon)
    default: return []
    }
    return readers[node.inputs[0]].filter {
      tape.nodes[$0].operation == along && tape.nodes[$0].inputs == node.inputs
    }
  }

  /// How many values of others a pass of these nodes reads.
  private func readCount(_ group: [Int]) -> Int {
    Set(group.flatMap { tape.nodes[$0].inputs }).subtracting(group).count
  }

  /// What a pass reads at most: a sum of many values would keep them all until it is needed.
  private static let mostRead = 16

  /// Sees to it that a node is computed.
  private mutating func finish(_ node: Int) {
    let count = tape.nodes[node].count
    if waiting[count]?.contains(node) ?? false { finish(waitingOf: count) }
  }

  /// Makes one pass of all elementwise nodes of a size that wait.
  private mutating func finish(waitingOf count: Int) {
    guard let group = waiting.removeValue(forKey: count), !group.isEmpty else { return }
    var inputs: [Int] = []
    var steps: [ElementChain.Step] = []
    func operand(_ node: Int) -> ElementChain.Operand {
      if let step = group.firstIndex(of: node) { return .step(step) }
      let place = inputs.firstIndex(of: node) ?? inputs.count
      if place == inputs.count { inputs.append(node) }
      return .input(place)
    }
    for node in group {
      let x = tape.nodes[node].inputs.map(operand)
      switch tape.nodes[node].operation {
      case .unary(let function): steps.append(.unary(function, x[0]))
      case .unaryGradient(let function):
        steps.append(.unaryGradient(function, x: x[0], y: x[1], dy: x[2]))
      case .binary(let function): steps.append(.binary(function, x[0], x[1]))
      case .scaled(let factor): steps.append(.scaled(factor, x[0]))
      case .filled: steps.append(.filled(x[0]))
      default: fatalError("StaticPlan: \(tape.nodes[node].operation.name) is not elementwise")
      }
    }
    let kept = group.indices.filter { place in
      outputs.contains(group[place]) || readers[group[place]].contains { !group.contains($0) }
    }
    instructions.append(
      .init(
        kind: .chain(ElementChain(steps, results: kept)), inputs: inputs,
        outputs: kept.map { group[$0] }))
  }
}
