import Foundation
import ParlanceArrays
import Testing

@testable import ParlanceVectors

@Suite struct SymmetricEigenvectorsTests {
  /// The path of N points has the eigenvalues 2 − 2 cos(k π / N) (its Laplacian).
  @Test func thePathsEigenvalues() {
    let size = 40
    var matrix = NDArray(zeros: [size, size], .float64)
    for place in 0..<size {
      matrix[place, place] = place == 0 || place == size - 1 ? 1 : 2
      if place > 0 {
        matrix[place, place - 1] = -1
        matrix[place - 1, place] = -1
      }
    }
    let found = SymmetricEigenvectors.leading(matrix, count: 3)
    for (place, pair) in found.enumerated() {
      let angle = Double.pi * Double(size - 1 - place) / Double(size)
      #expect(abs(pair.value - (2 - 2 * cos(angle))) < 1e-9)
      for row in 0..<size {
        let product = (0..<size).reduce(0.0) { $0 + matrix[row, $1] * pair.vector[$1] }
        #expect(abs(product - pair.value * pair.vector[row]) < 1e-5)
      }
    }
  }

  @Test func fewRowsAndNone() {
    let small = SymmetricEigenvectors.leading(
      NDArray(float64: [2, 1, 1, 2], shape: [2, 2]), count: 5)
    #expect(small.count == 2)
    #expect(abs(small[0].value - 3) < 1e-12 && abs(small[1].value - 1) < 1e-12)
    #expect(SymmetricEigenvectors.leading(NDArray(zeros: [0, 0], .float64), count: 2).isEmpty)
    let zeros = SymmetricEigenvectors.leading(NDArray(zeros: [3, 3], .float64), count: 2)
    #expect(zeros.allSatisfy { $0.value == 0 && $0.vector.allSatisfy { $0.isFinite } })
  }
}
