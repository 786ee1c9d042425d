import CParlance

/// How many threads work on an array's arithmetic; results do not depend on it.
public enum Threads {
  /// The number of threads, at first one for each processor that the process may use.
  public static var count: Int {
    get { Int(pl_thread_count()) }
    set { pl_set_thread_count(Int32(clamping: newValue)) }
  }

  /// The instruction set that the kernels run on: `avx512`, `avx2` or `baseline`.
  public static var variant: String { String(cString: pl_variant()) }
}

/// A number that was not given out before in this process; later numbers are greater.
package func nextIdentifier() -> UInt64 { pl_next_identifier() }
