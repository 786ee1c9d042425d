import ParlanceArrays
import ParlanceAutograd

/// How a parameter's values change by its gradient; one object serves all parameters of a model.
public protocol UpdateRule: AnyObject {
  /// η of the next step.
  var learningRate: Double { get set }
  /// What the rule remembers of each parameter.
  var memory: RuleMemory { get set }
  /// Names of the arrays that the rule remembers, each shaped like its parameter.
  var slots: [String] { get }
  /// Changes one parameter's values by its gradient and the arrays of its slots.
  ///
  /// - Parameter step: how often this parameter has been updated, this time included.
  func update(
    _ value: inout NDArray, gradient: Gradient, slots: inout [NDArray], step: Int)
}

/// What an update rule remembers: for each parameter its slots' arrays and its number of steps.
public struct RuleMemory {
  fileprivate struct Entry {
    var slots: [NDArray]
    var step = 0
  }
  fileprivate var entries: [ObjectIdentifier: Entry] = [:]

  /// Creates an empty memory.
  public init() {}
}

extension UpdateRule {
  /// One step: updates each trainable parameter that a gradient has reached.
  public func step(_ parameters: [Parameter], _ gradients: Gradients) {
    for parameter in parameters where parameter.isTrainable && gradients.contains(parameter) {
      // Taken out for the moment, so that each array has one owner and is changed where it lies.
      var entry =
        memory.entries.removeValue(forKey: ObjectIdentifier(parameter))
        ?? RuleMemory.Entry(
          slots: slots.map { _ in NDArray(zeros: parameter.shape, parameter.value.elementType) })
      entry.step += 1
      parameter.update { value in
        update(
          &value, gradient: gradients[gradient: parameter], slots: &entry.slots, step: entry.step)
      }
      memory.entries[ObjectIdentifier(parameter)] = entry
    }
  }

  /// The memory by name, for a checkpoint: `<parameter>.<slot>` and `<parameter>.step`.
  public func state(
    for parameters: [(name: String, parameter: Parameter)]
  ) -> [(name: String, array: NDArray)] {
    parameters.flatMap { name, parameter -> [(name: String, array: NDArray)] in
      guard let entry = memory.entries[ObjectIdentifier(parameter)] else { return [] }
      return zip(slots, entry.slots).map { ("\(name).\($0)", $1) }
        + [("\(name).step", NDArray(scalar: Double(entry.step), .float64))]
    }
  }

  /// Takes a memory back; changes nothing if one array does not fit.
  ///
  /// - Throws: `InputError` of kind `badData` that names the array.
  public func load(
    state: [String: NDArray], for parameters: [(name: String, parameter: Parameter)]
  ) throws {
    var loaded = RuleMemory()
    for (name, parameter) in parameters {
      guard let step = state["\(name).step"] else { continue }
      guard step.count == 1, step.item >= 0, step.item < 0x1p53 else {
        throw InputError(.badData, "update rule: \(name).step is not a number of steps")
      }
      let arrays = try slots.map { slot in
        guard let array = state["\(name).\(slot)"], array.shape == parameter.shape else {
          throw InputError(
            .badData,
            "update rule: \(name).\(slot) should have shape \(parameter.shape), found "
              + (state["\(name).\(slot)"].map { "\($0.shape)" } ?? "none"))
        }
        return array.cast(to: parameter.value.elementType)
      }
      loaded.entries[ObjectIdentifier(parameter)] = .init(slots: arrays, step: Int(step.item))
    }
    memory = loaded
  }
}
