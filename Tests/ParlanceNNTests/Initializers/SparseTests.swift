import ParlanceArrays
import ParlanceNN
import ParlanceSystem
import Testing

@Suite struct SparseTests {
  @Test(arguments: [(0.9, 45), (0.5, 25), (0.01, 1), (0, 0), (1, 50), (0.899, 45)])
  func eachOutputHasAsManyZeros(share: Double, zeros: Int) {
    var generator = RandomGenerator(seed: 4)
    let values = Initializer.sparse(zeros: share, deviation: 2)
      .array([50, 40], .float64, using: &generator).doubles
    for column in 0..<40 {
      let found = stride(from: column, to: values.count, by: 40).filter { values[$0] == 0 }.count
      #expect(found == zeros)
    }
    guard zeros < 45 else { return }
    let (mean, variance) = moments(values.filter { $0 != 0 })
    #expect(abs(mean) < 0.2)
    #expect(abs(variance.squareRoot() / 2 - 1) < 0.08)
  }

  @Test func theZerosLieAnywhere() {
    var generator = RandomGenerator(seed: 4)
    let values = Initializer.sparse(zeros: 0.5).array([10, 1000], using: &generator).floats
    for row in 0..<10 {
      let zeros = values[row * 1000..<(row + 1) * 1000].filter { $0 == 0 }.count
      #expect(abs(zeros - 500) < 80)
    }
  }
}
