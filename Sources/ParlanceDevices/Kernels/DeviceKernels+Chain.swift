import ParlanceArrays

extension DeviceKernels {
  /// One kernel for all steps; where there are more arrays than it takes, one after the other for parts of them.
  package func chain(_ chain: ElementChain, _ inputs: [NDArray], _ outputs: inout [NDArray]) {
    guard let count = outputs.first?.count, count > 0 else { return }
    guard inputs.count <= Self.mostInputs, outputs.count <= Self.mostOutputs,
      outputs.count + chain.blockCount <= Self.mostHeld
    else { return halves(chain, inputs, &outputs) }
    func held(_ step: Int) -> Int {
      switch chain.places[step] {
      case .output(let place): place
      case .block(let place): outputs.count + place
      }
    }
    func place(_ operand: ElementChain.Operand) -> Int {
      switch operand {
      case .input(let place): place
      case .step(let step): Self.mostInputs + held(step)
      }
    }
    var (program, scalars): ([Int], [Float]) = ([], [])
    for (number, step) in chain.steps.enumerated() {
      let (code, parameters) = step.code
      let operands = step.operands.map(place)
      // A step reads three operands, whether it uses them or not.
      let all = operands + [Int](repeating: operands[0], count: 3 - operands.count)
      program += code + all + [held(number)]
      scalars += parameters.map { Float($0) } + [Float](repeating: 0, count: 3 - parameters.count)
    }
    let single = inputs.enumerated().reduce(UInt32(0)) { bits, input in
      input.element.count == 1 ? bits | 1 << UInt32(input.offset) : bits
    }
    let given = inputs.map { Argument.block(read($0)) }
    let made = outputs.indices.map { Argument.block(write(&outputs[$0])) }
    func filled(_ arguments: [Argument], _ count: Int) -> [Argument] {
      arguments + [Argument](repeating: .block(nil), count: count - arguments.count)
    }
    device.each(
      "chain", count,
      [
        .int(chain.steps.count), .word(single), .int(outputs.count), .block(block(program)),
        .block(device.block(of: scalars)),
      ] + filled(given, Self.mostInputs) + filled(made, Self.mostOutputs))
  }

  /// `CHAIN_INPUTS`, the outputs and `CHAIN_HELD` of the kernel.
  private static var mostInputs: Int { 16 }
  private static var mostOutputs: Int { 8 }
  private static var mostHeld: Int { 24 }

  /// The first half of the steps, then the others; what these need of the first is written to memory.
  private func halves(_ chain: ElementChain, _ inputs: [NDArray], _ outputs: inout [NDArray]) {
    let middle = chain.steps.count / 2
    var passed: [Int] = []
    for step in chain.steps[middle...] {
      for case .step(let number) in step.operands where number < middle && !passed.contains(number)
      {
        passed.append(number)
      }
    }
    let own = chain.results.filter { $0 < middle }
    let kept = own + passed.filter { !own.contains($0) }
    func run(_ steps: [ElementChain.Step], _ results: [Int], _ given: [NDArray]) -> [NDArray] {
      var made = results.map { _ in new(outputs[0].shape) }
      if !results.isEmpty { part(ElementChain(steps, results: results), given, &made) }
      return made
    }
    let first = run(Array(chain.steps[..<middle]), kept, inputs)
    func later(_ operand: ElementChain.Operand) -> ElementChain.Operand {
      guard case .step(let number) = operand else { return operand }
      return number < middle
        ? .input(inputs.count + kept.firstIndex(of: number)!) : .step(number - middle)
    }
    let last = run(
      chain.steps[middle...].map { $0.reading(later) },
      chain.results.filter { $0 >= middle }.map { $0 - middle }, inputs + first)
    var (early, late) = (first.makeIterator(), last.makeIterator())
    for (place, result) in chain.results.enumerated() {
      outputs[place] = result < middle ? early.next()! : late.next()!
    }
  }

  /// A chain with the inputs alone that it reads.
  private func part(_ chain: ElementChain, _ inputs: [NDArray], _ outputs: inout [NDArray]) {
    var read: [Int] = []
    for step in chain.steps {
      for case .input(let place) in step.operands where !read.contains(place) { read.append(place) }
    }
    let steps = chain.steps.map { step in
      step.reading {
        guard case .input(let place) = $0 else { return $0 }
        return .input(read.firstIndex(of: place)!)
      }
    }
    self.chain(ElementChain(steps, results: chain.results), read.map { inputs[$0] }, &outputs)
  }
}

extension ElementChain.Step {
  /// What the kernel calls it and its function, and its parameters.
  fileprivate var code: ([Int], [Double]) {
    switch self {
    case .unary(let function, _): ([0, function.code.number], function.code.parameters)
    case .unaryGradient(let function, _, _, _):
      ([1, function.code.number], function.code.parameters)
    case .binary(let function, _, _): ([2, Int(function.rawValue)], [])
    case .scaled(let factor, _): ([3, 0], [factor])
    case .filled: ([4, 0], [])
    }
  }

  /// The same step of other operands.
  fileprivate func reading(
    _ operand: (ElementChain.Operand) -> ElementChain.Operand
  ) -> ElementChain.Step {
    switch self {
    case .unary(let function, let x): .unary(function, operand(x))
    case .unaryGradient(let function, let x, let y, let dy):
      .unaryGradient(function, x: operand(x), y: operand(y), dy: operand(dy))
    case .binary(let function, let a, let b): .binary(function, operand(a), operand(b))
    case .scaled(let factor, let x): .scaled(factor, operand(x))
    case .filled(let x): .filled(operand(x))
    }
  }
}
