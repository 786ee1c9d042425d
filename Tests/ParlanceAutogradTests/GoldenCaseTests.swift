import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct GoldenCaseTests {
  @Test func seesPlantedDefects() {
    let cases = GoldenCase.all("activations", "sigmoid")
    let right: ([String: Tensor]) -> [Tensor] = { [sigmoid($0["x"]!)] }
    #expect(cases.allSatisfy { $0.failure(right) == nil })
    let wrongValue = cases.filter { $0.failure { [sigmoid($0["x"]!) * 1.001] } != nil }
    let wrongGradient = cases.filter {
      $0.failure { inputs in
        let x = inputs["x"]!
        return [.operation("wrong", sigmoid(x).array, OperationInput(x) { dy, dx in dx.add(dy) })]
      } != nil
    }
    // All cases but those without elements.
    #expect(wrongValue.count == cases.count - 2)
    #expect(wrongGradient.count == cases.count - 2)
  }
}
