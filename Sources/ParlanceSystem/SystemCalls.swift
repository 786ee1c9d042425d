import CParlance
import Foundation

/// System calls that are made again where a signal interrupted them, and what a program does where the
/// system fails it.
public enum SystemCalls {
  /// From now on the process leaves with a message, and not by a signal, where a mapped file is cut while
  /// it is in use (exit code 74) or memory is missing (1); a write beyond `ulimit -f` is an error.
  ///
  /// For programs, not for libraries: it takes SIGBUS, SIGABRT and SIGXFSZ.
  public static func leaveOnFaults() { pl_leave_on_faults() }

  /// The words of the command line, the program's name first; nil where the C library gives none.
  public static func arguments(
    _ count: inout Int32
  ) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    pl_arguments(&count)
  }

  /// Throws `InputError` of kind `inputOutput` where a mapped file did not stay as it was.
  public static func checkMappedFiles() throws {
    guard let name = pl_changed_mapping() else { return }
    throw InputError(
      .inputOutput, file: String(cString: name),
      "the file was written over while it was in use, so that results may be wrong; replace files by "
        + "renaming a new one into place")
  }

  /// Throws `InputError` of kind `failure` where the system has no memory for so many bytes more.
  ///
  /// - `subject`: what needs them.
  package static func checkMemory(_ bytes: Int, _ subject: String, file: String? = nil) throws {
    // What is small comes from what the process has already.
    guard bytes > 1 << 20 else { return }
    guard let block = malloc(bytes) else {
      throw InputError(
        .failure, file: file,
        "there is no memory for \(subject): \(bytes) bytes are needed, and the system, or `ulimit -v`, "
          + "gives fewer")
    }
    free(block)
  }

  /// The bytes that the process may have, by `ulimit -v`; infinity where that says nothing.
  package static var allowedMemory: Double {
    var limit = rlimit()
    #if canImport(Darwin)
      let status = getrlimit(RLIMIT_AS, &limit)
    #else
      let status = getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    #endif
    return status == 0 && limit.rlim_cur < UInt64(Int64.max) ? Double(limit.rlim_cur) : .infinity
  }

  /// Makes a call again while a signal interrupts it, a thousand times at most.
  package static func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    for _ in 0..<1000 {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
    return -1
  }

  /// Opens a file; −1 where it cannot be, `errno` saying why.
  package static func openFile(_ path: String, _ flags: Int32, mode: mode_t = 0o666) -> Int32 {
    guard !path.utf8.contains(0) else {
      errno = ENOENT
      return -1
    }
    return retrying { open(path, flags | O_CLOEXEC, mode) }
  }

  /// Whether a path is that of a file that can be read more than once; `-`, standard input, is none.
  package static func isRegularFile(_ path: String) -> Bool {
    var status = stat()
    return path != "-" && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Closes a file; false where the system says that what was written is lost.
  @discardableResult
  package static func closeFile(_ descriptor: Int32) -> Bool {
    // An interrupted close has closed: again would close what another thread has opened meanwhile.
    close(descriptor) == 0 || errno == EINTR
  }
}
