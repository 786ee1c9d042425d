#if Server
  import Foundation
  import Hummingbird
  import NIOCore
  import NIOHTTPTypes

  /// The connections that are open, and which work is done for which of them, so that it ends where the client goes.
  final class Connections: @unchecked Sendable {
    private let lock = NSLock()
    private var cancels: [ObjectIdentifier: @Sendable () -> Void] = [:]
    private var open = 0
    private var begun = 0
    private var ended = false
    private var last = ContinuousClock.now

    /// How many are open.
    var count: Int { lock.withLock { open } }

    /// When somebody connected or asked last.
    var lastHeard: ContinuousClock.Instant { lock.withLock { last } }

    func opened() {
      lock.withLock {
        open += 1
        last = .now
      }
    }

    /// Requests that were taken on and are not answered yet.
    var works: Int { lock.withLock { begun } }

    func begin() { lock.withLock { begun += 1 } }
    func end() { lock.withLock { begun -= 1 } }

    func asked() { lock.withLock { last = .now } }
    func closed() { lock.withLock { open -= 1 } }

    /// Works for a client; where it goes, the work's task is cancelled.
    ///
    /// - Throws: what the work throws, and `APIError` where it was ended with all other work.
    func working<Result: Sendable>(
      for channel: any Channel, _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
      let task = Task { try await work() }
      let place = ObjectIdentifier(channel)
      let isLate = lock.withLock {
        cancels[place] = { task.cancel() }
        return ended
      }
      defer { lock.withLock { cancels[place] = nil } }
      if isLate || !channel.isActive { task.cancel() }
      do {
        return try await withTaskCancellationHandler {
          try await task.value
        } onCancel: {
          task.cancel()
        }
      } catch is CancellationError {
        try goOn()
        throw CancellationError()
      }
    }

    /// Throws `APIError` where all work has been ended.
    func goOn() throws {
      if lock.withLock({ ended }) {
        throw APIError.draining("the server was stopped before this was answered")
      }
    }

    /// Ends all work: whoever waits for it is told so.
    func endWork() {
      let cancels = lock.withLock {
        ended = true
        return self.cancels.values
      }
      for cancel in cancels { cancel() }
    }

    func left(_ channel: any Channel) {
      let cancel = lock.withLock { cancels.removeValue(forKey: ObjectIdentifier(channel)) }
      cancel?()
    }
  }

  /// What a request comes with.
  struct ConnectionContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
      coreContext = CoreRequestContextStorage(source: source)
      channel = source.channel
    }
  }
#endif
