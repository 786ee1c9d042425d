import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceTestSupport
import Testing

@Suite struct AdamTests {
  static let cases = [
    RuleCase("rule_adam") { try adam($0) }, RuleCase("rule_adam_weight_decay") { try adam($0) },
  ]

  /// Betas and epsilon are left to their defaults, which are PyTorch's.
  private static func adam(_ golden: GoldenFile) throws -> any UpdateRule {
    Adam(
      learningRate: try golden["learning_rate"].item,
      weightDecay: try golden["weight_decay"].item)
  }

  @Test(arguments: cases, RuleCheck.allCases)
  func passes(rule: RuleCase, check: RuleCheck) throws {
    #expect(try check.failure(of: rule) == nil)
  }

  @Test(arguments: precisions)
  func theFirstStepHasTheRatesSize(type: ElementType, tolerance: Double) {
    let parameter = Parameter(NDArray(zeros: [3], type))
    var gradients = Gradients()
    gradients[parameter] = NDArray(float64: [1000, -0.001, 0]).cast(to: type)
    Adam(learningRate: 0.5).step([parameter], gradients)
    // m̂ = g and v̂ = g²: η g / (|g| + ε), wherever the gradient is far from ε.
    let expected = NDArray(float64: [-0.5, 0.5 * 0.001 / (0.001 + 1e-8), 0])
    #expect(distance(parameter.value, expected) < 10 * tolerance)
  }
}
