import CParlance
import Foundation
import ParlanceSystem

/// The processes that `mpirun` or `srun` began together, over the MPI that these belong to.
///
/// The library is opened at run time: Open MPI, MPICH and its kin, or any that has the ABI of MPI 5. All
/// functions but `abort` are called from one thread. A process has one such group, for all its life.
///
/// No rank waits for ever: each says every few seconds that it lives, whatever it does, and one that is not
/// heard of for a minute ends the work of all and is named.
public final class MPI: Communicator, @unchecked Sendable {
  public let rank: Int
  public let size: Int
  /// What the library calls itself.
  public let library: String
  /// The host of each rank.
  public let hosts: [String]
  private let watch: MPIWatch

  /// What ranks do together.
  enum Operation: Int64 {
    case none, allToAll, allGather, broadcast, barrier

    var name: String { self == .none ? "its beginning" : "\(self)" }
  }

  /// Joins the processes that were begun together.
  ///
  /// - `path`: the library; nil for the one that the launcher belongs to, as far as can be told.
  /// - `patience`: after so many seconds of silence a rank counts as gone.
  /// - `note`: told on rank 0 where others are long at work.
  /// - Throws: `InputError` of kind `unavailable` where no library can be opened, or one that knows of other
  ///   processes than were begun.
  public init(
    _ launch: MPILaunch, path: String? = nil, patience: Double = 60,
    note: @escaping (String) -> Void = { _ in }
  ) throws {
    try Self.open(path.map { [$0] } ?? launch.libraries, launch.size)
    var (number, count): (Int32, Int32) = (0, 0)
    guard pl_mpi_initialize(&number, &count) else {
      throw InputError(.unavailable, "MPI \(String(cString: pl_mpi_problem()))")
    }
    let library = Self.libraryName
    guard count == launch.size else {
      throw InputError(
        .unavailable,
        "\(launch.size) processes were begun together, but \(library) knows of \(count): it is not the MPI "
          + "of the program that began them (with srun, give --mpi=pmix or --mpi=pmi2); PARLANCE_MPI is "
          + "the path of the right libmpi")
    }
    (rank, size, self.library) = (Int(number), Int(count), library)
    let hosts = try Self.hostNames(rank, size)
    self.hosts = hosts
    let several = Set(hosts).count > 1
    watch = MPIWatch(
      rank, of: size, patience: patience,
      name: { several ? "rank \($0) on \(hosts[$0])" : "rank \($0)" }, note: note)
  }

  /// Name and version alone: some go on for lines.
  private static var libraryName: String {
    var text = [CChar](repeating: 0, count: 200)
    pl_mpi_version(&text, text.count)
    let all = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return (all.split(separator: ",").first ?? "MPI")
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static func open(_ names: [String], _ size: Int) throws {
    var problem = ""
    for name in names {
      if pl_mpi_open(name) { return }
      if problem.isEmpty { problem = String(cString: pl_mpi_problem()) }
    }
    throw InputError(
      .unavailable,
      "\(size) processes were begun together, but MPI cannot be opened: \(problem); install Open MPI or "
        + "MPICH on every host, or give the path of libmpi by PARLANCE_MPI")
  }

  /// Before anyone watches.
  private static func hostNames(_ rank: Int, _ size: Int) throws -> [String] {
    var names = [UInt8](repeating: 0, count: 256 * size)
    var own = [CChar](repeating: 0, count: 256)
    gethostname(&own, 255)
    try names.withUnsafeMutableBytes { names in
      try own.withUnsafeBytes { own in
        var requests = MPIRequests()
        for other in 0..<size {
          let part = UnsafeMutableRawBufferPointer(rebasing: names[other * 256..<other * 256 + 256])
          if other == rank {
            part.copyMemory(from: own)
          } else {
            try requests.receive(part, from: other)
            try requests.send(own, to: other)
          }
        }
        while !requests.areDone { _ = try requests.test() }
      }
    }
    return (0..<size).map {
      String(decoding: names[$0 * 256..<$0 * 256 + 256].prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  // MARK: Operations

  public func allToAll(
    _ sent: UnsafeRawBufferPointer, counts: [Int],
    into received: UnsafeMutableRawBufferPointer, counts receivedCounts: [Int]
  ) throws {
    try perform(.allToAll) { requests in
      var (from, to) = (0, 0)
      for other in 0..<size {
        let part = UnsafeRawBufferPointer(rebasing: sent[from..<from + counts[other]])
        let place = UnsafeMutableRawBufferPointer(
          rebasing: received[to..<to + receivedCounts[other]])
        try exchange(part, place, with: other, &requests)
        from += counts[other]
        to += receivedCounts[other]
      }
    }
  }

  public func allGather(
    _ sent: UnsafeRawBufferPointer, into received: UnsafeMutableRawBufferPointer, counts: [Int]
  ) throws {
    try perform(.allGather) { requests in
      var to = 0
      for other in 0..<size {
        let place = UnsafeMutableRawBufferPointer(rebasing: received[to..<to + counts[other]])
        try exchange(sent, place, with: other, &requests)
        to += counts[other]
      }
    }
  }

  public func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws {
    try perform(.broadcast) { requests in
      if rank != root { return try requests.receive(bytes, from: root) }
      for other in 0..<size where other != root {
        try requests.send(UnsafeRawBufferPointer(bytes), to: other)
      }
    }
  }

  public func barrier() throws {
    var all = [UInt8](repeating: 0, count: size)
    try all.withUnsafeMutableBytes { all in
      try withUnsafeBytes(of: UInt8(1)) { own in
        try perform(.barrier) { requests in
          for other in 0..<size {
            try exchange(
              own, UnsafeMutableRawBufferPointer(rebasing: all[other...other]), with: other,
              &requests)
          }
        }
      }
    }
  }

  private func exchange(
    _ sent: UnsafeRawBufferPointer, _ received: UnsafeMutableRawBufferPointer, with other: Int,
    _ requests: inout MPIRequests
  ) throws {
    if other == rank { return received.copyMemory(from: sent) }
    try requests.receive(received, from: other)
    try requests.send(sent, to: other)
  }

  /// Begins messages and waits for them, or for what ends the work of all.
  private func perform(_ operation: Operation, _ begin: (inout MPIRequests) throws -> Void) throws {
    if let failure = watch.failure { throw failure.error }
    watch.begin(operation)
    defer { watch.end() }
    var requests = MPIRequests()
    try begin(&requests)
    let clock = Stopwatch()
    var rounds = 0
    while true {
      let moved = try requests.test()
      if requests.areDone { return }
      if moved > 0 { watch.moved(moved) }
      rounds += 1
      if rounds % 64 != 0 { continue }
      if let failure = watch.failure { throw failure.error }
      // Others may need the processor; after a while they are at something long.
      if clock.seconds < 2 { sched_yield() } else { usleep(1000) }
    }
  }

  // MARK: The end

  /// Which rank's error ended the work of all; nil while all is well.
  public var failedRank: Int? { watch.failure?.rank }

  public func abort(_ error: any Error) { watch.fail(error) }

  /// Waits for all ranks and leaves MPI; nothing may be called afterwards.
  public func finish() throws {
    try barrier()
    watch.stop()
    let counts = try gather(watch.sent, zero: 0)
    try watch.drain(counts.map { $0[rank] })
    _ = pl_mpi_finalize()
  }

  /// Ends all ranks at once, with an exit code: for what cannot be undone.
  public func end(code: Int32) { pl_mpi_abort(code) }
}
