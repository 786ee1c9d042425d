import Foundation
import ParlanceSystem

/// One eigenvalue λ of a real matrix: a complex number.
public struct Eigenvalue: Sendable, Hashable, CustomStringConvertible {
  /// Re λ.
  public let real: Double
  /// Im λ.
  public let imaginary: Double

  /// Creates an eigenvalue from its parts.
  public init(real: Double, imaginary: Double = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  /// |λ|: what ℓ applications of the matrix raise to the power ℓ.
  public var magnitude: Double { hypot(real, imaginary) }

  public var description: String {
    if imaginary == 0 { return String(format: "%.5g", real) }
    return String(format: "%.5g %@ %.5gi", real, imaginary < 0 ? "−" : "+", abs(imaginary))
  }
}

extension NDArray {
  /// The eigenvalues of a square matrix, the greatest magnitude first: [N, N] → N.
  ///
  /// From LAPACK's `dgeev`, in double precision; of a conjugate pair the one with the positive
  /// imaginary part stands first. Traps for any other shape.
  ///
  /// - Throws: `InputError` where LAPACK is not installed (Debian's package liblapack3), where the
  ///   matrix has a NaN or an infinity, or where the solver does not converge.
  public func eigenvalues() throws -> [Eigenvalue] {
    guard rank == 2, shape[0] == shape[1] else {
      fatalError("eigenvalues: expected a square matrix, found shape \(shape)")
    }
    guard kernels.allFinite(self) else {
      throw InputError(.badData, "eigenvalues: the matrix has numbers that are not finite")
    }
    if count == 0 { return [] }
    return try Lapack.load().eigenvalues(doubles, shape[0]).sorted {
      ($0.magnitude, $0.real, $0.imaginary) > ($1.magnitude, $1.real, $1.imaginary)
    }
  }

  /// The greatest magnitude of any eigenvalue of a square matrix, 0 for an empty one.
  ///
  /// Above 1, repeated application of the matrix makes some vectors grow without bound; below 1, it
  /// makes all vanish.
  ///
  /// - Throws: as `eigenvalues()`.
  public func spectralRadius() throws -> Double { try eigenvalues().first?.magnitude ?? 0 }

  /// The greatest singular value of a square matrix A, 0 for an empty one: √ρ(AᵀA).
  ///
  /// The most that one application of the matrix lengthens a vector; it is never below the spectral radius.
  ///
  /// - Throws: as `eigenvalues()`.
  public func spectralNorm() throws -> Double {
    guard rank == 2, shape[0] == shape[1] else {
      fatalError("spectralNorm: expected a square matrix, found shape \(shape)")
    }
    let (values, size) = (doubles, shape[0])
    var products = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for i in 0..<size where values[row * size + i] != 0 {
        let factor = values[row * size + i]
        for j in i..<size { products[i * size + j] += factor * values[row * size + j] }
      }
    }
    for i in 0..<size { for j in 0..<i { products[i * size + j] = products[j * size + i] } }
    return try NDArray(float64: products, shape: shape).spectralRadius().squareRoot()
  }
}

/// The system's LAPACK, looked for when the program runs: nothing else needs it.
struct Lapack {
  // Fortran passes everything by reference, and the lengths of texts at the end.
  private typealias Dgeev =
    @convention(c) (
      UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafePointer<Int32>,
      UnsafeMutablePointer<Double>, UnsafePointer<Int32>, UnsafeMutablePointer<Double>,
      UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>?, UnsafePointer<Int32>,
      UnsafeMutablePointer<Double>?, UnsafePointer<Int32>, UnsafeMutablePointer<Double>,
      UnsafePointer<Int32>, UnsafeMutablePointer<Int32>, Int, Int
    ) -> Void

  private let dgeev: Dgeev

  #if canImport(Darwin)
    static let library = "/System/Library/Frameworks/Accelerate.framework/Accelerate"
  #else
    static let library = "liblapack.so.3"
  #endif

  /// Loads a library; the system keeps it once it is loaded.
  static func load(_ library: String = library) throws -> Lapack {
    guard let handle = dlopen(library, RTLD_NOW), let symbol = dlsym(handle, "dgeev_") else {
      throw InputError(
        .missingInput, file: library,
        "LAPACK is needed for eigenvalues; on Debian and Ubuntu: apt-get install liblapack3")
    }
    return Lapack(dgeev: unsafeBitCast(symbol, to: Dgeev.self))
  }

  /// The eigenvalues of a matrix of N × N numbers, by rows or by columns: they are the same.
  func eigenvalues(_ values: [Double], _ size: Int) throws -> [Eigenvalue] {
    guard var order = Int32(exactly: size) else {
      throw InputError(.badData, "eigenvalues: a matrix of \(size) rows is too large")
    }
    var matrix = values
    var real = [Double](repeating: 0, count: size)
    var imaginary = real
    var (none, status): (CChar, Int32) = (CChar(UInt8(ascii: "N")), 0)
    // The block size that LAPACK takes by itself is 32; more room brings nothing.
    var workSize = Int32(clamping: 34 * size)
    var work = [Double](repeating: 0, count: Int(workSize))
    dgeev(
      &none, &none, &order, &matrix, &order, &real, &imaginary, nil, &order, nil, &order, &work,
      &workSize, &status, 1, 1)
    guard status == 0 else {
      throw InputError(.failure, "eigenvalues: the solver did not converge (status \(status))")
    }
    return zip(real, imaginary).map { Eigenvalue(real: $0, imaginary: $1) }
  }
}
