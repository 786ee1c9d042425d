import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

// What an optimizer remembers as named arrays, as checkpoints hold it.
extension Optimizer {
  /// The memory by name, for a checkpoint: `<parameter>.<slot>`, `<parameter>.step`, for parameters of
  /// a group `<parameter>.group`, and of a rule that waits to begin averaging, `losses` and `averaging`.
  ///
  /// Numbers of steps are float64, exact; a parameter that was never updated has no slots and steps.
  public func state(
    for parameters: [(name: String, parameter: Parameter)]
  ) -> [(name: String, array: NDArray)] {
    let slots = rule.slots
    let ofParameters = parameters.flatMap { name, parameter in
      var found: [(name: String, array: NDArray)] = []
      if let place = places[ObjectIdentifier(parameter)], let entry = entries[place] {
        found = zip(slots, entry.state).map { ("\(name).\($0)", $1) }
        found.append(("\(name).step", NDArray(scalar: Double(entry.step), .float64)))
      }
      let options = options(of: parameter)
      if options != ParameterGroup.Options() { found.append(("\(name).group", options.array)) }
      return found
    }
    if losses.isEmpty { return ofParameters }
    return ofParameters + [
      ("losses", NDArray(float64: losses)),
      ("averaging", NDArray(scalar: isAveraging ? 1 : 0, .float64)),
    ]
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
    let slots = rule.slots
    var loaded = [Entry?](repeating: nil, count: entries.count)
    var used: Set<String> = []
    var options: [(parameter: Parameter, options: ParameterGroup.Options)] = []
    for (name, parameter) in parameters {
      guard let place = places[ObjectIdentifier(parameter)] else { continue }
      var present = self.options(of: parameter)
      if let array = state["\(name).group"] {
        present = try ParameterGroup.Options(array, named: "\(name).group")
        used.insert("\(name).group")
      }
      options.append((parameter, present))
      guard let step = state["\(name).step"] else { continue }
      loaded[place] = try entry(of: parameter, named: name, after: step, in: state)
      used.formUnion((slots + ["step"]).map { "\(name).\($0)" })
    }
    let ofAll = waiting == nil ? [] : ["losses", "averaging"]
    // What is left over belongs to another rule or another model.
    if let other = state.keys.filter({ !used.contains($0) && !ofAll.contains($0) }).min() {
      throw strangeEntry(other, besides: ofAll)
    }
    try loadAveraging(state)
    groups = ParameterGroup.groups(of: options)
    entries = loaded
  }

  private func entry(
    of parameter: Parameter, named name: String, after step: NDArray, in state: [String: NDArray]
  ) throws -> Entry {
    guard step.count == 1, let count = Int(exactly: step.item), (1...1 << 53).contains(count) else {
      throw InputError(
        .badData,
        "update rule: \(name).step: expected a number of steps, found "
          + (step.count == 1 ? "\(step.item)" : "shape \(step.shape)"))
    }
    let arrays = try rule.initialState(for: parameter.value).map { slot, fresh in
      let array = state["\(name).\(slot)"]
      guard let array, array.shape == fresh.shape else {
        throw InputError(
          .badData,
          "update rule: \(name).\(slot): expected shape \(fresh.shape), found "
            + (array.map { "\($0.shape)" } ?? "none"))
      }
      return array.cast(to: fresh.elementType)
    }
    return Entry(state: arrays, step: count)
  }

  private func loadAveraging(_ state: [String: NDArray]) throws {
    if waiting == nil { return }
    // A state of nothing is a beginning.
    let losses = state["losses"] ?? NDArray(float64: [])
    let averaging = state["averaging"] ?? NDArray(scalar: 0, .float64)
    guard losses.rank == 1, averaging.count == 1, averaging.item == 0 || averaging.item == 1 else {
      throw InputError(
        .badData,
        "update rule: losses, averaging: expected a list, and 0 or 1, found shapes "
          + "\(losses.shape) and \(averaging.shape)")
    }
    self.losses = losses.doubles
    isAveraging = averaging.item == 1
  }

  private func strangeEntry(_ name: String, besides others: [String]) -> InputError {
    InputError(
      .badData,
      "update rule: \(name): expected only "
        + ((rule.slots + ["step"]).map { "<parameter>.\($0)" } + others).joined(separator: ", "))
  }
}
