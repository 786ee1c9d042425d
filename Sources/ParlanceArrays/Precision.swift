import CParlance
import ParlanceSystem

/// How exactly matrix products take what they multiply; their sums are in float32.
public enum Precision: String, Sendable, Codable, CaseIterable {
  /// As it is.
  case float32
  /// Rounded to bfloat16, 8 binary digits: half the bytes, and twice the speed on processors with AVX-512 BF16.
  ///
  /// All others do the same with float32, to the last bit, and are slower for it.
  case bfloat16
  /// Rounded to TF32, 11 binary digits, by cuBLAS on NVIDIA's cards of compute capability 8.0 and later; older ones
  /// multiply what is there.
  case tf32

  /// What products of this thread round to.
  package static var current: Precision {
    let now = (pl_multiply_in_bfloat16(false), pl_multiply_in_tf32(false))
    _ = (pl_multiply_in_bfloat16(now.0), pl_multiply_in_tf32(now.1))
    return now.1 ? .tf32 : now.0 ? .bfloat16 : .float32
  }

  /// Calls a function whose matrix products and recurrent layers multiply so, on a device that can.
  ///
  /// It holds for the calls of this thread in float32. The same bits come out at any number of threads.
  public func whileMultiplying<Result>(_ body: () throws -> Result) rethrows -> Result {
    let before = (pl_multiply_in_bfloat16(self == .bfloat16), pl_multiply_in_tf32(self == .tf32))
    defer { _ = (pl_multiply_in_bfloat16(before.0), pl_multiply_in_tf32(before.1)) }
    return try body()
  }
}

extension Device {
  /// What its products can round to.
  public var precisions: [Precision] { backend?.precisions ?? [.float32, .bfloat16] }

  /// Throws `InputError` with the kind `usage` where its products cannot round so.
  public func check(_ precision: Precision) throws {
    if precisions.contains(precision) { return }
    let known = precisions.map(\.rawValue).joined(separator: " or ")
    throw InputError(
      .usage, "--precision \(precision.rawValue): products on \(self) take \(known)")
  }
}
