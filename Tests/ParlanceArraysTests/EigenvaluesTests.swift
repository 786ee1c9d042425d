import Foundation
import ParlanceSystem
import Testing

@testable import ParlanceArrays

/// These need the system's LAPACK; `make test` installs it.
@Suite struct EigenvaluesTests {
  private func expect(_ found: [Eigenvalue], _ expected: [(Double, Double)], _ tolerance: Double) {
    #expect(found.count == expected.count)
    for (a, b) in zip(found, expected) {
      #expect(abs(a.real - b.0) <= tolerance && abs(a.imaginary - b.1) <= tolerance)
    }
  }

  @Test func realOnes() throws {
    let matrix = NDArray([2, 0, 1, -3], shape: [2, 2])
    expect(try matrix.eigenvalues(), [(-3, 0), (2, 0)], 1e-12)
    #expect(try matrix.spectralRadius() == 3)
    expect(try NDArray(float64: [7], shape: [1, 1]).eigenvalues(), [(7, 0)], 0)
  }

  @Test func aRotationHasAConjugatePair() throws {
    let (c, s) = (1.1 * cos(0.5), 1.1 * sin(0.5))
    let found = try NDArray(float64: [c, -s, s, c], shape: [2, 2]).eigenvalues()
    expect(found, [(c, s), (c, -s)], 1e-12)
    #expect(abs(found[0].magnitude - 1.1) < 1e-12)
    #expect(found.map(\.description) == ["0.96534 + 0.52737i", "0.96534 − 0.52737i"])
    #expect(Eigenvalue(real: 2).description == "2")
  }

  // numpy.linalg.eigvals of the companion matrix of these roots' polynomial.
  @Test func rootsOfAPolynomial() throws {
    // (x − 1)(x − 2)(x − 3)(x² + 1) = x⁵ − 6x⁴ + 12x³ − 12x² + 11x − 6
    var matrix = NDArray(zeros: [5, 5], .float64)
    for (column, value) in [6.0, -12, 12, -11, 6].enumerated() { matrix[0, column] = value }
    for row in 1..<5 { matrix[row, row - 1] = 1 }
    expect(
      try matrix.eigenvalues(),
      [(3, 0), (2, 0), (1, 0), (0, 1), (0, -1)].sorted { a, b in
        (hypot(a.0, a.1), a.0) > (hypot(b.0, b.1), b.0)
      }, 1e-9)
  }

  @Test func sumAndProductAreTraceAndDeterminant() throws {
    for seed in UInt64(1)...10 {
      var generator = RandomGenerator(seed: seed)
      let size = 1 + Int(seed) * 3
      let matrix = NDArray(normal: 1, shape: [size, size], .float64, using: &generator)
      let found = try matrix.eigenvalues()
      let trace = (0..<size).reduce(0.0) { $0 + matrix[$1, $1] }
      #expect(abs(found.reduce(0.0) { $0 + $1.real } - trace) < 1e-10)
      #expect(abs(found.reduce(0.0) { $0 + $1.imaginary }) < 1e-10)
      #expect(found.map(\.magnitude) == found.map(\.magnitude).sorted(by: >))
    }
  }

  @Test func anEmptyMatrixHasNone() throws {
    #expect(try NDArray(zeros: [0, 0]).eigenvalues().isEmpty)
    #expect(try NDArray(zeros: [0, 0]).spectralRadius() == 0)
  }

  @Test func whatCannotServeIsAnError() {
    #expect(throws: InputError(.badData, "eigenvalues: the matrix has numbers that are not finite"))
    {
      try NDArray([.nan], shape: [1, 1]).eigenvalues()
    }
    #expect {
      try Lapack.load("libnowhere.so.3")
    } throws: { error in
      (error as? InputError)?.message.contains("apt-get install liblapack3") == true
    }
  }

  @Test func otherShapesTrap() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try? NDArray(zeros: [2, 3]).eigenvalues()
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("eigenvalues: expected a square matrix, found shape [2, 3]"))
  }

  /// [[3, 0], [4, 5]] has the singular values √45 and √5.
  @Test func spectralNorm() throws {
    let norm = try NDArray(float64: [3, 0, 4, 5], shape: [2, 2]).spectralNorm()
    #expect(abs(norm - 45.0.squareRoot()) < 1e-12)
    #expect(try NDArray(zeros: [0, 0]).spectralNorm() == 0)
  }
}
