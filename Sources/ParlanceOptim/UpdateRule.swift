import ParlanceArrays
import ParlanceAutograd

/// How a parameter's values change by its gradient; one object serves all parameters of a model.
///
/// A rule is two functions: what it remembers of a parameter at first, and how one step changes the
/// values and what is remembered. All else is the same for every rule.
public protocol UpdateRule: AnyObject {
  /// η of the next step.
  var learningRate: Double { get set }
  /// What the rule remembers of each parameter.
  var memory: RuleMemory { get set }
  /// Names of the arrays that the rule remembers of each parameter.
  var slots: [String] { get }
  /// What a slot holds before the first step; zeros in the parameter's shape by default.
  func initialState(of slot: String, for value: NDArray) -> NDArray
  /// Changes one parameter's values by its gradient and the arrays of its slots.
  ///
  /// - Parameter step: how often this parameter has been updated, this time included.
  func update(
    _ value: inout NDArray, gradient: Gradient, slots: inout [NDArray], step: Int)
}

/// What an update rule remembers: for each parameter its slots' arrays and its number of steps.
public struct RuleMemory {
  fileprivate struct Entry {
    // Held, so that no later parameter can have the same identity.
    let parameter: Parameter
    var slots: [NDArray]
    var step = 0
  }
  fileprivate var entries: [ObjectIdentifier: Entry] = [:]

  /// Creates an empty memory.
  public init() {}
}

extension UpdateRule {
  public func initialState(of slot: String, for value: NDArray) -> NDArray {
    NDArray(zeros: value.shape, value.elementType)
  }

  /// One step: updates each trainable parameter that a gradient has reached.
  ///
  /// Values and slots are changed where they lie. Traps for a parameter that is given twice, and for
  /// a gradient that has not its parameter's shape and element type.
  public func step(_ parameters: [Parameter], _ gradients: Gradients) {
    guard Set(parameters.map(ObjectIdentifier.init)).count == parameters.count else {
      fatalError("UpdateRule.step: a parameter is given twice")
    }
    for parameter in parameters where parameter.isTrainable {
      let gradient = gradients[gradient: parameter]
      if case .zero = gradient { continue }
      check(gradient, of: parameter)
      // Taken out for the moment, so that each array has one owner and is changed where it lies.
      var entry =
        memory.entries.removeValue(forKey: ObjectIdentifier(parameter)) ?? newEntry(for: parameter)
      entry.step += 1
      parameter.update { value in
        update(&value, gradient: gradient, slots: &entry.slots, step: entry.step)
      }
      memory.entries[ObjectIdentifier(parameter)] = entry
    }
  }

  private func newEntry(for parameter: Parameter) -> RuleMemory.Entry {
    RuleMemory.Entry(
      parameter: parameter, slots: slots.map { initialState(of: $0, for: parameter.value) })
  }

  // Kernels trust what they get: anything else would write beyond the parameter.
  private func check(_ gradient: Gradient, of parameter: Parameter) {
    let (shape, elementType): ([Int], ElementType)
    switch gradient {
    case .zero: return
    case .dense(let array): (shape, elementType) = (array.shape, array.elementType)
    case .rows(let rows): (shape, elementType) = (rows.tableShape, rows.values.elementType)
    }
    guard shape == parameter.shape, elementType == parameter.value.elementType else {
      fatalError(
        "UpdateRule.step: parameter \(parameter.name ?? "") has shape \(parameter.shape) of "
          + "\(parameter.value.elementType), its gradient \(shape) of \(elementType)")
    }
    if case .rows(let rows) = gradient, let first = rows.ids.first, let last = rows.ids.last {
      guard first >= 0, last < shape[0] else {
        fatalError(
          "UpdateRule.step: rows \(first) to \(last) are not all within a table of shape \(shape)")
      }
    }
  }

  /// The memory by name, for a checkpoint: `<parameter>.<slot>` and `<parameter>.step`.
  ///
  /// Numbers of steps are float64, exact; a parameter that was never updated has no entry.
  public func state(
    for parameters: [(name: String, parameter: Parameter)]
  ) -> [(name: String, array: NDArray)] {
    parameters.flatMap { name, parameter -> [(name: String, array: NDArray)] in
      guard let entry = memory.entries[ObjectIdentifier(parameter)] else { return [] }
      return zip(slots, entry.slots).map { ("\(name).\($0)", $1) }
        + [("\(name).step", NDArray(scalar: Double(entry.step), .float64))]
    }
  }

  /// Takes a memory back; changes nothing if one array is missing, does not fit or is of no use here.
  ///
  /// - Throws: `InputError` of kind `badData` that names the array.
  public func load(
    state: [String: NDArray], for parameters: [(name: String, parameter: Parameter)]
  ) throws {
    var loaded = RuleMemory()
    var used: Set<String> = []
    for (name, parameter) in parameters {
      guard let step = state["\(name).step"] else { continue }
      guard step.count == 1, let count = Int(exactly: step.item), (1...1 << 53).contains(count)
      else {
        throw InputError(
          .badData,
          "update rule: \(name).step: expected a number of steps, found "
            + (step.count == 1 ? "\(step.item)" : "shape \(step.shape)"))
      }
      var entry = newEntry(for: parameter)
      entry.step = count
      for (index, slot) in slots.enumerated() {
        let (array, fresh) = (state["\(name).\(slot)"], entry.slots[index])
        guard let array, array.shape == fresh.shape else {
          throw InputError(
            .badData,
            "update rule: \(name).\(slot): expected shape \(fresh.shape), found "
              + (array.map { "\($0.shape)" } ?? "none"))
        }
        entry.slots[index] = array.cast(to: fresh.elementType)
      }
      used.formUnion((slots + ["step"]).map { "\(name).\($0)" })
      loaded.entries[ObjectIdentifier(parameter)] = entry
    }
    // What is left over belongs to another rule or another model.
    if let other = state.keys.filter({ !used.contains($0) }).min() {
      throw InputError(
        .badData,
        "update rule: \(other): expected only "
          + (slots + ["step"]).map { "<parameter>.\($0)" }.joined(separator: ", "))
    }
    memory = loaded
  }
}
