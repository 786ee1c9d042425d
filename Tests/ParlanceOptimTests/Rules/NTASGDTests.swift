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
      let optimizer = Optimizer(NTASGD(learningRate: 1, patience: 2), [])
      let found = losses.map { loss in
        optimizer.didValidate(loss: loss)
        return optimizer.isAveraging
      }
      #expect(found == triggers, "\(losses)")
    }
  }

  @Test func averagingGoesOnWhateverComes() {
    let optimizer = Optimizer(NTASGD(learningRate: 1, patience: 0), [])
    let found = [2.0, 3, 1, 0.5].map { loss in
      optimizer.didValidate(loss: loss)
      return optimizer.isAveraging
    }
    #expect(found == [false, true, true, true])
  }

  private func step(_ optimizer: Optimizer, _ gradient: Double) {
    var gradients = Gradients()
    for parameter in optimizer.parameters {
      gradients[parameter] = NDArray(scalar: gradient, .float64)
    }
    optimizer.step(gradients)
  }

  @Test func theAverageIsOfTheValuesSinceTheTrigger() {
    let parameter = Parameter(NDArray(scalar: 10, .float64))
    let optimizer = Optimizer(NTASGD(learningRate: 1, patience: 0), [parameter])
    for _ in 0..<3 { step(optimizer, 1) }
    #expect(optimizer.withAverages { parameter.value.item } == 7)
    #expect(optimizer.average(of: parameter) == nil)
    for loss in [1.0, 2] { optimizer.didValidate(loss: loss) }
    #expect(optimizer.withAverages { parameter.value.item } == 7)
    for _ in 0..<3 { step(optimizer, 1) }
    // The values were 6, 5 and 4.
    #expect(optimizer.withAverages { parameter.value.item } == 5)
    #expect(parameter.value.item == 4)
  }

  @Test func theTriggerIsSavedAndLoaded() throws {
    let parameter = Parameter(NDArray(scalar: 1, .float64))
    let copy = Parameter(NDArray(scalar: 1, .float64))
    let rule = NTASGD(learningRate: 1, patience: 1)
    let (optimizer, other) = (Optimizer(rule, [parameter]), Optimizer(rule, [copy]))
    for loss in [1.0, 0.5] {
      step(optimizer, 0.25)
      optimizer.didValidate(loss: loss)
    }
    func load() throws {
      let state = optimizer.state(for: [("w", parameter)]).map { ($0.name, $0.array) }
      copy.value = parameter.value
      try other.load(state: Dictionary(uniqueKeysWithValues: state), for: [("w", copy)])
    }
    try load()
    for optimizer in [optimizer, other] { optimizer.didValidate(loss: 2) }
    #expect(optimizer.isAveraging && other.isAveraging)
    step(optimizer, 0.25)
    try load()
    for _ in 0..<3 {
      step(optimizer, 0.25)
      step(other, 0.25)
    }
    #expect(optimizer.average(of: parameter) == other.average(of: copy))
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
