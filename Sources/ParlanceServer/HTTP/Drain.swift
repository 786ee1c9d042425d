#if Server
  import Foundation
  import NIOCore
  import ServiceLifecycle

  /// What is done between the word that the server is to end and its end.
  ///
  /// For a moment all who ask are still heard and told 503, on connections that wait and on new ones: nobody asks and
  /// gets no answer because the word has not come to him yet. Then Hummingbird listens no more and waits for
  /// what was begun; what has not ended in time is told so.
  final class Drain: Service, @unchecked Sendable {
    private let registry: ModelRegistry
    private let connections: Connections
    private let seconds: Int
    private let lock = NSLock()
    /// Where new connections come.
    private var loop: (any EventLoop)?

    init(_ registry: ModelRegistry, _ connections: Connections, seconds: Int) {
      (self.registry, self.connections, self.seconds) = (registry, connections, seconds)
    }

    func listen(on loop: any EventLoop) { lock.withLock { self.loop = loop } }

    func run() async throws {
      try? await gracefulShutdown()
      registry.drain()
      let end = ContinuousClock.now + .seconds(seconds)
      Task { [connections] in
        try await Task.sleep(until: end)
        connections.endWork()
      }
      try? await hearTheRest(from: .now, until: end)
    }

    /// Waits until nobody has asked for a second, or nobody is connected for a moment, and nobody waits to be accepted.
    ///
    /// Whoever comes again and again though he is told 503 is heard for five seconds after the last answer.
    private func hearTheRest(
      from start: ContinuousClock.Instant, until end: ContinuousClock.Instant
    ) async throws {
      var limit = end
      while ContinuousClock.now < limit {
        if connections.works > 0 || limit == end { limit = min(end, .now + .seconds(5)) }
        try await Task.sleep(for: .milliseconds(10))
        let last = connections.lastHeard
        let silence: Duration =
          connections.count == 0
          ? .milliseconds(50) : .nanoseconds(ConnectionHandler.grace.nanoseconds)
        guard ContinuousClock.now - max(start, last) > silence else { continue }
        // The loop looks at who wants to connect before it does what it is told, and may have had no time for it.
        for _ in 0..<2 { try await lock.withLock { loop }?.submit {}.get() }
        if connections.lastHeard == last { return }
      }
    }
  }
#endif
