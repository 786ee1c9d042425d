import CParlance

/// How many threads work on an array's arithmetic; results do not depend on it.
public enum Threads {
  /// The number of threads, at first one for each processor that the process may use.
  public static var count: Int {
    get { Int(pl_thread_count()) }
    set { pl_set_thread_count(Int32(clamping: newValue)) }
  }

  /// The processors that the process may use, as bits in words of 64, and how many the machine has.
  package static func processors() -> (allowed: [UInt64], machine: Int) {
    var bits = [UInt64](repeating: 0, count: 16)
    let machine = pl_allowed_processors(&bits, Int32(bits.count))
    return (bits, Int(machine))
  }

  /// The instruction set that the kernels run on: `avx512`, `avx2` or `baseline`.
  public static var variant: String { String(cString: pl_variant()) }

  /// Calls a function whose matrix products give each row the same bits whatever other rows there are, at some
  /// cost in speed: what is computed of a text is then the same alone and in a batch.
  ///
  /// It holds for the calls of this thread, and for kernels of the processor in float32; those in float64
  /// always do so.
  public static func keepingRowsApart<Result>(_ body: () throws -> Result) rethrows -> Result {
    let before = pl_keep_rows_apart(true)
    defer { pl_keep_rows_apart(before) }
    return try body()
  }

  /// Lets the kernels use no more than one of the instruction sets for the calls of this thread:
  /// 0 baseline, 1 AVX2, 2 AVX-512.
  package static func limitVariant(to level: Int) { pl_limit_variant(Int32(clamping: level)) }
}

/// A number that was not given out before in this process; later numbers are greater.
package func nextIdentifier() -> UInt64 { pl_next_identifier() }
