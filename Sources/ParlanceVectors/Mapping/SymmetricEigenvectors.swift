import Foundation
import ParlanceArrays
import ParlanceSystem

/// The leading eigenvectors of a symmetric matrix without negative eigenvalues.
///
/// Orthogonal iteration over a few directions more than are wanted, each turn followed by the
/// eigenvectors within their space (Rayleigh and Ritz; Golub and Van Loan, *Matrix Computations*,
/// section 8.2). It starts from the same numbers each time.
enum SymmetricEigenvectors {
  /// The `count` greatest eigenvalues with their vectors of length 1, the greatest first; fewer where the
  /// matrix is smaller.
  ///
  /// - `matrix`: float64 [N, N].
  static func leading(_ matrix: NDArray, count: Int) -> [(value: Double, vector: [Double])] {
    let size = matrix.shape[0]
    let width = min(size, count + 10)
    let trace = (0..<size).reduce(0.0) { $0 + matrix[$1, $1] }
    guard width > 0 else { return [] }
    var generator = RandomGenerator(seed: 1)
    var basis = NDArray(
      float64: (0..<size * width).map { _ in generator.normal() }, shape: [size, width]
    ).orthonormalColumns()
    var values = [Double](repeating: 0, count: width)
    guard trace > 0 else { return pairs(values, basis, min(count, width)) }
    for _ in 0..<500 {
      // A little of the old basis keeps columns apart that the matrix makes zero.
      var next = basis
      let kernels = matrix.kernels
      kernels.matrixProduct(
        matrix, transposed: false, basis, transposed: false, accumulate: false, &next)
      kernels.addScaled(trace * 1e-13, basis, &next)
      basis = next.orthonormalColumns()
      var image = basis
      kernels.matrixProduct(
        matrix, transposed: false, basis, transposed: false, accumulate: false, &image)
      var inside = NDArray(zeros: [width, width], .float64)
      kernels.matrixProduct(
        basis, transposed: true, image, transposed: false, accumulate: false, &inside)
      let (found, turn) = jacobi(inside.doubles, width)
      var turned = basis
      kernels.matrixProduct(
        basis, transposed: false, NDArray(float64: turn, shape: [width, width]),
        transposed: false, accumulate: false, &turned)
      basis = turned
      let change = zip(found, values).prefix(count).map { abs($0 - $1) }.max() ?? 0
      values = found
      // The values settle as the square of the vectors.
      if change <= 1e-15 * trace { break }
    }
    return pairs(values, basis, min(count, width))
  }

  private static func pairs(
    _ values: [Double], _ basis: NDArray, _ count: Int
  ) -> [(value: Double, vector: [Double])] {
    let (width, numbers) = (basis.shape[1], basis.doubles)
    return (0..<count).map { column in
      (
        max(values[column], 0),
        stride(from: column, to: numbers.count, by: width).map { numbers[$0] }
      )
    }
  }

  /// All eigenvalues of a small symmetric matrix, the greatest first, and their vectors as columns: Jacobi's
  /// rotations, cyclic by rows.
  static func jacobi(_ matrix: [Double], _ size: Int) -> (values: [Double], vectors: [Double]) {
    var a = matrix
    var vectors = [Double](repeating: 0, count: size * size)
    for place in 0..<size { vectors[place * size + place] = 1 }
    for _ in 0..<60 {
      var outside = 0.0
      for row in 0..<size {
        for column in row + 1..<max(size, row + 1) {
          outside += a[row * size + column] * a[row * size + column]
        }
      }
      let whole = a.reduce(0) { $0 + $1 * $1 }
      if outside <= 1e-32 * whole { break }
      for p in 0..<size {
        for q in p + 1..<max(size, p + 1) { rotate(&a, &vectors, size, p, q) }
      }
    }
    let order = (0..<size).sorted { (a[$1 * size + $1], $0) < (a[$0 * size + $0], $1) }
    return (
      order.map { a[$0 * size + $0] },
      (0..<size * size).map { vectors[$0 / size * size + order[$0 % size]] }
    )
  }

  private static func rotate(
    _ a: inout [Double], _ vectors: inout [Double], _ size: Int, _ p: Int, _ q: Int
  ) {
    let off = a[p * size + q]
    if off == 0 { return }
    let theta = (a[q * size + q] - a[p * size + p]) / (2 * off)
    let tangent = (theta >= 0 ? 1 : -1) / (abs(theta) + hypot(theta, 1))
    let cosine = 1 / hypot(tangent, 1)
    let sine = tangent * cosine
    for k in 0..<size {
      let (x, y) = (a[k * size + p], a[k * size + q])
      (a[k * size + p], a[k * size + q]) = (cosine * x - sine * y, sine * x + cosine * y)
    }
    for k in 0..<size {
      let (x, y) = (a[p * size + k], a[q * size + k])
      (a[p * size + k], a[q * size + k]) = (cosine * x - sine * y, sine * x + cosine * y)
    }
    for k in 0..<size {
      let (x, y) = (vectors[k * size + p], vectors[k * size + q])
      (vectors[k * size + p], vectors[k * size + q]) = (
        cosine * x - sine * y, sine * x + cosine * y
      )
    }
  }
}
