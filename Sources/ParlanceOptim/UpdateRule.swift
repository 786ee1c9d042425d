import ParlanceArrays
import ParlanceAutograd

/// How a parameter's values change by its gradient; one object serves all parameters of a model.
///
/// A rule is two functions: what it remembers of a parameter at first, and how one step changes the
/// values and what is remembered. All else is the same for every rule.
public protocol UpdateRule: AnyObject {
  /// η of the next step.
  var learningRate: Double { get set }
  /// λ of the weight decay; 0 for rules that have none.
  var weightDecay: Double { get }
  /// What the rule remembers of each parameter.
  var memory: RuleMemory { get set }
  /// Names of the arrays that the rule remembers of each parameter.
  var slots: [String] { get }
  /// The slot that holds an average of the values, or nil; see `withAverages`.
  var averageSlot: String? { get }
  /// What a slot holds before the first step; zeros in the parameter's shape by default.
  func initialState(of slot: String, for value: NDArray) -> NDArray
  /// Changes one parameter's values by its gradient and the arrays of its slots.
  func update(
    _ value: inout NDArray, gradient: Gradient, slots: inout [NDArray], settings: StepSettings)
  /// Takes the loss of a check on validation data; nothing by default.
  func didValidate(loss: Double)
  /// What the rule remembers of training as a whole, under names without a full stop.
  var ownState: [(name: String, array: NDArray)] { get }
  /// Takes that back; throws `InputError` and changes nothing where it does not fit.
  func load(ownState: [String: NDArray]) throws
}

/// The numbers of one step of one parameter.
public struct StepSettings: Sendable {
  /// How often this parameter has been updated, this time included.
  public let step: Int
  /// η: the rule's, or its group's.
  public let learningRate: Double
  /// λ: the rule's, or its group's.
  public let weightDecay: Double

  /// Creates settings.
  public init(step: Int, learningRate: Double, weightDecay: Double) {
    self.step = step
    self.learningRate = learningRate
    self.weightDecay = weightDecay
  }
}

/// What an update rule remembers: for each parameter its slots' arrays, its number of steps and its
/// group.
public struct RuleMemory {
  struct Entry {
    // Held, so that no later parameter can have the same identity.
    let parameter: Parameter
    var slots: [NDArray]
    var step = 0
  }
  var entries: [ObjectIdentifier: Entry] = [:]
  var groups: [ParameterGroup] = [] {
    didSet { optionsByParameter = ParameterGroup.options(of: groups) }
  }
  private var optionsByParameter: [ObjectIdentifier: ParameterGroup.Options] = [:]

  /// Creates an empty memory.
  public init() {}

  func options(of parameter: Parameter) -> ParameterGroup.Options {
    optionsByParameter[ObjectIdentifier(parameter)] ?? ParameterGroup.Options()
  }
}

extension UpdateRule {
  public var weightDecay: Double { 0 }

  public var averageSlot: String? { nil }

  public func initialState(of slot: String, for value: NDArray) -> NDArray {
    NDArray(zeros: value.shape, value.elementType)
  }

  public func didValidate(loss: Double) {}

  public var ownState: [(name: String, array: NDArray)] { [] }

  public func load(ownState: [String: NDArray]) throws {
    if let other = ownState.keys.min() { throw strangeEntry(other) }
  }

  /// Parameters with a learning rate or a weight decay of their own; all others have the rule's.
  ///
  /// Traps when set to groups of which two have the same parameter.
  public var groups: [ParameterGroup] {
    get { memory.groups }
    set { memory.groups = newValue }
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
      let options = memory.options(of: parameter)
      let settings = StepSettings(
        step: entry.step,
        learningRate: (options.learningRate ?? learningRate) * options.rateFactor,
        weightDecay: options.weightDecay ?? weightDecay)
      parameter.update { value in
        update(&value, gradient: gradient, slots: &entry.slots, settings: settings)
      }
      memory.entries[ObjectIdentifier(parameter)] = entry
    }
  }

  /// Calls the body with the averages of the values in the parameters' place, and puts the values
  /// back; where the rule has no averages (yet), the body finds the values themselves.
  ///
  /// The body must not take a step or save the rule's state.
  public func withAverages<Result>(
    of parameters: [Parameter], _ body: () throws -> Result
  ) rethrows -> Result {
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
    guard let name = averageSlot, let index = slots.firstIndex(of: name) else { return nil }
    return memory.entries[ObjectIdentifier(parameter)]?.slots[index]
  }

  func newEntry(for parameter: Parameter) -> RuleMemory.Entry {
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
}
