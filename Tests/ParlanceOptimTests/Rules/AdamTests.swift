import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceTestSupport
import Testing

@Suite struct AdamTests {
  static let cases = [
    RuleCase("adam") { Adam(learningRate: 0.01) },
    RuleCase("adam_weight_decay") { Adam(learningRate: 0.01, weightDecay: 0.01) },
    RuleCase("adam_amsgrad") {
      Adam(learningRate: 0.02, beta1: 0.8, beta2: 0.5, weightDecay: 0.1, amsgrad: true)
    },
  ]

  @Test(arguments: cases, RuleCheck.allCases)
  func passes(rule: RuleCase, check: RuleCheck) throws {
    #expect(try check.failure(of: rule) == nil)
  }

  @Test(arguments: precisions)
  func theFirstStepHasTheRatesSize(type: ElementType, tolerance: Double) {
    let parameter = Parameter(NDArray(zeros: [3], type))
    var gradients = Gradients()
    gradients[parameter] = NDArray(float64: [1000, -0.001, 0]).cast(to: type)
    Optimizer(Adam(learningRate: 0.5), [parameter]).step(gradients)
    // m̂ = g and v̂ = g²: η g / (|g| + ε), wherever the gradient is far from ε.
    let expected = NDArray(float64: [-0.5, 0.5 * 0.001 / (0.001 + 1e-8), 0])
    #expect(distance(parameter.value, expected) < 10 * tolerance)
  }
}
