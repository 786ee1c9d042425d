/// Functions of elements one after the other, in one pass over memory.
///
/// Each step reads arrays that are given and results of earlier steps; those that nothing else needs are never
/// written to memory.
package struct ElementChain: Sendable {
  /// What a step reads.
  package enum Operand: Hashable, Sendable {
    /// An array that is given: of as many elements as the results, or of one.
    case input(Int)
    /// The result of an earlier step.
    case step(Int)
  }

  /// A function of elements.
  package enum Step: Sendable {
    case unary(UnaryFunction, Operand)
    /// dy ⊙ f′(x), where y = f(x).
    case unaryGradient(UnaryFunction, x: Operand, y: Operand, dy: Operand)
    /// One of the two may be a given array of one element.
    case binary(BinaryFunction, Operand, Operand)
    case scaled(Double, Operand)
    /// A given array of one element, at all places.
    case filled(Operand)

    /// What it reads.
    package var operands: [Operand] {
      switch self {
      case .unary(_, let a), .scaled(_, let a), .filled(let a): [a]
      case .unaryGradient(_, let x, let y, let dy): [x, y, dy]
      case .binary(_, let a, let b): [a, b]
      }
    }
  }

  package let steps: [Step]
  /// The steps whose results are kept, in the order of the outputs.
  package let results: [Int]
  /// Where each step's result lies while a block is computed: an output's own memory, or one of few blocks beside.
  package let places: [Place]
  /// Blocks beside.
  package let blockCount: Int

  package enum Place: Sendable {
    case output(Int)
    case block(Int)
  }

  package init(_ steps: [Step], results: [Int]) {
    (self.steps, self.results) = (steps, results)
    var lastUse: [Int: Int] = [:]
    for (index, step) in steps.enumerated() {
      for case .step(let read) in step.operands { lastUse[read] = index }
    }
    var (places, free, count): ([Place], [Int], Int) = ([], [], 0)
    for (index, step) in steps.enumerated() {
      if let output = results.firstIndex(of: index) {
        places.append(.output(output))
      } else {
        if free.isEmpty {
          free.append(count)
          count += 1
        }
        places.append(.block(free.removeLast()))
      }
      // A function may not write where it reads: what it read is free only after it.
      for read in Set(step.operands) {
        if case .step(let number) = read, lastUse[number] == index,
          case .block(let block) = places[number]
        {
          free.append(block)
        }
      }
    }
    (self.places, blockCount) = (places, count)
  }
}
