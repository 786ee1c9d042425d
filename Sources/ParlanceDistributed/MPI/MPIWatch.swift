import Foundation
import ParlanceSystem

/// Hears of all ranks while this one works: each says every few seconds that it lives, and where it is.
///
/// So a rank that is long at work is told from one that is gone. A thread of its own sends and hears.
final class MPIWatch: @unchecked Sendable {
  /// Where a rank is: in which of its operations, and how many messages came or went up to now.
  struct State: Equatable {
    var operation: Int64 = 0
    var kind: Int64 = 0
    var isWaiting: Int64 = 0
    var moved: Int64 = 0
  }

  private let rank: Int
  private let size: Int
  private let patience: Double
  private let name: (Int) -> String
  private let note: (String) -> Void
  private let lock = NSLock()
  private let clock = Stopwatch()
  private let ended = DispatchSemaphore(value: 0)
  private var isOver = false
  private var failed: (rank: Int, error: any Error)?
  private var states: [State]
  private var heard: [Double]
  private var lastTick = 0.0
  private var nextBeat = 0.0
  private var still: (states: [State], since: Double)
  private var waited: (operation: Int64, since: Double) = (0, 0)
  /// What is being sent to each rank.
  private let sending: UnsafeMutablePointer<State>
  private var beats: [MPIRequests]
  /// To and from each rank.
  private(set) var sent: [Int64]
  private var received: [Int64]

  init(
    _ rank: Int, of size: Int, patience: Double, name: @escaping (Int) -> String,
    note: @escaping (String) -> Void
  ) {
    (self.rank, self.size, self.patience) = (rank, size, patience)
    (self.name, self.note) = (name, note)
    states = [State](repeating: State(), count: size)
    still = (states, 0)
    heard = [Double](repeating: 0, count: size)
    beats = [MPIRequests](repeating: MPIRequests(), count: size)
    (sent, received) = ([Int64](repeating: 0, count: size), [Int64](repeating: 0, count: size))
    sending = .allocate(capacity: size)
    sending.initialize(repeating: State(), count: size)
    let thread = Thread { [self] in
      while tick() { usleep(100_000) }
      ended.signal()
    }
    thread.name = "MPI watch"
    thread.start()
  }

  private var others: [Int] { (0..<size).filter { $0 != rank } }

  // MARK: This rank's work

  /// Begins an operation; `Operation.rawValue` is its kind.
  func begin(_ kind: MPI.Operation) {
    lock.withLock {
      states[rank].operation += 1
      states[rank].kind = kind.rawValue
      states[rank].isWaiting = 1
    }
  }

  func moved(_ count: Int) { lock.withLock { states[rank].moved += Int64(count) } }

  func end() { lock.withLock { states[rank].isWaiting = 0 } }

  /// What ended the work of all ranks, and on which; nil while all is well.
  var failure: (rank: Int, error: any Error)? { lock.withLock { failed } }

  /// Ends the work with an error that others hear of; the first counts.
  func fail(_ error: any Error) {
    let isFirst = lock.withLock {
      defer { if failed == nil { failed = (rank, error) } }
      return failed == nil
    }
    if !isFirst { return }
    stop()
    let bytes = MPIFailure(error).bytes
    bytes.withUnsafeBytes { bytes in
      var requests = MPIRequests()
      for other in others { try? requests.send(bytes, to: other, .failure) }
      // Who does not take it in this time is told by the end of this process.
      let watch = Stopwatch()
      while !requests.areDone, watch.seconds < 1 { _ = try? requests.test() }
    }
  }

  /// Stops hearing and sending.
  func stop() {
    let wasOver = lock.withLock {
      defer { isOver = true }
      return isOver
    }
    if !wasOver { ended.wait() }
  }

  /// Takes the signs of life that are still on their way, after all ranks have stopped: `counts` came from
  /// each.
  func drain(_ counts: [Int64]) throws {
    for other in others {
      while !beats[other].areDone { _ = try beats[other].test() }
      while received[other] < counts[other] { try hear(other) }
    }
  }

  // MARK: The thread's

  /// Hears and sends; false where all is over.
  private func tick() -> Bool {
    lock.lock()
    defer { lock.unlock() }
    if isOver || failed != nil { return false }
    let now = clock.seconds
    // This process, or the machine, stood still: whoever was silent meanwhile is not to blame.
    if now - lastTick > patience / 4 { heard = heard.map { _ in now } }
    lastTick = now
    do {
      for other in others {
        try hear(other)
        if failed != nil { return false }
      }
      if now >= nextBeat {
        nextBeat = now + patience / 12
        try beat()
      }
    } catch {
      failed = (rank, error)
    }
    failed = failed ?? lateness(now) ?? standstill(now)
    tellOfWaiting(now)
    return failed == nil
  }

  private func hear(_ other: Int) throws {
    if try MPIRequests.has(from: other, .failure) {
      let failure = MPIFailure(try MPIRequests.take(MPIFailure.byteCount, from: other, .failure))
      failed = (other, failure.error(of: name(other)))
    }
    while try MPIRequests.has(from: other, .beat) {
      let bytes = try MPIRequests.take(MemoryLayout<State>.size, from: other, .beat)
      states[other] = bytes.withUnsafeBytes { $0.loadUnaligned(as: State.self) }
      heard[other] = clock.seconds
      received[other] += 1
    }
  }

  private func beat() throws {
    for other in others {
      _ = try beats[other].test()
      // Who takes nothing is sent nothing more.
      guard beats[other].areDone else { continue }
      sending[other] = states[rank]
      try beats[other].send(
        UnsafeRawBufferPointer(start: sending + other, count: MemoryLayout<State>.size),
        to: other, .beat)
      sent[other] += 1
    }
  }

  private func lateness(_ now: Double) -> (rank: Int, error: any Error)? {
    let late = others.filter { now - heard[$0] > patience }
    guard !late.isEmpty else { return nil }
    let names = late.map(name).joined(separator: ", ")
    return (
      rank,
      InputError(
        .failure,
        "\(names): not heard of for \(Int(patience)) s; the process is gone or halted, or the network "
          + "is broken; go on from the last checkpoint with --resume")
    )
  }

  /// All wait for each other, and nothing moves.
  private func standstill(_ now: Double) -> (rank: Int, error: any Error)? {
    guard states.allSatisfy({ $0.isWaiting == 1 }), states == still.states else {
      still = (states, now)
      return nil
    }
    guard now - still.since > patience else { return nil }
    let places = states.enumerated().map { rank, state in
      "\(name(rank)) at \(MPI.Operation(rawValue: state.kind)?.name ?? "?") \(state.operation)"
    }
    return (
      rank,
      InputError(
        .failure,
        "all ranks have waited for each other for \(Int(patience)) s: "
          + places.joined(separator: ", "))
    )
  }

  private func tellOfWaiting(_ now: Double) {
    let own = states[rank]
    guard own.isWaiting == 1, own.operation == waited.operation else {
      waited = (own.operation, now)
      return
    }
    guard rank == 0, now - waited.since > patience else { return }
    waited.since = now
    let busy = others.filter { states[$0].isWaiting == 0 }.map(name)
    if !busy.isEmpty { note("still waiting for \(busy.joined(separator: ", ")), at work there") }
  }
}
