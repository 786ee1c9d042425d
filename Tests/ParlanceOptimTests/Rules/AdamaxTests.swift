import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceTestSupport
import Testing

@Suite struct AdamaxTests {
  static let cases = [
    RuleCase("adamax") { Adamax() },
    RuleCase("adamax_weight_decay") {
      Adamax(learningRate: 0.05, beta1: 0.7, beta2: 0.8, epsilon: 1e-6, weightDecay: 0.1)
    },
  ]

  @Test(arguments: cases, RuleCheck.allCases)
  func passes(rule: RuleCase, check: RuleCheck) throws {
    #expect(try check.failure(of: rule) == nil)
  }
}
