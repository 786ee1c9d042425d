import Foundation

/// Keeps the memory of a process near a limit while it works on temporary files.
///
/// The pages of mapped files stay with a process until the system needs them, so that it looks as if it
/// held all of its files. A thread of its own gives them back whenever there is more resident memory
/// than the limit; they are read again where they are needed, so that nothing but time depends on it.
/// Memory of other kinds is not touched. Works on Linux; elsewhere the system alone decides.
public final class ResidentLimit {
  private let state = State()

  private final class State: @unchecked Sendable {
    let lock = NSLock()
    var hasEnded = false
  }

  /// Begins to watch.
  public init(bytes: Int) {
    let state = state
    Thread.detachNewThread {
      while !state.lock.withLock({ state.hasEnded }) {
        if Self.residentBytes > bytes { MemoryBlock.giveBackTemporaryPages() }
        Thread.sleep(forTimeInterval: 0.005)
      }
    }
  }

  deinit { state.lock.withLock { state.hasEnded = true } }

  /// The memory that the process holds now; 0 where the system does not say.
  static var residentBytes: Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var text = [CChar](repeating: 0, count: 128)
    guard fgets(&text, Int32(text.count), file) != nil else { return 0 }
    let fields = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
      .split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
  }
}
