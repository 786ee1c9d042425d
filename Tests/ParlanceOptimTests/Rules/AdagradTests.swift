import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceTestSupport
import Testing

@Suite struct AdagradTests {
  static let cases = [
    RuleCase("adagrad") { Adagrad(learningRate: 0.1) },
    RuleCase("adagrad_decays") {
      Adagrad(
        learningRate: 0.1, rateDecay: 0.05, weightDecay: 0.1, initialSquares: 0.5, epsilon: 1e-6)
    },
  ]

  @Test(arguments: cases, RuleCheck.allCases)
  func passes(rule: RuleCase, check: RuleCheck) throws {
    #expect(try check.failure(of: rule) == nil)
  }

  @Test func rowsGoAsInPyTorch() throws {
    try expectSparse("adagrad", touchesOnlyRows: true) {
      Adagrad(learningRate: 0.1, rateDecay: 0.1)
    }
  }

  @Test(arguments: precisions)
  func decayReachesRowsWithoutAGradient(type: ElementType, tolerance: Double) {
    let table = Parameter(NDArray(repeating: 1, shape: [2, 1], type))
    var gradients = Gradients()
    gradients[gradient: table] = .rows(
      RowGradient(
        summing: NDArray(repeating: 1, shape: [1, 1], type), at: [1], tableShape: [2, 1]))
    Optimizer(Adagrad(learningRate: 0.5, weightDecay: 0.1), [table]).step(gradients)
    // The first step has the size of the rate, but for ε.
    #expect(
      distance(table.value, NDArray(float64: [0.5, 0.5], shape: [2, 1])) < max(tolerance, 1e-8))
  }
}
