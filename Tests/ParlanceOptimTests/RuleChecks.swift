import ParlanceAutograd
import ParlanceOptim
import ParlanceSystem
import ParlanceTestSupport
import Testing

@testable import ParlanceArrays

/// One setting of an update rule, with the golden trajectory that it should follow.
struct RuleCase: Sendable, CustomTestStringConvertible {
  /// The setting's name in `golden_rules.py`.
  let golden: String
  /// Makes the rule with the numbers that the script has for it.
  let make: @Sendable () -> any UpdateRule

  init(_ golden: String, _ make: @escaping @Sendable () -> any UpdateRule) {
    self.golden = golden
    self.make = make
  }

  var testDescription: String { golden }
}

/// What every update rule has to do; each rule's test goes through all of these.
enum RuleCheck: CaseIterable {
  /// 12 steps as PyTorch takes them.
  case trajectory
  /// Rows of a table do what the dense gradient does.
  case rows
  /// What no gradient reaches stays.
  case unreached
  /// What is not trainable stays.
  case frozen
  /// Saved and loaded, training goes on with the same bits.
  case resumed
  /// Values and memory are changed where they lie.
  case inPlace

  /// What is wrong, or nil.
  func failure(of rule: RuleCase) throws -> String? {
    let golden = try GoldenFile("rules")
    for (type, tolerance) in precisions {
      let run = RuleRun(golden: golden, rule: rule, type: type)
      let found =
        switch self {
        case .trajectory: try run.trajectory(tolerance)
        case .rows: try run.rows(tolerance)
        case .unreached: try run.unreached()
        case .frozen: try run.frozen()
        case .resumed: try run.resumed()
        case .inPlace: try run.inPlace()
        }
      if let found { return "\(type): \(found)" }
    }
    return nil
  }
}

private struct RuleRun {
  let golden: GoldenFile
  let rule: RuleCase
  let type: ElementType

  typealias Named = [(name: String, parameter: Parameter)]
  static let steps = 12

  func parameters() throws -> Named {
    try ["a", "b", "c"].map { ($0, Parameter(try golden["initial.\($0)"].cast(to: type))) }
  }

  func optimizer(_ named: Named) -> Optimizer {
    Optimizer(rule.make(), named.map(\.parameter))
  }

  func gradients(_ step: Int, _ named: Named) throws -> Gradients {
    var gradients = Gradients()
    for (name, parameter) in named {
      gradients[parameter] = try golden["grad.\(name)"].row(step).cast(to: type)
    }
    return gradients
  }

  func trajectory(_ tolerance: Double) throws -> String? {
    let named = try parameters()
    let optimizer = optimizer(named)
    for step in 0..<Self.steps {
      optimizer.step(try gradients(step, named))
      for (name, parameter) in named {
        let error = distance(parameter.value, try golden["\(rule.golden).\(name)"].row(step))
        if error > tolerance { return "step \(step), \(name) is off by \(error)" }
      }
    }
    return nil
  }

  func rows(_ tolerance: Double) throws -> String? {
    var generator = RandomGenerator(seed: 7)
    let initial = NDArray(normal: 1, shape: [6, 3], type, using: &generator)
    let (byRows, dense) = (Parameter(initial), Parameter(initial))
    let optimizers = [byRows, dense].map { Optimizer(rule.make(), [$0]) }
    for places: [Int32] in [[4, 0], [1, 1, 5], [], [4], [0, 1, 2, 3, 4, 5], [2, 4, 2]] {
      let rows = RowGradient(
        summing: NDArray(normal: 1, shape: [places.count, 3], type, using: &generator),
        at: places, tableShape: [6, 3])
      var gradients = Gradients()
      gradients[gradient: byRows] = .rows(rows)
      gradients[gradient: dense] = .dense(rows.dense)
      for optimizer in optimizers { optimizer.step(gradients) }
      let error = distance(byRows.value, dense.value)
      if error > tolerance { return "rows \(places) differ from the whole by \(error)" }
    }
    return byRows.value == initial ? "the table did not change" : nil
  }

  func unreached() throws -> String? {
    let named = try parameters()
    let optimizer = optimizer(named)
    let before = named[1].parameter.value
    for step in 0..<3 {
      var gradients = try gradients(step, [named[0]])
      if step == 2 { gradients[gradient: named[1].parameter] = .zero }
      optimizer.step(gradients)
    }
    if named[1].parameter.value != before { return "b changed without a gradient" }
    return optimizer.state(for: [named[1]]).isEmpty ? nil : "b is remembered without a gradient"
  }

  func frozen() throws -> String? {
    let named = try parameters()
    let optimizer = optimizer(named)
    let before = named.map(\.parameter.value)
    named[0].parameter.isTrainable = false
    optimizer.step(try gradients(0, named))
    if named[0].parameter.value != before[0] { return "a changed though it is frozen" }
    return named[1].parameter.value == before[1] ? "b did not change" : nil
  }

  func resumed() throws -> String? {
    let named = try parameters()
    let optimizer = optimizer(named)
    // b falls behind by a step, so that one count for all would not do.
    func step(_ optimizer: Optimizer, _ number: Int, _ named: Named) throws {
      optimizer.step(try gradients(number, number == 2 ? [named[0]] : named))
    }
    for number in 0..<5 { try step(optimizer, number, named) }
    let copy = named.map { (name: $0.name, parameter: Parameter($0.parameter.value)) }
    let other = self.optimizer(copy)
    let state = optimizer.state(for: named).map { ($0.name, $0.array) }
    try other.load(state: Dictionary(uniqueKeysWithValues: state), for: copy)
    for number in 5..<Self.steps {
      try step(optimizer, number, named)
      try step(other, number, copy)
    }
    for (one, two) in zip(named, copy) where one.parameter.value != two.parameter.value {
      return "\(one.name) has other bits"
    }
    return nil
  }

  func inPlace() throws -> String? {
    let named = try parameters()
    let optimizer = optimizer(named)
    // Addresses only: an array that is held here would have to be copied.
    func slotAddresses() -> [Int] {
      optimizer.state(for: named).filter { $0.name.contains(".") && !$0.name.hasSuffix(".step") }
        .map {
          address($0.array)
        }
    }
    optimizer.step(try gradients(0, named))
    for step in 1..<4 {
      let values = named.map { address($0.parameter.value) }
      let slots = slotAddresses()
      optimizer.step(try gradients(step, named))
      if values != named.map({ address($0.parameter.value) }) { return "values were copied" }
      if slots != slotAddresses() { return "memory was copied" }
    }
    return nil
  }
}

/// Where an array's elements lie.
func address(_ array: NDArray) -> Int { array.withBytes { Int(bitPattern: $0.baseAddress) } }

extension NDArray {
  /// One of the arrays that lie along the first axis.
  func row(_ index: Int) -> NDArray {
    kernels.slice(self, axis: 0, start: index, length: 1).reshaped(Array(shape.dropFirst()))
  }
}
