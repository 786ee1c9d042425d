import ParlanceArrays
import ParlanceNN
import ParlanceSystem
import Testing

@Suite struct UniformTests {
  @Test(arguments: [(-0.3, 0.3), (2.0, 5.0), (-4, -1), (0, 0)])
  func valuesFillTheInterval(low: Double, high: Double) {
    var generator = RandomGenerator(seed: 5)
    let values = Initializer.uniform(low, high).array([200, 300], .float64, using: &generator)
      .doubles
    let (mean, variance) = moments(values)
    let width = high - low
    #expect(abs(mean - (low + high) / 2) <= 0.01 * width)
    #expect(abs(variance - width * width / 12) <= 0.02 * width * width / 12)
    #expect(values.allSatisfy { $0 >= low && $0 <= high })
    #expect(values.max()! >= high - 0.001 * width && values.min()! <= low + 0.001 * width)
  }

  @Test func oneNumberIsALimit() {
    var (a, b) = (RandomGenerator(seed: 5), RandomGenerator(seed: 5))
    #expect(
      Initializer.uniform(0.3).array([50], using: &a)
        == Initializer.uniform(-0.3, 0.3).array([50], using: &b))
  }
}
