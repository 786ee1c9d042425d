import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceTestSupport
import Testing

@Suite struct RAdamTests {
  static let cases = [
    RuleCase("radam") { RAdam() },
    RuleCase("radam_short") {
      RAdam(learningRate: 0.01, beta1: 0.8, beta2: 0.6, weightDecay: 0.1)
    },
    RuleCase("radam_decoupled") {
      RAdam(learningRate: 0.01, weightDecay: 0.1, decoupledDecay: true)
    },
  ]

  @Test(arguments: cases, RuleCheck.allCases)
  func passes(rule: RuleCase, check: RuleCheck) throws {
    #expect(try check.failure(of: rule) == nil)
  }
}
