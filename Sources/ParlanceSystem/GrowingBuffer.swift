import Foundation

/// Numbers that are appended one after the other, in one block of memory that grows where it lies.
///
/// An array that grows is copied, so that for a moment it is there twice; the system moves a large block's
/// pages instead.
public struct GrowingBuffer<Element: BitwiseCopyable>: ~Copyable {
  /// Numbers that were appended.
  public private(set) var count = 0
  private var capacity = 0
  private var base: UnsafeMutablePointer<Element>?

  /// Begins with none.
  public init() {}

  deinit { free(base) }

  /// Appends numbers; throws `InputError` where there is no memory for them.
  public mutating func append(_ numbers: some Collection<Element>) throws {
    let space = try reserve(numbers.count)
    _ = space.initialize(fromContentsOf: numbers)
    count += numbers.count
  }

  /// Appends a number; throws as `append` of several does.
  public mutating func append(_ number: Element) throws {
    try reserve(1).initializeElement(at: 0, to: number)
    count += 1
  }

  /// Takes the numbers after the first `count` off again; traps where there are fewer.
  public mutating func truncate(to count: Int) {
    guard (0...self.count).contains(count) else {
      fatalError("GrowingBuffer: \(count) of \(self.count) numbers cannot be kept")
    }
    self.count = count
  }

  /// The numbers; no more are appended.
  public consuming func finish() throws -> NumberBuffer<Element> {
    let count = count
    return NumberBuffer(try finishedBlock(), offset: 0, count: count)
  }

  /// The block of just the numbers; no more are appended.
  public consuming func finishedBlock() throws -> MemoryBlock {
    let byteCount = count * MemoryLayout<Element>.stride
    guard let block = realloc(base, max(byteCount, 1)) else {
      throw InputError(.failure, "there is no memory for \(byteCount) bytes")
    }
    // It belongs to the block now.
    base = nil
    return MemoryBlock(taking: block, byteCount: byteCount)
  }

  private mutating func reserve(_ more: Int) throws -> UnsafeMutableBufferPointer<Element> {
    if count + more > capacity {
      let larger = max(count + more, capacity + capacity / 2, 1024)
      guard let moved = realloc(base, larger * MemoryLayout<Element>.stride) else {
        throw InputError(
          .failure, "there is no memory for \(larger * MemoryLayout<Element>.stride) bytes")
      }
      base = moved.assumingMemoryBound(to: Element.self)
      capacity = larger
    }
    return UnsafeMutableBufferPointer(start: base! + count, count: more)
  }
}
