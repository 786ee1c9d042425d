import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import Testing

/// A rule that holds to its formula only in part.
// Unchecked: a class, where rules are values, so that it can have defects of state; one task has it.
private final class Defective: UpdateRule, @unchecked Sendable {
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

  let learningRate = 0.1
  private let defect: Defect
  private var calls = 0
  private var last: NDArray?
  private let rule = SGD(learningRate: 0.1, momentum: 0.9)

  init(_ defect: Defect) { self.defect = defect }

  func initialState(for value: NDArray) -> [(name: String, array: NDArray)] {
    rule.initialState(for: value)
  }

  func update(
    _ value: inout NDArray, gradient: Gradient, state: inout [NDArray], settings: StepSettings
  ) {
    calls += 1
    var rate = learningRate
    switch defect {
    case .none: break
    case .noMomentum: state[0] = NDArray(zeros: value.shape, value.elementType)
    // The velocity's first step counts by half, as where 1 − μ dampens it.
    case .halfFirstStep: if settings.step == 1 { rate /= 2 }
    case .rowsOnly:
      if case .rows(let rows) = gradient {
        return SGD(learningRate: learningRate).update(
          &value, gradient: .rows(rows), state: &state, settings: settings)
      }
    case .skipsFirst: if calls == 1 { return }
    // Keeps its count where no checkpoint sees it.
    case .forgetful: if calls == 11 { rate *= 2 }
    case .copying: last = value
    }
    rule.update(
      &value, gradient: gradient, state: &state,
      settings: StepSettings(step: settings.step, learningRate: rate, weightDecay: 0))
  }
}

/// The checks of `RuleCheck` see what they are there for.
@Suite struct RuleChecksTests {
  @Test(arguments: Defective.Defect.allCases)
  private func aDefectIsSeen(defect: Defective.Defect) throws {
    let rule = RuleCase("sgd_momentum") { Defective(defect) }
    if let check = defect.caught {
      #expect(try check.failure(of: rule) != nil)
    } else {
      for check in RuleCheck.allCases { #expect(try check.failure(of: rule) == nil) }
    }
  }

  private static let others = [
    RuleCase("sgd_momentum") { SGD(learningRate: 0.1) },
    RuleCase("sgd_nesterov") { SGD(learningRate: 0.1, momentum: 0.9) },
    RuleCase("sgd_momentum_weight_decay") { SGD(learningRate: 0.1, momentum: 0.9) },
    RuleCase("adam") { Adam(learningRate: 0.01, beta2: 0.99) },
    RuleCase("adam") { Adam(learningRate: 0.01, epsilon: 1e-7) },
    RuleCase("adam_weight_decay") { AdamW(learningRate: 0.01, weightDecay: 0.01) },
    RuleCase("adamw") { Adam(learningRate: 0.01, weightDecay: 0.01) },
    RuleCase("adamw") { AdamW(learningRate: 0.01, weightDecay: 0) },
  ]

  @Test(arguments: others)
  func anotherRulesTrajectoryIsSeen(rule: RuleCase) throws {
    #expect(try RuleCheck.trajectory.failure(of: rule) != nil)
  }
}
