import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceTestSupport
import Testing

@Suite struct ASGDTests {
  static let cases = [
    RuleCase("asgd") { ASGD(learningRate: 0.05) },
    RuleCase("asgd_early") {
      ASGD(learningRate: 0.1, shrinking: 0.02, power: 0.6, start: 3, weightDecay: 0.1)
    },
  ]

  @Test(arguments: cases, RuleCheck.allCases)
  func passes(rule: RuleCase, check: RuleCheck) throws {
    #expect(try check.failure(of: rule) == nil)
  }

  @Test(arguments: cases, precisions.indices)
  func averagesEqualPyTorchs(rule: RuleCase, precision: Int) throws {
    let (type, tolerance) = precisions[precision]
    let golden = try GoldenFile("rules")
    for name in ["a", "b", "c"] {
      let parameter = Parameter(try golden["initial.\(name)"].cast(to: type))
      let optimizer = Optimizer(rule.make(), [parameter])
      for step in 0..<12 {
        var gradients = Gradients()
        gradients[parameter] = try golden["grad.\(name)"].row(step).cast(to: type)
        optimizer.step(gradients)
      }
      let value = parameter.value
      let average = optimizer.withAverages { parameter.value }
      #expect(distance(average, try golden["\(rule.golden).\(name).average"]) < tolerance)
      #expect(parameter.value == value)
    }
  }
}
