#if Server
  import Foundation
  import ParlanceHosting
  import ParlanceSystem
  import ParlanceTestSupport
  import Testing

  @testable import ParlanceServer

  /// How long connections stay open, and what they carry.
  @Suite(.serialized) struct ConnectionTests {
    private func server(
      _ adjust: (inout ServerConfiguration) -> Void = { _ in }
    ) async throws -> TestServer {
      try await TestServer([("lstm", try goldenPath("models-0.1") + "/lstm")], adjust)
    }

    private static func post(_ body: String, _ headers: String = "") -> String {
      "POST /v1/score HTTP/1.1\r\nHost: x\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    /// Its request ends after its answer, and then nothing more comes.
    @Test func whoIsAnsweredEarlyIsLetGo() async throws {
      // Long enough for a machine that does much else.
      let server = try await server { $0.idleSeconds = 10 }
      let connection = try TestConnection(port: server.port)
      try await connection.send("POST /none HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na")
      #expect(try await connection.answer().status == 404)
      try await connection.send("bc")
      #expect(try await connection.receiveAll() == "")
      try await server.stop()
    }

    @Test func aHeadHasNoBody() async throws {
      let server = try await server()
      for (path, status) in [("/health", 200), ("/", 200), ("/v1/score", 405), ("/none", 404)] {
        let answer = try await server.raw(
          "HEAD \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        #expect(answer.status == status)
        #expect(answer.body.isEmpty)
        #expect(answer.header("Content-Length").flatMap { Int($0) } ?? 0 > 0)
      }
      try await server.stop()
    }

    /// The connection's end is what whoever speaks HTTP/1.0 waits for.
    @Test func anOldClientHasOneAnswer() async throws {
      let server = try await server()
      let health = try await server.raw("GET /health HTTP/1.0\r\n\r\n")
      #expect(health.head.hasPrefix("HTTP/1.0 200 "))
      #expect(health.header("Connection") == "close")
      let body = #"{"max_tokens":3,"stream":true}"#
      let stream = try await server.raw(
        "POST /v1/completions HTTP/1.0\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
      #expect(stream.header("Transfer-Encoding") == nil)
      #expect(stream.body.hasPrefix("data: {") && stream.body.hasSuffix("data: [DONE]\n\n"))
      try await server.stop()
    }

    @Test func oneHostAndNoMore() async throws {
      let server = try await server()
      for hosts in ["", "Host: x\r\nHost: x\r\n"] {
        let answer = try await server.raw("GET /health HTTP/1.1\r\n\(hosts)\r\n")
        #expect(answer.status == 400)
      }
      try await server.stop()
    }

    /// Nothing that comes after it is a request.
    @Test(arguments: ["Close", "keep-alive, close"])
    func whoEndsTheConnectionIsHeeded(_ words: String) async throws {
      let server = try await server()
      let requests = Self.post(#"{"input":"a"}"#, "Connection: \(words)\r\n")
      let connection = try TestConnection(port: server.port)
      try await connection.send(requests + requests)
      let all = try await connection.receiveAll()
      #expect(all.components(separatedBy: "HTTP/1.1 200 ").count == 2)
      #expect(TestServer.parsed(all).header("Connection") == "close")
      try await server.stop()
    }

    /// Before a server ends, whoever is connected and whoever comes is told so.
    @Test func nobodyIsLeftWithoutAnAnswerAtTheEnd() async throws {
      let server = try await server()
      let waiting = try TestConnection(port: server.port)
      try await waiting.send(Self.post(#"{"input":"a"}"#))
      #expect(try await waiting.answer().status == 200)
      let stopping = Task { try await server.stop() }
      while !server.registry.isDraining { try await Task.sleep(for: .milliseconds(1)) }
      let new = try TestConnection(port: server.port)
      for connection in [waiting, new] {
        try await connection.send(Self.post(#"{"input":"a"}"#))
        let answer = try await connection.answer()
        #expect(answer.status == 503)
        #expect(answer.json["error"]?["code"] == "draining")
        #expect(answer.header("Connection") == "close")
        #expect(answer.header("Retry-After") != nil)
      }
      try await stopping.value
    }

    @Test func whatDoesNotEndInTimeIsToldSo() async throws {
      let server = try await server { $0.drainSeconds = 1 }
      let (_, host) = try server.registry.host("lstm", nil)
      let held = await host.held()
      let whole = Task { try await server.post("/v1/score", #"{"input":"a"}"#) }
      let stream = Task { try await server.post("/v1/completions", #"{"stream":true}"#) }
      #expect(try await host.waits(for: 2))
      let stopping = Task { try await server.stop() }
      for answer in [try await whole.value, try await stream.value] {
        #expect(answer.status == 503)
        #expect(answer.json["error"]?["code"] == "draining")
      }
      try await held.letGo()
      try await stopping.value
    }

    /// A stream whose client goes while it waits, and one whose client goes while it is written.
    @Test func whoHasGoneIsNotCountedAsAsking() async throws {
      let server = try await server()
      let (_, host) = try server.registry.host("lstm", nil)
      let body = #"{"max_tokens":4000,"lines":0,"stream":true}"#
      let request =
        "POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
      var connection: TestConnection? = try TestConnection(port: server.port)
      try await connection?.send(request)
      _ = try await connection?.receive()
      connection = nil
      let held = await host.held()
      connection = try TestConnection(port: server.port)
      try await connection?.send(request)
      #expect(try await host.waits(for: 1))
      connection = nil
      #expect(try await host.waits(for: 0))
      try await held.letGo()
      var metrics = ""
      for _ in 0..<1000 where !metrics.contains("parlance_requests_open 1\n") {
        metrics = try await server.get("/metrics").body
        try await Task.sleep(for: .milliseconds(10))
      }
      #expect(metrics.contains("parlance_requests_open 1\n"))
      #expect(
        metrics.contains(
          "parlance_requests_total{route=\"/v1/completions\",status=\"499\"} 2\n"), "\(metrics)")
      try await server.stop()
    }
  }
#endif
