import ParlanceArrays
import ParlanceAutograd

// What a rule remembers as named arrays, as checkpoints hold it.
extension UpdateRule {
  /// The memory by name, for a checkpoint: `<parameter>.<slot>`, `<parameter>.step`, for parameters of
  /// a group `<parameter>.group`, and what the rule remembers of training as a whole.
  ///
  /// Numbers of steps are float64, exact; a parameter that was never updated has no slots and steps.
  public func state(
    for parameters: [(name: String, parameter: Parameter)]
  ) -> [(name: String, array: NDArray)] {
    let ofParameters = parameters.flatMap { name, parameter in
      var found: [(name: String, array: NDArray)] = []
      if let entry = memory.entries[ObjectIdentifier(parameter)] {
        found = zip(slots, entry.slots).map { ("\(name).\($0)", $1) }
        found.append(("\(name).step", NDArray(scalar: Double(entry.step), .float64)))
      }
      let options = memory.options(of: parameter)
      if options != ParameterGroup.Options() { found.append(("\(name).group", options.array)) }
      return found
    }
    return ofParameters + ownState
  }

  /// Takes a memory back; changes nothing if one array is missing, does not fit or is of no use here.
  ///
  /// Parameters that had a group when the state was saved have its rate and decay again; others keep
  /// those of the present groups.
  ///
  /// - Throws: `InputError` of kind `badData` that names the array.
  public func load(
    state: [String: NDArray], for parameters: [(name: String, parameter: Parameter)]
  ) throws {
    var loaded = RuleMemory()
    var used: Set<String> = []
    var options: [(parameter: Parameter, options: ParameterGroup.Options)] = []
    for (name, parameter) in parameters {
      var present = memory.options(of: parameter)
      if let array = state["\(name).group"] {
        present = try ParameterGroup.Options(array, named: "\(name).group")
        used.insert("\(name).group")
      }
      options.append((parameter, present))
      guard let step = state["\(name).step"] else { continue }
      loaded.entries[ObjectIdentifier(parameter)] = try entry(
        of: parameter, named: name, after: step, in: state)
      used.formUnion((slots + ["step"]).map { "\(name).\($0)" })
    }
    // What is left over belongs to another rule or another model.
    if let other = state.keys.filter({ $0.contains(".") && !used.contains($0) }).min() {
      throw strangeEntry(other)
    }
    try load(ownState: state.filter { !$0.key.contains(".") })
    loaded.groups = ParameterGroup.groups(of: options)
    memory = loaded
  }

  private func entry(
    of parameter: Parameter, named name: String, after step: NDArray, in state: [String: NDArray]
  ) throws -> RuleMemory.Entry {
    guard step.count == 1, let count = Int(exactly: step.item), (1...1 << 53).contains(count) else {
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
    return entry
  }

  func strangeEntry(_ name: String) -> InputError {
    InputError(
      .badData,
      "update rule: \(name): expected only "
        + (slots + ["step"]).map { "<parameter>.\($0)" }.joined(separator: ", "))
  }
}
