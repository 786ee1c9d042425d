import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceOptim
import Testing

@testable import ParlanceTraining

@Suite struct LearningRateFinderTests {
  /// ½ c x², whose gradient descent converges below a rate of 2 / c.
  private func find(_ curvature: Double, _ finder: LearningRateFinder) -> (
    finding: LearningRateFinding, parameter: Parameter
  ) {
    let parameter = Parameter(NDArray(scalar: 3, .float64))
    let finding = finder.find(Optimizer(SGD(learningRate: 1), [parameter])) { _ in
      square(parameter.tensor) * (curvature / 2)
    }
    return (finding, parameter)
  }

  @Test(arguments: [0.1, 1, 100])
  func theSuggestionConvergesAndTheModelIsPutBack(curvature: Double) throws {
    let (finding, parameter) = find(
      curvature, LearningRateFinder(rates: 1e-5...1e4, steps: 200, smoothing: 0.5))
    #expect(parameter.value.item == 3)
    #expect(finding.hasDiverged)
    #expect(finding.rates.count == finding.losses.count && finding.rates.count < 200)
    #expect(finding.rates.first == 1e-5)
    let suggestion = try #require(finding.suggestion)
    #expect(suggestion < 2 / curvature && suggestion > 0.001 / curvature)
  }

  @Test func ratesRiseExponentiallyToTheEnd() {
    let (finding, _) = find(1e-9, LearningRateFinder(rates: 0.01...1, steps: 3))
    #expect(!finding.hasDiverged)
    for (found, expected) in zip(finding.rates, [0.01, 0.1, 1]) {
      #expect(abs(found / expected - 1) < 1e-12)
    }
  }

  @Test func aLossThatNeverFallsSuggestsNothing() {
    let parameter = Parameter(NDArray(scalar: 1, .float64))
    // Uphill: the rule is told to go the wrong way.
    var step = 0.0
    let finding = LearningRateFinder(rates: 0.1...1, steps: 10).find(
      Optimizer(SGD(learningRate: 1), [parameter])
    ) { _ in
      step += 1
      return parameter.tensor * 0 + step
    }
    #expect(finding.suggestion == nil)
    #expect(LearningRateFinding().suggestion == nil)
  }

  @Test func aTaskIsPutBackAndGoesOnTheSame() throws {
    var configuration = TrainingConfiguration()
    (configuration.epochs, configuration.learningRate) = (2, 0.05)
    let (plain, tried) = (LineTask(), LineTask())
    let before = tried.layer.weight.value
    let finder = LearningRateFinder(rates: 1e-4...10, steps: 40, clipping: .norm(1))
    let finding = try finder.find(tried, configuration)
    #expect(tried.layer.weight.value == before)
    #expect(!finding.rates.isEmpty)
    #expect(try finder.find(tried, configuration) == finding)
    _ = try Trainer(plain, configuration).run()
    _ = try Trainer(tried, configuration).run()
    #expect(plain.layer.weight.value == tried.layer.weight.value)
  }
}
