#if Server
  import Foundation
  import ParlanceSystem
  import ParlanceTestSupport

  @testable import ParlanceServer

  #if canImport(Glibc)
    import Glibc
  #endif

  /// An answer of HTTP/1.1 as it came.
  struct HTTPAnswer: Sendable {
    let status: Int
    let head: String
    let body: String

    var json: JSONValue { (try? JSONValue(reading: Array(body.utf8))) ?? .null }
    func header(_ name: String) -> String? {
      head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
        .map { $0.drop { $0 != ":" }.dropFirst().trimmingCharacters(in: .whitespaces) }
    }
  }

  /// A connection to 127.0.0.1, byte by byte.
  final class TestConnection: @unchecked Sendable {
    private let descriptor: Int32
    #if canImport(Glibc)
      private static let noSignal = Int32(MSG_NOSIGNAL)
    #else
      private static let noSignal: Int32 = 0
    #endif

    init(port: Int) throws {
      #if canImport(Glibc)
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      #else
        descriptor = socket(AF_INET, SOCK_STREAM, 0)
      #endif
      // Whoever waits does so for all other tests too; only what would hang gets that far.
      var time = timeval(tv_sec: 600, tv_usec: 0)
      setsockopt(
        descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = in_port_t(port).bigEndian
      address.sin_addr.s_addr = inet_addr("127.0.0.1")
      let size = socklen_t(MemoryLayout<sockaddr_in>.size)
      let status = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
      }
      guard status == 0 else { throw InputError(.failure, "cannot connect: \(errno)") }
    }

    deinit { close(descriptor) }

    /// → whether the other side takes it.
    @discardableResult func send(_ text: String) async throws -> Bool {
      try await onOwnThread { [descriptor] in
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
          let count = bytes.withUnsafeBytes {
            Foundation.send(descriptor, $0.baseAddress, $0.count, Self.noSignal)
          }
          if count <= 0 { return false }
          bytes = bytes.dropFirst(count)
        }
        return true
      }
    }

    /// Bytes as they come; nil at the end, be it an orderly one or not.
    func receive() async throws -> [UInt8]? {
      try await onOwnThread { [descriptor] in
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        if count < 0, errno == EAGAIN { throw InputError(.failure, "nothing came in ten minutes") }
        return count > 0 ? Array(bytes.prefix(count)) : nil
      }
    }

    /// All until the other side closes.
    func receiveAll() async throws -> String {
      var all: [UInt8] = []
      while let part = try await receive() { all += part }
      return String(decoding: all, as: UTF8.self)
    }

    /// What the next bytes say.
    func answer() async throws -> HTTPAnswer {
      TestServer.parsed(String(decoding: try await receive() ?? [], as: UTF8.self))
    }
  }

  /// Does what waits where no other test and no server does: Swift's own threads are as few as the
  /// processor's, and a server whose askers hold them all never answers.
  private func onOwnThread<Result: Sendable>(
    _ work: @escaping @Sendable () throws -> Result
  ) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Swift.Result { try work() }) }
    }
  }

  /// Lines that a server has logged.
  final class Lines: @unchecked Sendable {
    private let lock = NSLock()
    private var lines: [String] = []
    func add(_ line: String) { lock.withLock { lines.append(line) } }
    var all: [String] { lock.withLock { lines } }
  }

  /// A server on a port of its own, and who asks it.
  struct TestServer: Sendable {
    let server: ModelServer
    let port: Int
    let registry: ModelRegistry
    private let running: Task<Void, any Error>

    init(
      _ models: [(name: String, path: String)],
      _ adjust: (inout ServerConfiguration) -> Void = { _ in },
      log: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws {
      var configuration = ServerConfiguration()
      configuration.port = 0
      // All tests run at once: who waits does so for the others.
      configuration.limits.patience = 3600
      (configuration.idleSeconds, configuration.requestSeconds) = (3600, 3600)
      adjust(&configuration)
      let registry = ModelRegistry(models, limits: configuration.limits)
      let server = ModelServer(registry, configuration, log: log)
      let (ports, found) = AsyncStream<Int>.makeStream()
      let (readiness, ready) = AsyncStream<Void>.makeStream()
      running = Task {
        defer {
          found.finish()
          ready.finish()
        }
        try await server.run(listening: { found.yield($0) }, ready: { ready.yield() })
      }
      (self.server, self.registry) = (server, registry)
      var iterator = ports.makeAsyncIterator()
      guard let port = await iterator.next() else {
        try await running.value
        throw InputError(.failure, "the server has ended")
      }
      self.port = port
      var states = readiness.makeAsyncIterator()
      if await states.next() == nil { try await running.value }
    }

    func stop() async throws {
      await server.stop()
      try await running.value
    }

    /// Sends bytes as they are: → what comes until the server closes.
    func raw(_ text: String) async throws -> HTTPAnswer {
      let connection = try TestConnection(port: port)
      try await connection.send(text)
      return Self.parsed(try await connection.receiveAll())
    }

    /// Sends a head, and the body once it is asked for: → what comes then, until the answer is whole.
    func told(_ head: String, _ body: String) async throws -> HTTPAnswer {
      let connection = try TestConnection(port: port)
      try await connection.send(head)
      let first = String(decoding: try await connection.receive() ?? [], as: UTF8.self)
      guard first.hasPrefix("HTTP/1.1 100 "), first.hasSuffix("\r\n\r\n") else {
        throw InputError(.failure, "expected 100, found \(first)")
      }
      try await connection.send(body)
      var all = ""
      while let part = try await connection.receive() {
        all += String(decoding: part, as: UTF8.self)
        let answer = Self.parsed(all)
        if answer.header("Content-Length") == "\(answer.body.utf8.count)" { return answer }
      }
      return Self.parsed(all)
    }

    static func parsed(_ all: String) -> HTTPAnswer {
      guard let end = all.range(of: "\r\n\r\n") else {
        return HTTPAnswer(status: 0, head: all, body: "")
      }
      let head = String(all[..<end.lowerBound])
      let status = Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0
      var body = String(all[end.upperBound...])
      if head.lowercased().contains("transfer-encoding: chunked") { body = unchunked(body) }
      return HTTPAnswer(status: status, head: head, body: body)
    }

    private static func unchunked(_ text: String) -> String {
      var (rest, body) = (Array(text.utf8)[...], [UInt8]())
      while let end = rest.firstIndex(of: 13),
        let size = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16), size > 0
      {
        body += rest.dropFirst(end - rest.startIndex + 2).prefix(size)
        rest = rest.dropFirst(end - rest.startIndex + 4 + size)
      }
      return String(decoding: body, as: UTF8.self)
    }

    func get(_ path: String, headers: String = "") async throws -> HTTPAnswer {
      try await raw("GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\(headers)\r\n")
    }

    func post(_ path: String, _ body: String, headers: String = "") async throws -> HTTPAnswer {
      try await raw(
        "POST \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
          + "\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }
  }

  /// The models that earlier builds saved, and some of fastText.
  func goldenModels() throws -> [(name: String, path: String)] {
    let folder = try goldenPath("models-0.1")
    return ["lstm", "ngram", "mixture", "logistic", "tagger"].map { ($0, folder + "/" + $0) } + [
      ("vectors", try goldenPath("fasttext/skip-gram.bin")),
      ("fasttext", try goldenPath("fasttext/softmax.bin")),
    ]
  }
#endif
