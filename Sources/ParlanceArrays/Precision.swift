import CParlance

/// How exactly matrix products take what they multiply; their sums are in float32.
public enum Precision: String, Sendable, Codable, CaseIterable {
  /// As it is.
  case float32
  /// Rounded to bfloat16, 8 binary digits: half the bytes, and twice the speed on processors with AVX-512 BF16.
  ///
  /// All others do the same with float32, to the last bit, and are slower for it.
  case bfloat16

  /// Calls a function whose matrix products and recurrent layers multiply so.
  ///
  /// It holds for the calls of this thread, and for kernels of the processor in float32. The same bits come out at
  /// any number of threads.
  public func whileMultiplying<Result>(_ body: () throws -> Result) rethrows -> Result {
    let before = pl_multiply_in_bfloat16(self == .bfloat16)
    defer { pl_multiply_in_bfloat16(before) }
    return try body()
  }
}
