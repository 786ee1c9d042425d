import Foundation
import ParlanceSystem

/// Keeps a run's folder for one process: a second trainer of the same folder is refused.
///
/// The system lets go of it however the process ends.
final class RunLock {
  private let descriptor: Int32

  /// Locks a folder; nil where there is none yet.
  ///
  /// - Throws: `InputError` of kind `cannotCreate` where another process has it, or it cannot be opened.
  init?(_ directory: RunDirectory) throws {
    let descriptor = SystemCalls.openFile(directory.path, O_RDONLY | O_DIRECTORY)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw AtomicFile.failure(.cannotCreate, directory.path, "cannot open the folder to lock it")
    }
    guard SystemCalls.retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 else {
      let reason = errno
      SystemCalls.closeFile(descriptor)
      // A file system without locks must not keep anybody from training.
      guard reason == EWOULDBLOCK else { return nil }
      throw InputError(
        .cannotCreate, file: directory.path, "another training is writing to this folder")
    }
    self.descriptor = descriptor
  }

  /// Whether the path still leads to the folder that is locked: its maker may have taken it away.
  func holds(_ directory: RunDirectory) -> Bool {
    var (own, there) = (stat(), stat())
    return fstat(descriptor, &own) == 0 && stat(directory.path, &there) == 0
      && own.st_ino == there.st_ino && own.st_dev == there.st_dev
  }

  deinit { SystemCalls.closeFile(descriptor) }
}
