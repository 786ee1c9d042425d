import ParlanceSystem

/// A folder in which a model is made: locked from the check to the end, and gone again where nothing
/// came of it.
package final class RunFolder {
  package let directory: RunDirectory
  package let existing: RunDirectory.Existing
  private var lock: RunLock?
  private let isWritten: Bool

  /// Checks the folder, and writes nothing.
  ///
  /// - `isWritten`: whether it is this process that writes; if not, the folder may not even be there.
  /// - Throws: `InputError` where the folder may not be written as asked.
  package init(
    _ path: String, _ existing: RunDirectory.Existing, isWritten: Bool = true
  ) throws {
    directory = RunDirectory(path)
    self.existing = existing
    self.isWritten = isWritten
    guard isWritten else { return }
    try directory.check(existing)
    lock = try RunLock(directory)
  }

  /// Makes the folder and calls the body, which writes to it.
  ///
  /// What was written is taken away where the body throws and nothing is worth keeping.
  package func fill<Result>(_ body: () throws -> Result) throws -> Result {
    guard isWritten else { return try body() }
    try take()
    do {
      try directory.create(existing)
      directory.sweep()
      return try body()
    } catch {
      // Without a checkpoint there is nothing to keep.
      if existing != .resume && !directory.hasCheckpoint { directory.removeOwnFiles() }
      throw error
    }
  }

  /// Lets another run have the folder.
  package func release() { lock = nil }

  /// Locks the folder, which may have been made by somebody else since it was checked.
  private func take() throws {
    for _ in 0..<10 {
      if let lock, lock.holds(directory) {
        // Another run may have ended in it meanwhile.
        return try directory.check(existing)
      }
      try AtomicFile.createFolder(directory.path)
      lock = try RunLock(directory)
      if lock == nil { return }
    }
    throw InputError(
      .cannotCreate, file: directory.path, "the folder is taken away again and again")
  }
}
