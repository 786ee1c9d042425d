import Foundation

/// A request of some texts that go the same way, and what came of it so far.
final class HostRequest: @unchecked Sendable {
  /// Texts of one key go together.
  let key: String
  let texts: [String]
  let deadline: ContinuousClock.Instant
  /// Answers texts, each for itself.
  let answer: (HostedModel, [String]) throws -> [any Sendable]
  private let reply: (Result<[any Sendable], any Error>) -> Void
  // The rest is guarded by the inbox's lock.
  var taken = 0
  var answers: [any Sendable] = []
  var isDone = false

  init(
    key: String, texts: [String], deadline: ContinuousClock.Instant,
    answer: @escaping (HostedModel, [String]) throws -> [any Sendable],
    reply: @escaping (Result<[any Sendable], any Error>) -> Void
  ) {
    (self.key, self.texts, self.deadline, self.answer) = (key, texts, deadline, answer)
    self.reply = reply
  }

  /// Settles it: → the reply, the first time, which is made where no lock is held.
  ///
  /// A task that is cancelled holds a lock of its own while it takes its request back, and a reply wants that lock.
  func settle(_ result: Result<[any Sendable], any Error>) -> (() -> Void)? {
    if isDone { return nil }
    isDone = true
    return { self.reply(result) }
  }
}

/// What a host has done, and what waits.
public struct HostCounts: Sendable {
  /// Requests that wait or are being answered.
  public var waiting = 0
  /// Texts that are being written token by token.
  public var streams = 0
  /// Batches that went through the model, and the texts in them.
  public var batches = 0
  public var texts = 0
  /// Steps of writing, and the tokens written by them.
  public var steps = 0
  public var tokens = 0
  /// Seconds that the model worked.
  public var busySeconds = 0.0

  /// Creates counts of nothing.
  public init() {}
}

/// What a host is asked, from any thread.
final class HostInbox: @unchecked Sendable {
  private let lock = NSLock()
  private let limits: HostLimits
  private var requests: [HostRequest] = []
  private var arrived: [TextStream] = []
  private var isRunning = false
  private var isWatched = false
  private var counted = HostCounts()

  init(_ limits: HostLimits) { self.limits = limits }

  var counts: HostCounts {
    lock.withLock {
      var counts = counted
      counts.waiting = requests.count + arrived.count
      return counts
    }
  }

  func count(_ body: (inout HostCounts) -> Void) { lock.withLock { body(&counted) } }

  /// → whether someone must be woken to work.
  ///
  /// - Throws: `HostError.queueFull`.
  func add(_ request: HostRequest) throws -> Bool {
    try lock.withLock {
      try checkRoom()
      requests.append(request)
      return wakes()
    }
  }

  func add(_ stream: TextStream) throws -> Bool {
    try lock.withLock {
      try checkRoom()
      arrived.append(stream)
      return wakes()
    }
  }

  /// What whoever asks now is told: nil where there is room.
  var refusal: HostError? { lock.withLock { full } }

  private var full: HostError? {
    requests.count + arrived.count < limits.queueLength
      ? nil : HostError.queueFull(limit: limits.queueLength)
  }

  private func checkRoom() throws { if let full { throw full } }

  private func wakes() -> Bool {
    if isRunning { return false }
    isRunning = true
    return true
  }

  /// Ends a request without an answer.
  func fail(_ request: HostRequest, _ error: any Error) {
    let reply = lock.withLock {
      requests.removeAll { $0 === request }
      return request.settle(.failure(error))
    }
    reply?()
  }

  /// Texts that are to be written from now on, so many at most; the others wait on, and count as waiting.
  func takeStreams(_ most: Int) -> [TextStream] {
    let (taken, late) = lock.withLock { () -> ([TextStream], [TextStream]) in
      let now = ContinuousClock.now
      let late = arrived.filter { $0.deadline < now }
      arrived.removeAll { $0.deadline < now }
      let taken = Array(arrived.prefix(most))
      arrived.removeFirst(taken.count)
      return (taken, late)
    }
    for stream in late { stream.fail(HostError.expired(seconds: limits.patience)) }
    return taken
  }

  /// Lets a text go that nobody waits for any more.
  func drop(_ stream: TextStream) { lock.withLock { arrived.removeAll { $0 === stream } } }

  /// Texts that wait and go together; none where none wait.
  ///
  /// Who waits longest decides what for; a request that is taken in part goes to the end.
  func takeBatch() -> [(request: HostRequest, texts: Range<Int>)] {
    giveUp()
    return lock.withLock { nextBatch() }
  }

  private func nextBatch() -> [(request: HostRequest, texts: Range<Int>)] {
    guard let first = requests.first else { return [] }
    var batch: [(request: HostRequest, texts: Range<Int>)] = []
    var (count, bytes) = (0, 0)
    for request in requests where request.key == first.key {
      let start = request.taken
      while request.taken < request.texts.count, count < limits.batchSize {
        let size = request.texts[request.taken].utf8.count
        if count > 0, bytes + size > limits.batchBytes { break }
        (count, bytes) = (count + 1, bytes + size)
        request.taken += 1
      }
      if request.taken > start { batch.append((request, start..<request.taken)) }
      if request.taken < request.texts.count { break }
    }
    let partial = requests.filter { $0.taken > 0 && $0.taken < $0.texts.count }
    requests = requests.filter { $0.taken == 0 } + partial
    return batch
  }

  /// → whether someone is to look after what waits too long: nobody does yet.
  func beginsWatch() -> Bool {
    lock.withLock {
      if isWatched { return false }
      isWatched = true
      return true
    }
  }

  /// When what waits longest has waited too long; nil where nothing waits, which ends the watch.
  func nextDeadline() -> ContinuousClock.Instant? {
    lock.withLock {
      let next = (requests.map(\.deadline) + arrived.map(\.deadline)).min()
      isWatched = next != nil
      return next
    }
  }

  /// Ends what has waited too long, whatever the model is at.
  func giveUp() {
    let late = lock.withLock { giveUpLate() }
    for reply in late { reply() }
    _ = takeStreams(0)
  }

  private func giveUpLate() -> [() -> Void] {
    let now = ContinuousClock.now
    let late = requests.filter { $0.deadline < now }
    if late.isEmpty { return [] }
    requests.removeAll { $0.deadline < now }
    return late.compactMap { $0.settle(.failure(HostError.expired(seconds: limits.patience))) }
  }

  func deliver(_ answers: [any Sendable], to request: HostRequest) {
    let reply: (() -> Void)? = lock.withLock {
      request.answers += answers
      return request.answers.count == request.texts.count
        ? request.settle(.success(request.answers)) : nil
    }
    reply?()
  }

  /// Whether anybody still waits for one of these.
  func isWanted(_ requests: [HostRequest]) -> Bool {
    lock.withLock { requests.contains { !$0.isDone } }
  }

  /// → whether there is nothing more to do; whoever comes later wakes anew.
  func rests() -> Bool {
    lock.withLock {
      guard requests.isEmpty, arrived.isEmpty else { return false }
      isRunning = false
      return true
    }
  }
}
