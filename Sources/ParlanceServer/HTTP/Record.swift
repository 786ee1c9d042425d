#if Server
  import Foundation
  import ParlanceSystem

  /// What is told of a request when it is answered: never what it was about.
  ///
  /// One that is let go before is that of a client that has gone.
  final class Record: @unchecked Sendable {
    private let method: String
    private let path: String
    private let metrics: Metrics
    private let log: @Sendable (String) -> Void
    private let watch = Stopwatch()
    private let lock = NSLock()
    private var isEnded = false
    private var connections: Connections?

    init(method: String, path: String, metrics: Metrics, log: @escaping @Sendable (String) -> Void)
    {
      let isKnown = API.posts[path] != nil || API.gets.contains(path)
      (self.method, self.path) = (method, isKnown ? path : "other")
      (self.metrics, self.log) = (metrics, log)
      metrics.begin()
    }

    /// Says that the request is taken on.
    func begin(_ connections: Connections) {
      connections.begin()
      lock.withLock { self.connections = connections }
    }

    deinit { end(499, code: "cancelled") }

    func end(_ status: Int, code: String? = nil) {
      let isSecond = lock.withLock {
        defer { isEnded = true }
        return isEnded
      }
      if isSecond { return }
      lock.withLock { connections }?.end()
      let seconds = watch.seconds
      metrics.end(route: path, status: status, seconds: seconds)
      var members: [JSONValue.Member] = [
        .init("time", .number((Date().timeIntervalSince1970 * 1000).rounded() / 1000)),
        .init("method", .string(String(method.prefix(20)))), .init("path", .string(path)),
        .init("status", JSONValue(status)),
        .init("seconds", .number((seconds * 1e6).rounded() / 1e6)),
      ]
      if let code { members.append(.init("code", .string(code))) }
      log(JSONValue.object(members).text)
    }
  }
#endif
