import ParlanceArrays
import ParlanceAutograd

/// An update rule at work on a model's parameters, with all that it remembers of them.
///
/// ```swift
/// let optimizer = Optimizer(Adam(), model.parameters)
/// for batch in batches { optimizer.step(loss(batch).backward()) }
/// ```
public final class Optimizer {
  /// The rule. Another may take its place in the middle of training, with other numbers, if it remembers
  /// arrays of the same names; traps for one that does not.
  public var rule: any UpdateRule {
    didSet {
      guard rule.slots == oldValue.slots else {
        fatalError("Optimizer.rule: expected one of \(oldValue.slots), found \(rule.slots)")
      }
    }
  }
  /// η of the next step; at first the rule's.
  public var learningRate: Double
  /// What is updated.
  public let parameters: [Parameter]
  /// Parameters with a learning rate or a weight decay of their own; all others have the optimizer's
  /// and the rule's.
  ///
  /// Traps when set to groups of which two have the same parameter.
  public var groups: [ParameterGroup] {
    didSet { options = ParameterGroup.options(of: groups) }
  }
  /// Whether an averaging rule's averages stand for the values in evaluation.
  public internal(set) var isAveraging: Bool

  struct Entry {
    var state: [NDArray]
    var step = 0
  }
  /// Of each parameter that was ever updated.
  var entries: [Entry?]
  /// The losses of checks on validation data, of a rule that waits for them.
  var losses: [Double] = []
  let places: [ObjectIdentifier: Int]
  private var options: [ObjectIdentifier: ParameterGroup.Options]

  /// Creates an optimizer that remembers nothing yet; traps for a parameter that is given twice.
  public init(
    _ rule: any UpdateRule, _ parameters: [Parameter], groups: [ParameterGroup] = []
  ) {
    self.rule = rule
    learningRate = rule.learningRate
    self.parameters = parameters
    self.groups = groups
    options = ParameterGroup.options(of: groups)
    entries = [Entry?](repeating: nil, count: parameters.count)
    places = Dictionary(
      parameters.enumerated().map { (ObjectIdentifier($1), $0) },
      uniquingKeysWith: { _, _ in fatalError("Optimizer: a parameter is given twice") })
    isAveraging = (rule as? any AveragingRule)?.isAveraging(after: []) ?? false
  }

  /// One step: updates each trainable parameter that a gradient has reached.
  ///
  /// Values and states are changed where they lie. Traps for a gradient that has not its parameter's
  /// shape and element type.
  public func step(_ gradients: Gradients) {
    for (place, parameter) in parameters.enumerated() where parameter.isTrainable {
      let gradient = gradients[gradient: parameter]
      if case .zero = gradient { continue }
      check(gradient, of: parameter)
      // Taken out for the moment, so that each array has one owner and is changed where it lies.
      var entry = entries[place] ?? newEntry(for: parameter)
      entries[place] = nil
      entry.step += 1
      let options = options(of: parameter)
      let settings = StepSettings(
        step: entry.step,
        learningRate: (options.learningRate ?? learningRate) * options.rateFactor,
        weightDecay: options.weightDecay ?? rule.weightDecay, isAveraging: isAveraging)
      parameter.update { value in
        rule.update(&value, gradient: gradient, state: &entry.state, settings: settings)
      }
      entries[place] = entry
    }
  }

  /// Takes the loss of a check on validation data, for a rule that waits for one to begin averaging.
  public func didValidate(loss: Double) {
    guard let waiting else { return }
    losses.append(loss)
    isAveraging = isAveraging || waiting.isAveraging(after: losses)
  }

  /// The rule, if it looks at losses of checks.
  var waiting: (any AveragingRule)? {
    guard let rule = rule as? any AveragingRule, !rule.isAveraging(after: []) else { return nil }
    return rule
  }

  /// Calls the body with the averages of the values in the parameters' place, and puts the values
  /// back; where the rule has no averages (yet), the body finds the values themselves.
  ///
  /// The body must not take a step or save the optimizer's state.
  public func withAverages<Result>(_ body: () throws -> Result) rethrows -> Result {
    let averages = parameters.map { average(of: $0) }
    // Arrays change places; no element is copied.
    let values = parameters.map(\.value)
    for (parameter, average) in zip(parameters, averages) {
      if let average { parameter.value = average }
    }
    defer { for (parameter, value) in zip(parameters, values) { parameter.value = value } }
    return try body()
  }

  /// The average of a parameter's values that the rule keeps, or nil.
  public func average(of parameter: Parameter) -> NDArray? {
    guard isAveraging, let name = (rule as? any AveragingRule)?.averageSlot,
      let slot = rule.slots.firstIndex(of: name),
      let place = places[ObjectIdentifier(parameter)]
    else { return nil }
    return entries[place]?.state[slot]
  }

  func options(of parameter: Parameter) -> ParameterGroup.Options {
    options[ObjectIdentifier(parameter)] ?? ParameterGroup.Options()
  }

  func newEntry(for parameter: Parameter) -> Entry {
    Entry(state: rule.initialState(for: parameter.value).map(\.array))
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
        "Optimizer.step: parameter \(parameter.name ?? "") has shape \(parameter.shape) of "
          + "\(parameter.value.elementType), its gradient \(shape) of \(elementType)")
    }
    if case .rows(let rows) = gradient, let first = rows.ids.first, let last = rows.ids.last {
      guard first >= 0, last < shape[0] else {
        fatalError(
          "Optimizer.step: rows \(first) to \(last) are not all within a table of shape \(shape)")
      }
    }
  }
}
