import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import Testing

/// A rule that holds to its formula only in part.
private final class Defective: UpdateRule {
  enum Defect: CaseIterable, Sendable {
    case none, noMomentum, halfFirstStep, rowsOnly, skipsFirst, forgetful, copying

    var caught: RuleCheck? {
      switch self {
      case .none: nil
      case .noMomentum, .halfFirstStep: .trajectory
      case .rowsOnly: .rows
      case .skipsFirst: .frozen
      case .forgetful: .resumed
      case .copying: .inPlace
      }
    }
  }

  var learningRate = 0.1
  var memory = RuleMemory()
  private let defect: Defect
  private var calls = 0
  private var last: NDArray?
  private let rule = SGD(learningRate: 0.1, momentum: 0.9)

  init(_ defect: Defect) { self.defect = defect }

  var slots: [String] { ["velocity"] }

  func update(
    _ value: inout NDArray, gradient: Gradient, slots: inout [NDArray], step: Int
  ) {
    calls += 1
    rule.learningRate = learningRate
    switch defect {
    case .none: break
    case .noMomentum: slots[0] = NDArray(zeros: value.shape, value.elementType)
    // The velocity's first step counts by half, as where 1 − μ dampens it.
    case .halfFirstStep: if step == 1 { rule.learningRate /= 2 }
    case .rowsOnly:
      if case .rows(let rows) = gradient {
        return SGD(learningRate: learningRate).update(
          &value, gradient: .rows(rows), slots: &slots, step: step)
      }
    case .skipsFirst: if calls == 1 { return }
    // Keeps its count where no checkpoint sees it.
    case .forgetful: if calls == 11 { rule.learningRate *= 2 }
    case .copying: last = value
    }
    rule.update(&value, gradient: gradient, slots: &slots, step: step)
  }
}

/// The checks of `RuleCheck` see what they are there for.
@Suite struct RuleChecksTests {
  @Test(arguments: Defective.Defect.allCases)
  private func aDefectIsSeen(defect: Defective.Defect) throws {
    let rule = RuleCase("rule_sgd_momentum") { _ in Defective(defect) }
    if let check = defect.caught {
      #expect(try check.failure(of: rule) != nil)
    } else {
      for check in RuleCheck.allCases { #expect(try check.failure(of: rule) == nil) }
    }
  }

  private static let others = [
    RuleCase("rule_sgd_momentum") { _ in SGD(learningRate: 0.1) },
    RuleCase("rule_sgd_nesterov") { _ in SGD(learningRate: 0.1, momentum: 0.9) },
    RuleCase("rule_sgd_momentum_weight_decay") { _ in SGD(learningRate: 0.1, momentum: 0.9) },
    RuleCase("rule_adam") { _ in Adam(learningRate: 0.01, beta2: 0.99) },
    RuleCase("rule_adam") { _ in Adam(learningRate: 0.01, epsilon: 1e-7) },
    RuleCase("rule_adam_weight_decay") { _ in AdamW(learningRate: 0.01, weightDecay: 0.01) },
    RuleCase("rule_adamw") { _ in Adam(learningRate: 0.01, weightDecay: 0.01) },
    RuleCase("rule_adamw") { _ in AdamW(learningRate: 0.01, weightDecay: 0) },
  ]

  @Test(arguments: others)
  func anotherRulesTrajectoryIsSeen(rule: RuleCase) throws {
    #expect(try RuleCheck.trajectory.failure(of: rule) != nil)
  }
}
