import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceTestSupport
import Testing

@Suite struct UpdateRuleTests {
  private let parameter = Parameter(NDArray(repeating: 1, shape: [2, 3]))
  private var named: [(name: String, parameter: Parameter)] { [("weight", parameter)] }

  private func gradients(_ value: Double = 1) -> Gradients {
    var gradients = Gradients()
    gradients[parameter] = NDArray(repeating: value, shape: [2, 3])
    return gradients
  }

  private func saved(_ rule: any UpdateRule) -> [String: NDArray] {
    Dictionary(uniqueKeysWithValues: rule.state(for: named).map { ($0.name, $0.array) })
  }

  @Test func stateHasNamesAndAnExactCount() {
    let rule = SGD(learningRate: 0.1, momentum: 0.9)
    #expect(rule.state(for: named).isEmpty)
    for _ in 0..<3 { rule.step([parameter], gradients()) }
    let state = rule.state(for: named)
    #expect(state.map(\.name) == ["weight.velocity", "weight.step"])
    #expect(state[1].array == NDArray(scalar: 3, .float64))
    #expect(abs(state[0].array[0, 0] - 2.71) < 1e-6)
  }

  @Test func stateGoesThroughAFile() throws {
    let rule = Adam(learningRate: 0.1)
    for _ in 0..<3 { rule.step([parameter], gradients()) }
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent(UUID().uuidString + ".safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Safetensors.write(rule.state(for: named), to: path)
    let other = Adam(learningRate: 0.1)
    try other.load(state: Safetensors.read(path), for: named)
    #expect(saved(other) == saved(rule))
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
    let rule = Adam(learningRate: 0.1)
    rule.step([parameter], gradients())
    var state = saved(rule)
    let (key, array, message) = Self.defects[index]
    state[key] = array
    let other = Adam(learningRate: 0.1)
    for _ in 0..<2 { other.step([parameter], gradients(2)) }
    let before = saved(other)
    #expect(throws: InputError(.badData, message)) { try other.load(state: state, for: named) }
    #expect(saved(other) == before)
  }

  @Test func anEmptyStateIsABeginning() throws {
    let rule = Adam(learningRate: 0.1)
    rule.step([parameter], gradients())
    try rule.load(state: [:], for: named)
    #expect(rule.state(for: named).isEmpty)
  }

  @Test func aNewParameterInheritsNothing() {
    let rule = SGD(learningRate: 1, momentum: 0.9)
    for _ in 0..<50 {
      // Without a hold on its parameters the rule would meet the same address again.
      let parameter = Parameter(NDArray(zeros: [2]))
      var gradients = Gradients()
      gradients[parameter] = NDArray([1, 2])
      rule.step([parameter], gradients)
      #expect(rule.state(for: [("p", parameter)]).last?.array.item == 1)
    }
  }

  @Test func emptyParametersAreUpdatedToo() {
    for type in [ElementType.float32, .float64] {
      let empty = Parameter(NDArray(zeros: [0, 4], type))
      var gradients = Gradients()
      gradients[empty] = NDArray(zeros: [0, 4], type)
      for rule: any UpdateRule in [SGD(learningRate: 1, momentum: 0.9), AdamW()] {
        rule.step([empty], gradients)
        #expect(rule.state(for: [("e", empty)]).last?.array.item == 1)
      }
    }
  }

  /// A rule as a user of the library would write it, with a state that does not begin at zero.
  private final class Signs: UpdateRule {
    var learningRate = 0.5
    var memory = RuleMemory()
    let slots = ["last", "count"]

    func initialState(of slot: String, for value: NDArray) -> NDArray {
      slot == "last" ? value : NDArray(scalar: 10, .float64)
    }

    func update(
      _ value: inout NDArray, gradient: Gradient, slots: inout [NDArray], settings: StepSettings
    ) {
      slots[0] = value
      slots[1][flat: 0] += 1
      let gradient = gradient.array(value.shape, value.elementType)
      for index in 0..<value.count {
        value[flat: index] -= settings.learningRate * (gradient[flat: index] < 0 ? -1 : 1)
      }
    }
  }

  @Test func aRuleIsTwoFunctions() throws {
    let rule = Signs()
    for _ in 0..<2 { rule.step([parameter], gradients(-3)) }
    #expect(parameter.value == NDArray(repeating: 2, shape: [2, 3]))
    #expect(saved(rule)["weight.last"] == NDArray(repeating: 1.5, shape: [2, 3]))
    #expect(saved(rule)["weight.count"] == NDArray(scalar: 12, .float64))
    let other = Signs()
    try other.load(state: saved(rule), for: named)
    #expect(saved(other) == saved(rule))
  }

  @Test func groupsHaveRatesAndDecaysOfTheirOwn() {
    let all = (0..<4).map { _ in Parameter(NDArray(repeating: 1, shape: [1, 1])) }
    var gradients = Gradients()
    for parameter in all { gradients[parameter] = NDArray(repeating: 1, shape: [1, 1]) }
    let rule = SGD(learningRate: 0.5, weightDecay: 1)
    rule.groups = [
      ParameterGroup([all[0]], rateFactor: 0.5), ParameterGroup([all[1]], learningRate: 0.125),
      ParameterGroup([all[2]], learningRate: 2, rateFactor: 0.125, weightDecay: 0),
    ]
    rule.step(all, gradients)
    #expect(all.map(\.value.item) == [0.5, 0.75, 0.75, 0])
    rule.learningRate = 0
    rule.step(all, gradients)
    #expect(all.map(\.value.item) == [0.5, 0.53125, 0.5, 0])
  }

  @Test func groupsAreSavedAndLoaded() throws {
    let bias = Parameter(NDArray(zeros: [3]))
    let both = named + [("bias", bias)]
    let rule = AdamW(learningRate: 0.1)
    rule.groups = [.withoutDecayOfVectors([parameter, bias])]
    #expect(rule.groups[0].parameters.map(ObjectIdentifier.init) == [ObjectIdentifier(bias)])
    rule.step([parameter], gradients())
    let state = rule.state(for: both).map { ($0.name, $0.array) }
    #expect(state.last?.0 == "bias.group")
    let other = AdamW(learningRate: 0.1)
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

  @Test func withoutAveragesTheValuesStay() {
    let rule = SGD(learningRate: 0.1)
    rule.step([parameter], gradients())
    let value = parameter.value
    #expect(rule.withAverages(of: [parameter]) { parameter.value } == value)
    #expect(rule.average(of: parameter) == nil)
  }

  @Test func aMistakeTrapsWithItsNumbers() async {
    func text(_ result: ExitTest.Result?) -> String {
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    }
    let shape = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let parameter = Parameter(NDArray(zeros: [2, 3]), name: "weight")
      var gradients = Gradients()
      gradients[parameter] = NDArray(zeros: [3, 2])
      SGD(learningRate: 1).step([parameter], gradients)
    }
    #expect(
      text(shape).contains(
        "parameter weight has shape [2, 3] of float32, its gradient [3, 2] of float32"))
    let rows = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let parameter = Parameter(NDArray(zeros: [2, 3]))
      var gradients = Gradients()
      gradients[gradient: parameter] = .rows(
        RowGradient(summing: NDArray(zeros: [1, 3]), at: [2], tableShape: [2, 3]))
      SGD(learningRate: 1).step([parameter], gradients)
    }
    #expect(text(rows).contains("rows 2 to 2 are not all within a table of shape [2, 3]"))
    let twice = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let parameter = Parameter(NDArray(zeros: [1]))
      SGD(learningRate: 1).step([parameter, parameter], Gradients())
    }
    #expect(text(twice).contains("a parameter is given twice"))
    let groups = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let parameter = Parameter(NDArray(zeros: [1]), name: "bias")
      Adam().groups = [ParameterGroup([parameter]), ParameterGroup([parameter])]
    }
    #expect(text(groups).contains("UpdateRule.groups: parameter bias is in two places"))
  }
}
