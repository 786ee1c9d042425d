import Foundation
import ParlanceArrays
import ParlanceSystem

/// P ranks in one process, each a thread: the communicator of tests.
public struct ThreadRanks: Communicator {
  public let rank: Int
  private let meeting: Meeting

  public var size: Int { meeting.size }

  /// Calls the body once on each of `size` threads, each with its rank; gives the results in the
  /// ranks' order.
  ///
  /// Ends always: where a rank throws, the others do so at the next function of the communicator, and
  /// this function throws the first error. A rank that does not come within `patience` seconds is
  /// named; its thread is left to itself. The threads have the caller's current device.
  public static func run<Result: Sendable>(
    _ size: Int, patience: Double = 60,
    _ body: @escaping @Sendable (any Communicator) throws -> Result
  ) throws -> [Result] {
    guard size > 0 else { fatalError("ThreadRanks: \(size) ranks") }
    let meeting = Meeting(size: size, patience: patience)
    let outcomes = Outcomes<Result>(size)
    let device = Device.current
    for rank in 0..<size {
      let thread = Thread {
        let communicator = ThreadRanks(rank: rank, meeting: meeting)
        do {
          let result = try Device.with(device) { try body(communicator) }
          // Nobody is done before all are: a rank that has ended too early is seen here.
          _ = try communicator.meet("the end")
          outcomes.set(rank, .success(result))
        } catch {
          communicator.abort(error)
          outcomes.set(rank, .failure(error))
        }
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    return try outcomes.wait(patience)
  }

  public func allToAll(
    _ sent: UnsafeRawBufferPointer, counts: [Int],
    into received: UnsafeMutableRawBufferPointer, counts receivedCounts: [Int]
  ) throws {
    let all = try meet("allToAll", Array(sent), counts)
    let starts = all.map { $0.counts.prefix(rank).reduce(0, +) }
    try receive(
      all.indices.map { all[$0].bytes[starts[$0]...].prefix(all[$0].counts[rank]) },
      receivedCounts, into: received)
  }

  public func allGather(
    _ sent: UnsafeRawBufferPointer, into received: UnsafeMutableRawBufferPointer, counts: [Int]
  ) throws {
    try receive(try meet("allGather", Array(sent)).map { $0.bytes[...] }, counts, into: received)
  }

  public func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws {
    let all = try meet("broadcast from \(root)", rank == root ? Array(bytes) : [])
    try receive([all[root].bytes[...]], [bytes.count], into: bytes)
  }

  public func barrier() throws { _ = try meet("barrier") }

  public func abort(_ error: any Error) { meeting.abort(error) }

  private func meet(
    _ operation: String, _ bytes: [UInt8] = [], _ counts: [Int] = []
  ) throws -> [Meeting.Contribution] {
    try meeting.meet(rank, .init(operation: operation, bytes: bytes, counts: counts))
  }

  private func receive(
    _ parts: [ArraySlice<UInt8>], _ counts: [Int], into received: UnsafeMutableRawBufferPointer
  ) throws {
    guard parts.map(\.count) == counts, counts.reduce(0, +) == received.count else {
      let error = InputError(
        .failure,
        "rank \(rank) expected \(counts) bytes of the ranks, found \(parts.map(\.count))")
      abort(error)
      throw error
    }
    var place = 0
    for part in parts {
      part.withUnsafeBytes { received[place...].copyBytes(from: $0) }
      place += part.count
    }
  }
}

/// What the ranks end with.
private final class Outcomes<Value: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private var all: [Result<Value, any Error>?]
  private var first: (any Error)?

  init(_ size: Int) { all = [Result<Value, any Error>?](repeating: nil, count: size) }

  func set(_ rank: Int, _ outcome: Result<Value, any Error>) {
    condition.lock()
    defer { condition.unlock() }
    all[rank] = outcome
    if case .failure(let error) = outcome, first == nil { first = error }
    condition.broadcast()
  }

  /// All results; after an error, waits no longer than the patience for the other ranks.
  func wait(_ patience: Double) throws -> [Value] {
    condition.lock()
    defer { condition.unlock() }
    while first == nil && all.contains(where: { $0 == nil }) { condition.wait() }
    if let first {
      let deadline = Date(timeIntervalSinceNow: patience)
      while all.contains(where: { $0 == nil }), condition.wait(until: deadline) {}
      throw first
    }
    return try all.map { try $0!.get() }
  }
}
