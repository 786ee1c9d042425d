import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceTestSupport
import Testing

@Suite struct RpropTests {
  static let cases = [
    RuleCase("rprop") { Rprop() },
    RuleCase("rprop_sizes") {
      Rprop(learningRate: 0.1, shrink: 0.3, grow: 1.6, sizes: 0.02...0.25)
    },
  ]

  @Test(arguments: cases, RuleCheck.allCases)
  func passes(rule: RuleCase, check: RuleCheck) throws {
    #expect(try check.failure(of: rule) == nil)
  }
}
