import CParlance
import Foundation

/// The elements of an array that are kept as a packed matrix: as it is, or as its transpose.
///
/// What reads elements one by one sees them in float32, made when they are first asked for. Threads may read at
/// the same time.
final class PackedElements: @unchecked Sendable {
  let matrix: PackedMatrix
  /// Whether the array is [width, rows].
  let isTransposed: Bool
  private let lock = NSLock()
  private var block: UnsafeMutableRawPointer?

  init(_ matrix: PackedMatrix, isTransposed: Bool) {
    (self.matrix, self.isTransposed) = (matrix, isTransposed)
  }

  deinit { if let block { pl_release(block, byteCount) } }

  var byteCount: Int { matrix.rows * matrix.width * 4 }

  /// The elements in float32.
  var values: UnsafeRawPointer {
    lock.withLock {
      let block = block ?? copy()
      self.block = block
      return UnsafeRawPointer(block)
    }
  }

  /// A block of its own with the elements in float32.
  func copy() -> UnsafeMutableRawPointer {
    let block = Storage.allocate(byteCount)
    pl_packed_values(matrix.call, isTransposed, block.assumingMemoryBound(to: Float.self))
    return block
  }
}
