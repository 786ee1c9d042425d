import ParlanceArrays
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct OrthogonalTests {
  @Test(arguments: [[5, 5], [30, 30], [3, 20], [20, 3], [1, 7], [7, 1], [1, 1], [2, 3, 4]])
  func columnsOrRowsAreOrthonormal(shape: [Int]) {
    for (type, tolerance) in precisions {
      var generator = RandomGenerator(seed: 4)
      let array = Initializer.orthogonal(gain: 1.5).array(shape, type, using: &generator)
      let (rows, columns) = (shape.dropLast().reduce(1, *), shape.last!)
      let q = array.reshaped([rows, columns])
      let size = min(rows, columns)
      var product = NDArray(zeros: [size, size], type)
      q.kernels.matrixProduct(
        q, transposed: rows >= columns, q, transposed: rows < columns, accumulate: false, &product)
      var expected = NDArray(zeros: [size, size], type)
      for place in 0..<size { expected[place, place] = 2.25 }
      #expect(distance(product, expected) < 0.1 * tolerance, "\(shape) \(type)")
    }
  }

  @Test func nearlyDependentColumnsAreOrthogonalToo() {
    // Hilbert's matrix: its condition number is 10¹³.
    let size = 10
    let values = (0..<size * size).map { 1 / Double($0 / size + $0 % size + 1) }
    let q = NDArray(float64: values, shape: [size, size]).orthonormalColumns()
    var product = NDArray(zeros: [size, size], .float64)
    q.kernels.matrixProduct(q, transposed: true, q, transposed: false, accumulate: false, &product)
    var identity = NDArray(zeros: [size, size], .float64)
    for place in 0..<size { identity[place, place] = 1 }
    #expect(distance(product, identity) < 1e-12)
    // R = QᵀA is triangular with a positive diagonal.
    let a = NDArray(float64: values, shape: [size, size])
    q.kernels.matrixProduct(q, transposed: true, a, transposed: false, accumulate: false, &product)
    for row in 0..<size {
      #expect(product[row, row] > 0)
      for column in 0..<row { #expect(abs(product[row, column]) < 1e-14) }
    }
  }

  @Test func directionsAreEquallyLikely() {
    var generator = RandomGenerator(seed: 4)
    var sums = [0.0, 0.0, 0.0, 0.0]
    for _ in 0..<2000 {
      let q = Initializer.orthogonal().array([2, 2], .float64, using: &generator).doubles
      for place in 0..<4 { sums[place] += q[place] }
    }
    #expect(sums.allSatisfy { abs($0 / 2000) < 0.05 })
  }
}
