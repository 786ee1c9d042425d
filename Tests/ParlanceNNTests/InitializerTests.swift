import ParlanceArrays
import ParlanceNN
import Testing

@Suite struct InitializerTests {
  @Test(arguments: [
    (Initializer.constant(2), 2.0, 0.0), (.uniform(0.3), 0, 0.09 / 3), (.normal(0.5), 0, 0.25),
    (.xavier, 0, 2.0 / 500),
  ])
  func meanAndVariance(initializer: Initializer, mean: Double, variance: Double) {
    var generator = RandomGenerator(seed: 5)
    let values = initializer.array([200, 300], inputs: 200, outputs: 300, using: &generator).doubles
    let found = values.reduce(0, +) / Double(values.count)
    let spread = values.reduce(0) { $0 + ($1 - found) * ($1 - found) } / Double(values.count)
    #expect(abs(found - mean) < 0.01)
    #expect(abs(spread - variance) <= 0.02 * variance)
  }

  @Test func sameSeedSameBits() {
    var (a, b) = (RandomGenerator(seed: 5), RandomGenerator(seed: 5))
    let shape = [10, 10]
    #expect(
      Initializer.xavier.array(shape, inputs: 10, outputs: 10, using: &a)
        == Initializer.xavier.array(shape, inputs: 10, outputs: 10, using: &b))
  }
}
