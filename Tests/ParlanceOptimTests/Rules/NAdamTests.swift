import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceTestSupport
import Testing

@Suite struct NAdamTests {
  static let cases = [
    RuleCase("nadam") { NAdam() },
    RuleCase("nadam_weight_decay") {
      NAdam(learningRate: 0.01, beta1: 0.8, beta2: 0.99, weightDecay: 0.1, momentumDecay: 0.1)
    },
    RuleCase("nadam_decoupled") {
      NAdam(learningRate: 0.01, weightDecay: 0.1, decoupledDecay: true)
    },
  ]

  @Test(arguments: cases, RuleCheck.allCases)
  func passes(rule: RuleCase, check: RuleCheck) throws {
    #expect(try check.failure(of: rule) == nil)
  }
}
