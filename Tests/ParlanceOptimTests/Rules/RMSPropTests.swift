import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceTestSupport
import Testing

@Suite struct RMSPropTests {
  static let cases = [
    RuleCase("rmsprop") { RMSProp() },
    RuleCase("rmsprop_momentum") { RMSProp(alpha: 0.9, weightDecay: 0.1, momentum: 0.8) },
    RuleCase("rmsprop_centred") { RMSProp(alpha: 0.9, centred: true) },
    RuleCase("rmsprop_centred_momentum") {
      RMSProp(epsilon: 1e-6, weightDecay: 0.1, momentum: 0.5, centred: true)
    },
  ]

  @Test(arguments: cases, RuleCheck.allCases)
  func passes(rule: RuleCase, check: RuleCheck) throws {
    #expect(try check.failure(of: rule) == nil)
  }

  @Test func slotsAreThoseThatAreNeeded() {
    #expect(RMSProp().slots == ["squares"])
    #expect(RMSProp(momentum: 0.5).slots == ["squares", "velocity"])
    #expect(RMSProp(momentum: 0.5, centred: true).slots == ["squares", "mean", "velocity"])
  }
}
