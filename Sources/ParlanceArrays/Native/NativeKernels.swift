import CParlance

#if canImport(Accelerate)
  import Accelerate
#endif

/// Float32 through the C loops, and the matrix product of the system's library where there is one.
package struct NativeKernels: Kernels {
  package static let shared = NativeKernels()

  /// Plain loops for what is rare or only moves memory.
  let plain = ReferenceKernels<Float>()

  private init() { Self.provide() }

  /// Turns the system's matrix product off, or on again, for the calls of this thread: for tests of the
  /// kernels' own.
  package static func useSystemProduct(_ isUsed: Bool) { pl_use_sgemm(isUsed) }

  /// Turns the processor's products of bfloat16 off, or on again, for the calls of this thread: for tests of
  /// what stands in for them.
  package static func useBFloat16Products(_ isUsed: Bool) { pl_use_bfloat16(isUsed) }

  private static func provide() {
    #if canImport(Accelerate)
      pl_set_sgemm { ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc in
        cblas_sgemm(
          CblasRowMajor, ta == 84 ? CblasTrans : CblasNoTrans, tb == 84 ? CblasTrans : CblasNoTrans,
          Int32(m), Int32(n), Int32(k), alpha, a, Int32(lda), b, Int32(ldb), beta, c, Int32(ldc))
        return 0
      }
    #endif
  }

  func elements(_ y: inout NDArray) -> pl_elements {
    var e = pl_elements()
    e.count = Int64(y.count)
    e.y = y.mutable(Float.self)
    return e
  }
}
