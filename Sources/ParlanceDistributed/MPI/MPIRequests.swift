import CParlance
import ParlanceSystem

/// Messages on their way, tested until all are done.
///
/// The bytes must stay where they are until then.
struct MPIRequests {
  /// Long parts go as several messages, so that one sees that they move; MPI counts in 32 bits, too.
  static let longest = 16 << 20

  /// What messages are for: the operations of all ranks, signs of life, failures.
  enum Tag: Int32 {
    case operation = 1
    case beat, failure
  }

  private var pending: [(rank: Int, request: Int)] = []

  /// The ranks that something is still sent to or awaited of.
  var ranks: [Int] { Array(Set(pending.map(\.rank))).sorted() }

  var areDone: Bool { pending.isEmpty }

  /// Begins to send bytes; none at all are no message.
  mutating func send(_ bytes: UnsafeRawBufferPointer, to rank: Int, _ tag: Tag = .operation) throws
  {
    for part in Self.parts(bytes.count) {
      var request = 0
      try check(
        pl_mpi_send(
          bytes.baseAddress! + part.lowerBound, Int32(part.count), Int32(rank), tag.rawValue,
          &request), "MPI_Isend")
      pending.append((rank, request))
    }
  }

  /// Begins to receive bytes.
  mutating func receive(
    _ bytes: UnsafeMutableRawBufferPointer, from rank: Int, _ tag: Tag = .operation
  ) throws {
    for part in Self.parts(bytes.count) {
      var request = 0
      try check(
        pl_mpi_receive(
          bytes.baseAddress! + part.lowerBound, Int32(part.count), Int32(rank), tag.rawValue,
          &request), "MPI_Irecv")
      pending.append((rank, request))
    }
  }

  /// Lets messages move; gives how many are done since the last time.
  mutating func test() throws -> Int {
    let before = pending.count
    var left: [(rank: Int, request: Int)] = []
    for var message in pending {
      var isDone = false
      try check(pl_mpi_test(&message.request, &isDone), "MPI_Test")
      if !isDone { left.append(message) }
    }
    pending = left
    return before - left.count
  }

  /// Whether a message is here.
  static func has(from rank: Int, _ tag: Tag) throws -> Bool {
    var isHere = false
    try check(pl_mpi_probe(Int32(rank), tag.rawValue, &isHere), "MPI_Iprobe")
    return isHere
  }

  /// The bytes of a message that is here.
  static func take(_ count: Int, from rank: Int, _ tag: Tag) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBytes {
      var requests = MPIRequests()
      try requests.receive($0, from: rank, tag)
      while !requests.areDone { _ = try requests.test() }
    }
    return bytes
  }

  private static func parts(_ count: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: longest).map { $0..<min($0 + longest, count) }
  }
}

/// Throws where a function of MPI says that it failed; most end all ranks instead.
private func check(_ isDone: Bool, _ function: String) throws {
  if !isDone { throw InputError(.failure, "\(function) failed") }
}
