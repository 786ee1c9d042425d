import ParlanceArrays
import ParlanceSystem

/// A group of processes that do the same work on different rows: P ranks, each with a number.
///
/// All ranks call the same functions in the same order, as with MPI. None waits for ever: a rank that
/// does not come is named in the error that the others throw. Bytes are those of one kind of machine.
public protocol Communicator: Sendable {
  /// This process' number in 0 ..< `size`.
  var rank: Int { get }
  /// The number of ranks, P.
  var size: Int { get }

  /// Sends each rank its part and receives one from each: parts lie in the ranks' order, as long as
  /// the counts of bytes say.
  func allToAll(
    _ sent: UnsafeRawBufferPointer, counts: [Int],
    into received: UnsafeMutableRawBufferPointer, counts receivedCounts: [Int]) throws

  /// Sends all ranks the same bytes and receives those of each, in the ranks' order: `counts[r]` from
  /// rank r.
  func allGather(
    _ sent: UnsafeRawBufferPointer, into received: UnsafeMutableRawBufferPointer, counts: [Int]
  ) throws

  /// Sets the bytes of all ranks to those of one.
  func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws

  /// Waits until all ranks are here.
  func barrier() throws

  /// Ends the work of all ranks: whoever waits, or comes to wait, throws.
  func abort(_ error: any Error)
}

extension Communicator {
  /// Which of `count` rows are this rank's: neighbours, as many as others have or one fewer or more.
  ///
  /// With more ranks than rows, some have none.
  public func share(of count: Int) -> Range<Int> {
    count * rank / size..<count * (rank + 1) / size
  }

  /// The same number of values from each rank, in the ranks' order.
  package func gather<T: BitwiseCopyable>(_ values: [T], zero: T) throws -> [[T]] {
    var all = [T](repeating: zero, count: values.count * size)
    try values.withUnsafeBytes { sent in
      try all.withUnsafeMutableBytes {
        try allGather(sent, into: $0, counts: [Int](repeating: sent.count, count: size))
      }
    }
    return (0..<size).map { Array(all[$0 * values.count..<($0 + 1) * values.count]) }
  }

  /// The values of all ranks as one list, in the ranks' order; each may have as many as it likes.
  package func gatherAll(_ values: [Double]) throws -> [Double] {
    let counts = try gather([values.count], zero: 0).map { $0[0] }
    var all = [Double](repeating: 0, count: counts.reduce(0, +))
    try values.withUnsafeBytes { sent in
      try all.withUnsafeMutableBytes {
        try allGather(
          sent, into: $0, counts: counts.map { $0 * MemoryLayout<Double>.stride })
      }
    }
    return all
  }

  /// The bytes of each rank, in the ranks' order; each may have as many as it likes.
  package func gatherBytes(_ bytes: [UInt8]) throws -> [[UInt8]] {
    let counts = try gather([bytes.count], zero: 0).map { $0[0] }
    var all = [UInt8](repeating: 0, count: counts.reduce(0, +))
    try bytes.withUnsafeBytes { sent in
      try all.withUnsafeMutableBytes { try allGather(sent, into: $0, counts: counts) }
    }
    var rest = all[...]
    return counts.map { count in
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
  }

  /// Throws on all ranks where one has another checksum than rank 0, and names it.
  ///
  /// - `what`: what the checksum is of: "training data", "parameters at step 100".
  public func checkSame(_ checksum: Checksum, of what: String) throws {
    let all = try gather([checksum.value], zero: 0)
    let others = all.indices.filter { all[$0] != all[0] }
    if others.isEmpty { return }
    throw InputError(
      .badData,
      "\(what) of \(Self.names(others)) are not those of rank 0: all ranks must read the same files "
        + "with the same options")
  }

  static func names(_ ranks: [Int]) -> String {
    (ranks.count == 1 ? "rank " : "ranks ") + ranks.map(String.init).joined(separator: ", ")
  }
}
