import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct OptimizerTests {
  private let parameter = Parameter(NDArray(repeating: 1, shape: [2, 3]))
  private var named: [(name: String, parameter: Parameter)] { [("weight", parameter)] }

  private func gradients(_ value: Double = 1) -> Gradients {
    var gradients = Gradients()
    gradients[parameter] = NDArray(repeating: value, shape: [2, 3])
    return gradients
  }

  private func optimizer(_ rule: any UpdateRule) -> Optimizer { Optimizer(rule, [parameter]) }

  private func saved(_ optimizer: Optimizer) -> [String: NDArray] {
    Dictionary(uniqueKeysWithValues: optimizer.state(for: named).map { ($0.name, $0.array) })
  }

  @Test func stateHasNamesAndAnExactCount() {
    let optimizer = optimizer(SGD(learningRate: 0.1, momentum: 0.9))
    #expect(optimizer.state(for: named).isEmpty)
    for _ in 0..<3 { optimizer.step(gradients()) }
    let state = optimizer.state(for: named)
    #expect(state.map(\.name) == ["weight.velocity", "weight.step"])
    #expect(state[1].array == NDArray(scalar: 3, .float64))
    #expect(abs(state[0].array[0, 0] - 2.71) < 1e-6)
  }

  /// Checkpoints of every version have these names, in this order.
  private static let slots: [(rule: any UpdateRule, slots: [String])] = [
    (SGD(learningRate: 1), []), (SGD(learningRate: 1, momentum: 0.5), ["velocity"]),
    (ASGD(), ["average"]), (NTASGD(learningRate: 1), ["average", "averaged"]),
    (Adagrad(), ["squares"]), (AdaDelta(), ["squares", "changes"]), (RMSProp(), ["squares"]),
    (RMSProp(momentum: 0.5, centred: true), ["squares", "mean", "velocity"]),
    (Rprop(), ["last", "size"]), (Adam(), ["first", "second"]), (AdamW(), ["first", "second"]),
    (Adam(amsgrad: true), ["first", "second", "greatest"]), (Adamax(), ["first", "greatest"]),
    (NAdam(), ["first", "second", "product"]), (RAdam(), ["first", "second"]),
    (SparseAdam(), ["first", "second"]),
  ]

  @Test(arguments: slots.indices) func namesStay(index: Int) {
    let (rule, slots) = Self.slots[index]
    let optimizer = optimizer(rule)
    optimizer.step(gradients())
    #expect(rule.slots == slots)
    #expect(
      optimizer.state(for: named).map(\.name) == (slots + ["step"]).map { "weight.\($0)" })
    optimizer.didValidate(loss: 1)
    let ofAll = optimizer.state(for: named).map(\.name).filter { !$0.contains(".") }
    #expect(ofAll == (rule is NTASGD ? ["losses", "averaging"] : []))
  }

  @Test func stateGoesThroughAFile() throws {
    let optimizer = optimizer(Adam(learningRate: 0.1))
    for _ in 0..<3 { optimizer.step(gradients()) }
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent(UUID().uuidString + ".safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Safetensors.write(optimizer.state(for: named), to: path)
    let other = self.optimizer(Adam(learningRate: 0.1))
    try other.load(state: Safetensors.read(path), for: named)
    #expect(saved(other) == saved(optimizer))
  }

  private static let defects: [(key: String, array: NDArray?, message: String)] = [
    (
      "weight.first", NDArray(zeros: [3, 2]),
      "update rule: weight.first: expected shape [2, 3], found [3, 2]"
    ),
    ("weight.second", nil, "update rule: weight.second: expected shape [2, 3], found none"),
    (
      "weight.step", NDArray(scalar: 1.5, .float64),
      "update rule: weight.step: expected a number of steps, found 1.5"
    ),
    (
      "weight.step", NDArray(scalar: .nan, .float64),
      "update rule: weight.step: expected a number of steps, found nan"
    ),
    (
      "weight.step", NDArray(scalar: -1, .float64),
      "update rule: weight.step: expected a number of steps, found -1.0"
    ),
    (
      "weight.step", NDArray(scalar: 1e300, .float64),
      "update rule: weight.step: expected a number of steps, found 1e+300"
    ),
    (
      "weight.step", NDArray(zeros: [2]),
      "update rule: weight.step: expected a number of steps, found shape [2]"
    ),
    (
      "weight.step", nil,
      "update rule: weight.first: expected only <parameter>.first, <parameter>.second, "
        + "<parameter>.step"
    ),
    (
      "weight.velocity", NDArray(zeros: [2, 3]),
      "update rule: weight.velocity: expected only <parameter>.first, <parameter>.second, "
        + "<parameter>.step"
    ),
  ]

  @Test(arguments: defects.indices)
  func aStateThatDoesNotFitChangesNothing(index: Int) throws {
    let optimizer = optimizer(Adam(learningRate: 0.1))
    optimizer.step(gradients())
    var state = saved(optimizer)
    let (key, array, message) = Self.defects[index]
    state[key] = array
    let other = self.optimizer(Adam(learningRate: 0.1))
    for _ in 0..<2 { other.step(gradients(2)) }
    let before = saved(other)
    #expect(throws: InputError(.badData, message)) { try other.load(state: state, for: named) }
    #expect(saved(other) == before)
  }

  @Test func anEmptyStateIsABeginning() throws {
    let optimizer = optimizer(Adam(learningRate: 0.1))
    optimizer.step(gradients())
    try optimizer.load(state: [:], for: named)
    #expect(optimizer.state(for: named).isEmpty)
  }

  @Test func emptyParametersAreUpdatedToo() {
    for type in [ElementType.float32, .float64] {
      let empty = Parameter(NDArray(zeros: [0, 4], type))
      var gradients = Gradients()
      gradients[empty] = NDArray(zeros: [0, 4], type)
      for rule: any UpdateRule in [SGD(learningRate: 1, momentum: 0.9), AdamW()] {
        let optimizer = Optimizer(rule, [empty])
        optimizer.step(gradients)
        #expect(optimizer.state(for: [("e", empty)]).last?.array.item == 1)
      }
    }
  }

  /// A rule as a user of the library would write it, with a state that does not begin at zero.
  private struct Signs: UpdateRule {
    let learningRate = 0.5

    func initialState(for value: NDArray) -> [(name: String, array: NDArray)] {
      [("last", value), ("count", NDArray(scalar: 10, .float64))]
    }

    func update(
      _ value: inout NDArray, gradient: Gradient, state: inout [NDArray], settings: StepSettings
    ) {
      state[0] = value
      state[1][flat: 0] += 1
      let gradient = gradient.array(value.shape, like: value)
      for index in 0..<value.count {
        value[flat: index] -= settings.learningRate * (gradient[flat: index] < 0 ? -1 : 1)
      }
    }
  }

  @Test func aRuleIsTwoFunctions() throws {
    let optimizer = optimizer(Signs())
    for _ in 0..<2 { optimizer.step(gradients(-3)) }
    #expect(parameter.value == NDArray(repeating: 2, shape: [2, 3]))
    #expect(saved(optimizer)["weight.last"] == NDArray(repeating: 1.5, shape: [2, 3]))
    #expect(saved(optimizer)["weight.count"] == NDArray(scalar: 12, .float64))
    let other = self.optimizer(Signs())
    try other.load(state: saved(optimizer), for: named)
    #expect(saved(other) == saved(optimizer))
  }

  @Test func groupsHaveRatesAndDecaysOfTheirOwn() {
    let all = (0..<4).map { _ in Parameter(NDArray(repeating: 1, shape: [1, 1])) }
    var gradients = Gradients()
    for parameter in all { gradients[parameter] = NDArray(repeating: 1, shape: [1, 1]) }
    let optimizer = Optimizer(
      SGD(learningRate: 0.5, weightDecay: 1), all,
      groups: [
        ParameterGroup([all[0]], rateFactor: 0.5), ParameterGroup([all[1]], learningRate: 0.125),
        ParameterGroup([all[2]], learningRate: 2, rateFactor: 0.125, weightDecay: 0),
      ])
    optimizer.step(gradients)
    #expect(all.map(\.value.item) == [0.5, 0.75, 0.75, 0])
    optimizer.learningRate = 0
    optimizer.step(gradients)
    #expect(all.map(\.value.item) == [0.5, 0.53125, 0.5, 0])
  }

  @Test func groupsAreSavedAndLoaded() throws {
    let bias = Parameter(NDArray(zeros: [3]))
    let both = named + [("bias", bias)]
    let optimizer = Optimizer(AdamW(learningRate: 0.1), [parameter, bias])
    optimizer.groups = [.withoutDecayOfVectors([parameter, bias])]
    #expect(optimizer.groups[0].parameters.map(ObjectIdentifier.init) == [ObjectIdentifier(bias)])
    optimizer.step(gradients())
    let state = optimizer.state(for: both).map { ($0.name, $0.array) }
    #expect(state.last?.0 == "bias.group")
    let other = Optimizer(AdamW(learningRate: 0.1), [parameter, bias])
    other.groups = [ParameterGroup([parameter], learningRate: 3)]
    try other.load(state: Dictionary(uniqueKeysWithValues: state), for: both)
    // What was saved comes back, and what the state says nothing of stays.
    #expect(other.groups.map(\.options.learningRate) == [3, nil])
    #expect(other.groups.map(\.options.weightDecay) == [nil, 0])
    for wrong in [[1, -1, 0], [0.1, 1], [-.infinity, 1, 1]] as [[Double]] {
      #expect(throws: InputError.self) {
        try other.load(state: ["bias.group": NDArray(float64: wrong)], for: both)
      }
      #expect(other.groups.map(\.options.learningRate) == [3, nil])
    }
  }

  @Test func aStateOfAnotherModelsParameterIsRefused() throws {
    let other = Parameter(NDArray(zeros: [2]))
    let optimizer = optimizer(SGD(learningRate: 1, momentum: 0.5))
    let both = named + [("other", other)]
    optimizer.step(gradients())
    // Names of more than it has are no harm, a state of more is.
    var state = Dictionary(
      uniqueKeysWithValues: optimizer.state(for: both).map { ($0.name, $0.array) })
    try optimizer.load(state: state, for: both)
    state["other.step"] = NDArray(scalar: 1, .float64)
    #expect(throws: InputError.self) { try optimizer.load(state: state, for: both) }
  }

  @Test func withoutAveragesTheValuesStay() {
    let optimizer = optimizer(SGD(learningRate: 0.1))
    optimizer.step(gradients())
    let value = parameter.value
    #expect(optimizer.withAverages { parameter.value } == value)
    #expect(optimizer.average(of: parameter) == nil)
  }

  @Test func aMistakeTrapsWithItsNumbers() async {
    func text(_ result: ExitTest.Result?) -> String {
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    }
    let shape = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let parameter = Parameter(NDArray(zeros: [2, 3]), name: "weight")
      var gradients = Gradients()
      gradients[parameter] = NDArray(zeros: [3, 2])
      Optimizer(SGD(learningRate: 1), [parameter]).step(gradients)
    }
    #expect(
      text(shape).contains(
        "parameter weight has shape [2, 3] of float32, its gradient [3, 2] of float32"))
    let rows = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let parameter = Parameter(NDArray(zeros: [2, 3]))
      var gradients = Gradients()
      gradients[gradient: parameter] = .rows(
        RowGradient(summing: NDArray(zeros: [1, 3]), at: [2], tableShape: [2, 3]))
      Optimizer(SGD(learningRate: 1), [parameter]).step(gradients)
    }
    #expect(text(rows).contains("rows 2 to 2 are not all within a table of shape [2, 3]"))
    let twice = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let parameter = Parameter(NDArray(zeros: [1]))
      _ = Optimizer(SGD(learningRate: 1), [parameter, parameter])
    }
    #expect(text(twice).contains("a parameter is given twice"))
    let groups = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let parameter = Parameter(NDArray(zeros: [1]), name: "bias")
      Optimizer(Adam(), [parameter]).groups = [
        ParameterGroup([parameter]), ParameterGroup([parameter]),
      ]
    }
    #expect(text(groups).contains("Optimizer.groups: parameter bias is in two places"))
    let rule = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Optimizer(Adam(), []).rule = SGD(learningRate: 1)
    }
    #expect(
      text(rule).contains("Optimizer.rule: expected one of [\"first\", \"second\"], found []"))
  }
}
