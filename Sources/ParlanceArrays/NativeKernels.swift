import CParlance

#if ONEDNN
  import COneDNN
#elseif canImport(Accelerate)
  import Accelerate
#endif

/// Float32 through the C loops, and the matrix product of the system's library where there is one.
package struct NativeKernels: Kernels {
  package static let shared = NativeKernels()

  /// Plain loops for what is rare or only moves memory.
  let plain = ReferenceKernels<Float>()

  private init() { Self.provide() }

  /// Turns the system's matrix product off, or on again, for tests of the kernels' own.
  package static func useSystemProduct(_ isUsed: Bool) {
    _ = shared
    if isUsed { provide() } else { pl_set_sgemm(nil) }
  }

  private static func provide() {
    #if ONEDNN
      pl_set_sgemm { ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc in
        Int32(dnnl_sgemm(ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc).rawValue)
      }
    #elseif canImport(Accelerate)
      pl_set_sgemm { ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc in
        cblas_sgemm(
          CblasRowMajor, ta == 84 ? CblasTrans : CblasNoTrans, tb == 84 ? CblasTrans : CblasNoTrans,
          Int32(m), Int32(n), Int32(k), alpha, a, Int32(lda), b, Int32(ldb), beta, c, Int32(ldc))
        return 0
      }
    #endif
  }

  package func fill(_ value: Double, _ y: inout NDArray) {
    var e = elements(&y)
    e.scalars.0 = Float(value)
    pl_fill(e)
  }

  package func addScaled(_ alpha: Double, _ x: NDArray, _ y: inout NDArray) {
    var e = elements(&y)
    e.a = x.pointer(Float.self)
    e.scalars.0 = Float(alpha)
    pl_add_scaled(e)
  }

  package func addProduct(_ a: NDArray, _ b: NDArray, _ y: inout NDArray) {
    var e = elements(&y)
    e.a = a.pointer(Float.self)
    e.b = b.pointer(Float.self)
    pl_add_product(e)
  }

  package func scale(_ alpha: Double, _ y: inout NDArray) {
    var e = elements(&y)
    e.scalars.0 = Float(alpha)
    pl_scale(e)
  }

  package func clamp(_ range: ClosedRange<Double>, _ y: inout NDArray) {
    var e = elements(&y)
    e.scalars.0 = Float(range.lowerBound)
    e.scalars.1 = Float(range.upperBound)
    pl_clamp(e)
  }

  package func sum(_ x: NDArray, scale: Double) -> NDArray {
    NDArray(scalar: pl_sum(x.pointer(Float.self), Int64(x.count)) * scale)
  }

  package func sumOfSquares(_ x: NDArray) -> Double {
    pl_sum_of_squares(x.pointer(Float.self), Int64(x.count))
  }

  package func allFinite(_ x: NDArray) -> Bool {
    pl_all_finite(x.pointer(Float.self), Int64(x.count))
  }

  func elements(_ y: inout NDArray) -> pl_elements {
    var e = pl_elements()
    e.count = Int64(y.count)
    e.y = y.mutable(Float.self)
    return e
  }
}
