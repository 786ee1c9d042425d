import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceTestSupport
import Testing

@Suite struct AdamWTests {
  static let cases = [
    RuleCase("adamw") { AdamW(learningRate: 0.01) },
    RuleCase("adamw_amsgrad") {
      AdamW(learningRate: 0.02, beta1: 0.8, beta2: 0.5, weightDecay: 0.3, amsgrad: true)
    },
  ]

  @Test(arguments: cases, RuleCheck.allCases)
  func passes(rule: RuleCase, check: RuleCheck) throws {
    #expect(try check.failure(of: rule) == nil)
  }

  @Test(arguments: precisions)
  func decayIsNoPartOfTheMoments(type: ElementType, tolerance: Double) {
    let parameter = Parameter(NDArray(repeating: 2, shape: [1], type))
    var gradients = Gradients()
    gradients[parameter] = NDArray(zeros: [1], type)
    let optimizer = Optimizer(AdamW(learningRate: 0.1, weightDecay: 0.5), [parameter])
    optimizer.step(gradients)
    // 2 (1 − 0.1 · 0.5), and nothing else.
    #expect(abs(parameter.value.item - 1.9) < tolerance)
    let state = optimizer.state(for: [("w", parameter)])
    #expect(state.map(\.name) == ["w.first", "w.second", "w.step"])
    #expect(state.map(\.array.item) == [0, 0, 1])
  }
}
