import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceTestSupport
import Testing

@Suite struct SGDTests {
  static let cases = [
    RuleCase("sgd") { SGD(learningRate: 0.1) },
    RuleCase("sgd_weight_decay") { SGD(learningRate: 0.1, weightDecay: 0.3) },
    RuleCase("sgd_momentum") { SGD(learningRate: 0.1, momentum: 0.9) },
    RuleCase("sgd_nesterov") { SGD(learningRate: 0.1, momentum: 0.9, nesterov: true) },
    RuleCase("sgd_dampening") {
      SGD(learningRate: 0.1, momentum: 0.8, dampening: 0.3, weightDecay: 0.1)
    },
    RuleCase("sgd_momentum_weight_decay") {
      SGD(learningRate: 0.1, momentum: 0.9, weightDecay: 0.01)
    },
  ]

  @Test func rowsGoAsInPyTorch() throws {
    try expectSparse("sgd", touchesOnlyRows: true) { SGD(learningRate: 0.1) }
    try expectSparse("sgd_momentum", touchesOnlyRows: false) {
      SGD(learningRate: 0.1, momentum: 0.9)
    }
  }

  @Test(arguments: cases, RuleCheck.allCases)
  func passes(rule: RuleCase, check: RuleCheck) throws {
    #expect(try check.failure(of: rule) == nil)
  }

  @Test(arguments: precisions)
  func decayWithoutMomentumIsAnL2Penalty(type: ElementType, tolerance: Double) {
    let parameter = Parameter(NDArray(float64: [2, -4, 0], shape: [3]).cast(to: type))
    var gradients = Gradients()
    gradients[parameter] = NDArray(float64: [1, 0, 3], shape: [3]).cast(to: type)
    Optimizer(SGD(learningRate: 0.5, weightDecay: 0.1), [parameter]).step(gradients)
    // 2 − 0.5 (1 + 0.2), −4 − 0.5 (−0.4), 0 − 0.5 · 3.
    #expect(distance(parameter.value, NDArray(float64: [1.4, -3.8, -1.5])) < tolerance)
  }

  @Test(arguments: precisions)
  func decayReachesRowsWithoutAGradient(type: ElementType, tolerance: Double) {
    let table = Parameter(NDArray(repeating: 1, shape: [3, 1], type))
    let one = NDArray(repeating: 1, shape: [1, 1], type)
    var gradients = Gradients()
    gradients[gradient: table] = .rows(
      RowGradient(summing: one, at: [1], tableShape: [3, 1]))
    Optimizer(SGD(learningRate: 0.5, weightDecay: 0.1), [table]).step(gradients)
    let expected = NDArray(float64: [0.95, 0.45, 0.95], shape: [3, 1])
    #expect(distance(table.value, expected) < tolerance)
  }

  @Test func aNewRateHoldsForTheWholeVelocity() {
    let parameter = Parameter(NDArray(float64: [0]))
    let optimizer = Optimizer(SGD(learningRate: 1, momentum: 0.5), [parameter])
    var gradients = Gradients()
    gradients[parameter] = NDArray(float64: [1])
    optimizer.step(gradients)
    optimizer.learningRate = 0.1
    optimizer.step(gradients)
    // −1 − 0.1 (0.5 + 1), as in PyTorch.
    #expect(abs(parameter.value.item + 1.15) < 1e-15)
    optimizer.rule = SGD(learningRate: 1, momentum: 0.2)
    optimizer.step(gradients)
    // The rule was changed, the velocity of 1.5 and the rate were not.
    #expect(abs(parameter.value.item + 1.28) < 1e-15)
  }

  @Test(arguments: [ElementType.float32, .float64])
  func plainStepsTouchOnlyTheRows(type: ElementType) {
    let table = Parameter(NDArray(repeating: 1, shape: [4, 2], type))
    let before = address(table.value)
    var gradients = Gradients()
    gradients[gradient: table] = .rows(
      RowGradient(
        summing: NDArray(repeating: 1, shape: [2, 2], type), at: [2, 0], tableShape: [4, 2]))
    // ∞ · 0 would make NaN of any row that is touched without a gradient.
    Optimizer(SGD(learningRate: .infinity), [table]).step(gradients)
    let gone = -Double.infinity
    #expect(table.value.doubles == [gone, gone, 1, 1, gone, gone, 1, 1])
    #expect(address(table.value) == before)
  }

  @Test(arguments: [ElementType.float32, .float64])
  func rulesTouchOnlyTheNumbersOfAVector(type: ElementType) {
    for rule in [SGD(learningRate: .infinity), Adagrad(learningRate: .infinity)] as [any UpdateRule]
    {
      let vector = Parameter(NDArray(repeating: 1, shape: [4], type))
      var gradients = Gradients()
      gradients[gradient: vector] = .rows(
        RowGradient(summing: NDArray(repeating: 1, shape: [2], type), at: [2, 0], tableShape: [4]))
      Clipping.norm(1).clip(&gradients, parameters: [vector])
      Optimizer(rule, [vector]).step(gradients)
      #expect(vector.value.doubles == [-Double.infinity, 1, -.infinity, 1])
    }
  }
}
