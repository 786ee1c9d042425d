import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceTestSupport
import Testing

@Suite struct AdamWTests {
  static let cases = [
    RuleCase("rule_adamw") { try adam($0) }
  ]

  /// Betas and epsilon are left to their defaults, which are PyTorch's.
  private static func adam(_ golden: GoldenFile) throws -> any UpdateRule {
    AdamW(
      learningRate: try golden["learning_rate"].item,
      weightDecay: try golden["weight_decay"].item)
  }

  @Test(arguments: cases, RuleCheck.allCases)
  func passes(rule: RuleCase, check: RuleCheck) throws {
    #expect(try check.failure(of: rule) == nil)
  }

  @Test(arguments: precisions)
  func decayIsNoPartOfTheMoments(type: ElementType, tolerance: Double) {
    let parameter = Parameter(NDArray(repeating: 2, shape: [1], type))
    var gradients = Gradients()
    gradients[parameter] = NDArray(zeros: [1], type)
    let rule = AdamW(learningRate: 0.1, weightDecay: 0.5)
    rule.step([parameter], gradients)
    // 2 (1 − 0.1 · 0.5), and nothing else.
    #expect(abs(parameter.value.item - 1.9) < tolerance)
    let state = rule.state(for: [("w", parameter)])
    #expect(state.map(\.name) == ["w.first", "w.second", "w.step"])
    #expect(state.map(\.array.item) == [0, 0, 1])
  }
}
