import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceTestSupport
import Testing

@Suite struct AdaDeltaTests {
  static let cases = [
    RuleCase("adadelta") { AdaDelta() },
    RuleCase("adadelta_weight_decay") {
      AdaDelta(learningRate: 0.5, rho: 0.7, epsilon: 1e-4, weightDecay: 0.2)
    },
  ]

  @Test(arguments: cases, RuleCheck.allCases)
  func passes(rule: RuleCase, check: RuleCheck) throws {
    #expect(try check.failure(of: rule) == nil)
  }
}
