import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceTestSupport
import Testing

@Suite struct SparseAdamTests {
  @Test func rowsGoAsInPyTorch() throws {
    try expectSparse("sparse_adam", touchesOnlyRows: true) { SparseAdam() }
    try expectSparse("sparse_adam_betas", touchesOnlyRows: true) {
      SparseAdam(learningRate: 0.1, beta1: 0.7, beta2: 0.9, epsilon: 1e-4)
    }
  }

  /// Everything that other rules do too; its rows go a way of their own.
  @Test(arguments: [RuleCheck.unreached, .frozen, .resumed, .inPlace])
  func passes(check: RuleCheck) throws {
    #expect(try check.failure(of: RuleCase("sparse_adam") { SparseAdam() }) == nil)
  }

  @Test func aDenseGradientIsThatOfAllRows() {
    let start = NDArray([1, 2, 3, 4], shape: [2, 2])
    let (one, two) = (Parameter(start), Parameter(start))
    let optimizers = [one, two].map { Optimizer(SparseAdam(epsilon: 0.05), [$0]) }
    for step in 1..<5 {
      let gradient = NDArray([Float(step), -0.5, 0.01, 0], shape: [2, 2])
      var gradients = Gradients()
      gradients[one] = gradient
      gradients[gradient: two] = .rows(
        RowGradient(summing: gradient, at: [0, 1], tableShape: [2, 2]))
      for optimizer in optimizers { optimizer.step(gradients) }
    }
    #expect(distance(one.value, two.value) < 1e-6)
  }

  @Test func aDenseGradientTouchesAllRows() throws {
    // Where epsilon is nothing, Adam's step is the same.
    let (one, two) = (Parameter(NDArray([1, 2])), Parameter(NDArray([1, 2])))
    let sparse = Optimizer(SparseAdam(epsilon: 1e-30), [one])
    let dense = Optimizer(Adam(epsilon: 1e-30), [two])
    for step in 1..<5 {
      var gradients = Gradients()
      for parameter in [one, two] { gradients[parameter] = NDArray([Float(step), -0.5]) }
      sparse.step(gradients)
      dense.step(gradients)
    }
    #expect(distance(one.value, two.value) < 1e-6)
  }
}
