import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct NTASGDTests {
  /// Untriggered, it is gradient descent.
  static let cases = [
    RuleCase("sgd") { NTASGD(learningRate: 0.1) },
    RuleCase("sgd_weight_decay") { NTASGD(learningRate: 0.1, weightDecay: 0.3) },
  ]

  @Test(arguments: cases, RuleCheck.allCases)
  func passes(rule: RuleCase, check: RuleCheck) throws {
    #expect(try check.failure(of: rule) == nil)
  }

  @Test func aCheckAboveTheBestOfLongAgoTriggers() {
    // Worse than the last two is not enough; worse than one before them is.
    for (losses, triggers) in [
      ([5, 3, 4, 4.5], [false, false, false, false]), ([5, 4, 3, 6], [false, false, false, true]),
      ([5, 3, 4, 4.5, 3.5], [false, false, false, false, true]),
      ([1, 1, 1, 1], [false, false, false, false]),
      ([1, 2, 2], [false, false, false]), ([1, 2, 2, 2], [false, false, false, true]),
    ] as [([Double], [Bool])] {
      let rule = NTASGD(learningRate: 1, patience: 2)
      let found = losses.map { loss in
        rule.didValidate(loss: loss)
        return rule.isAveraging
      }
      #expect(found == triggers, "\(losses)")
    }
  }

  private func step(_ rule: NTASGD, _ parameter: Parameter, _ gradient: Double) {
    var gradients = Gradients()
    gradients[parameter] = NDArray(scalar: gradient, .float64)
    rule.step([parameter], gradients)
  }

  @Test func theAverageIsOfTheValuesSinceTheTrigger() {
    let rule = NTASGD(learningRate: 1, patience: 0)
    let parameter = Parameter(NDArray(scalar: 10, .float64))
    for _ in 0..<3 { step(rule, parameter, 1) }
    #expect(rule.withAverages(of: [parameter]) { parameter.value.item } == 7)
    #expect(rule.average(of: parameter) == nil)
    for loss in [1.0, 2] { rule.didValidate(loss: loss) }
    #expect(rule.withAverages(of: [parameter]) { parameter.value.item } == 7)
    for _ in 0..<3 { step(rule, parameter, 1) }
    // The values were 6, 5 and 4.
    #expect(rule.withAverages(of: [parameter]) { parameter.value.item } == 5)
    #expect(parameter.value.item == 4)
  }

  @Test func theTriggerIsSavedAndLoaded() throws {
    let (rule, other) = (NTASGD(learningRate: 1, patience: 1), NTASGD(learningRate: 1, patience: 1))
    let parameter = Parameter(NDArray(scalar: 1, .float64))
    let copy = Parameter(NDArray(scalar: 1, .float64))
    for loss in [1.0, 0.5] {
      step(rule, parameter, 0.25)
      rule.didValidate(loss: loss)
    }
    func load() throws {
      let state = rule.state(for: [("w", parameter)]).map { ($0.name, $0.array) }
      copy.value = parameter.value
      try other.load(state: Dictionary(uniqueKeysWithValues: state), for: [("w", copy)])
    }
    try load()
    for rule in [rule, other] { rule.didValidate(loss: 2) }
    #expect(rule.isAveraging && other.isAveraging)
    step(rule, parameter, 0.25)
    try load()
    for _ in 0..<3 {
      step(rule, parameter, 0.25)
      step(other, copy, 0.25)
    }
    #expect(rule.average(of: parameter) == other.average(of: copy))
    #expect(other.average(of: copy) != copy.value)
    let before = other.state(for: [("w", copy)]).map(\.array)
    for wrong in ["averaging": NDArray(scalar: 2), "else": NDArray(scalar: 0)] {
      #expect(throws: InputError.self) {
        try other.load(state: [wrong.key: wrong.value], for: [("w", copy)])
      }
    }
    #expect(other.state(for: [("w", copy)]).map(\.array) == before)
  }
}
