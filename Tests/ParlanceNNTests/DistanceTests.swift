import ParlanceArrays
import ParlanceTestSupport
import Testing

@Suite struct DistanceTests {
  @Test func seesAPlantedDefect() {
    let a = NDArray(float64: [1, 2, 3])
    #expect(distance(a, a) == 0)
    #expect(distance(a, NDArray(float64: [1, 2, 3.1])) > 0.03)
    #expect(distance(a, NDArray(float64: [1, 2, .nan])) == .infinity)
    #expect(distance(a, NDArray(float64: [1, 2])) == .infinity)
    let hard = NDArray(float64: [.nan, .infinity, -.infinity])
    #expect(distance(hard, hard) == 0)
    #expect(distance(hard, NDArray(float64: [.nan, .infinity, .infinity])) == .infinity)
    #expect(distance(hard, NDArray(float64: [0, .infinity, -.infinity])) == .infinity)
  }
}
