/// The group of one process.
public struct Alone: Communicator {
  /// Creates the group.
  public init() {}

  public var rank: Int { 0 }
  public var size: Int { 1 }

  public func allToAll(
    _ sent: UnsafeRawBufferPointer, counts: [Int],
    into received: UnsafeMutableRawBufferPointer, counts receivedCounts: [Int]
  ) {
    received.copyMemory(from: sent)
  }

  public func allGather(
    _ sent: UnsafeRawBufferPointer, into received: UnsafeMutableRawBufferPointer, counts: [Int]
  ) {
    received.copyMemory(from: sent)
  }

  public func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) {}

  public func barrier() {}

  public func abort(_ error: any Error) {}
}
