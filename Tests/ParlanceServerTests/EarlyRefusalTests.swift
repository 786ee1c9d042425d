#if Server
  import Foundation
  import ParlanceSystem
  import ParlanceTestSupport
  import Testing

  @testable import ParlanceServer

  /// What is refused before it is read.
  @Suite(.serialized) struct EarlyRefusalTests {
    private func expect(_ answer: HTTPAnswer, _ status: Int, _ code: String) throws {
      #expect(answer.status == status, "\(answer.head) \(answer.body)")
      #expect(answer.json["error"]?["code"] == .string(code), "\(answer.body)")
      let schema = try Schema()
      #expect(
        schema.problems(answer.json, schema.body("/v1/score", answer: status) ?? .null) == [])
    }

    /// Refused by its head: the body is let go, and the connection stays.
    @Test func aFullQueueIsToldOnAConnectionThatGoesOn() async throws {
      let lines = Lines()
      let server = try await TestServer(
        [("lstm", try goldenPath("models-0.1") + "/lstm")],
        {
          $0.limits.queueLength = 1
          $0.apiKey = "secret"
        }, log: { lines.add($0) })
      let (_, host) = try server.registry.host("lstm", nil)
      let held = await host.held()
      let key = "Authorization: Bearer secret\r\n"
      let waiting = Task { try await server.post("/v1/score", #"{"input":"a"}"#, headers: key) }
      #expect(try await host.waits(for: 1))
      let connection = try TestConnection(port: server.port)
      func ask(_ headers: String, _ body: String) async throws -> HTTPAnswer {
        try await connection.send("POST /v1/score?a=b HTTP/1.1\r\nHost: x\r\n\(headers)\r\n")
        try await connection.send(body)
        return try await connection.answer()
      }
      for body in ["{}", "[", #"{"input":"a"}"#] {
        let refused = try await ask("\(key)Content-Length: \(body.utf8.count)\r\n", body)
        try expect(refused, 429, "queue_full")
        #expect(refused.header("Server") == "parlance" && refused.header("Retry-After") == "1")
        let date = try #require(refused.header("Date"))
        #expect(date.count == 29 && date.hasSuffix(" GMT"))
        #expect(refused.header("Connection") == nil)
      }
      // Who may not ask is told no more than ever, and what must be read is.
      try expect(await ask("Content-Length: 2\r\n", "{}"), 401, "wrong_key")
      let parts = "d\r\n{\"input\":\"a\"}\r\n0\r\n\r\n"
      try expect(await ask("\(key)Transfer-Encoding: chunked\r\n", parts), 429, "queue_full")
      try await held.letGo()
      #expect(try await waiting.value.status == 200)
      let body = #"{"input":"a"}"#
      let answer = try await ask("\(key)Content-Length: \(body.utf8.count)\r\n", body)
      #expect(answer.status == 200)
      try await server.stop()
      let refusals = lines.all.filter { $0.contains(#""code":"queue_full""#) }
      #expect(refusals.count == 4 && refusals.allSatisfy { $0.contains(#""path":"/v1/score""#) })
    }

    /// Who wants one answer gets the end of the connection with it; who goes in the middle is counted once; and an
    /// answer that is owed comes first.
    @Test func connectionsThatEnd() async throws {
      let lines = Lines()
      let server = try await TestServer(
        [("lstm", try goldenPath("models-0.1") + "/lstm")], { $0.limits.queueLength = 1 },
        log: { lines.add($0) })
      let (_, host) = try server.registry.host("lstm", nil)
      let held = await host.held()
      let request = "POST /v1/score HTTP/1.1\r\nHost: x\r\nContent-Length: 13\r\n"
      let body = #"{"input":"a"}"#
      // The first waits for the model, and the second, behind it, for the first.
      let pipelined = try TestConnection(port: server.port)
      try await pipelined.send("\(request)\r\n\(body)")
      #expect(try await host.waits(for: 1))
      try await pipelined.send("\(request)\r\n\(body)")
      for version in ["1.1", "1.0"] {
        let last = try TestConnection(port: server.port)
        try await last.send(
          request.replacing("1.1", with: version) + "Connection: close\r\n\r\n\(body)")
        let answer = TestServer.parsed(try await last.receiveAll())
        try expect(answer, 429, "queue_full")
        #expect(answer.header("Connection") == "close")
      }
      do {
        let gone = try TestConnection(port: server.port)
        try await gone.send("\(request)\r\n{")
        while try await server.get("/metrics").body.contains("parlance_requests_open 2") {}
      }
      try await held.letGo()
      var text = ""
      while text.components(separatedBy: "HTTP/1.1 ").count < 3,
        let part = try await pipelined.receive()
      {
        text += String(decoding: part, as: UTF8.self)
      }
      #expect(text.hasPrefix("HTTP/1.1 200 "))
      try await server.stop()
      let codes = ["queue_full", "cancelled"].map { code in
        lines.all.filter { $0.contains("\"code\":\"\(code)\"") }.count
      }
      #expect(codes[0] >= 2 && codes[1] == 1, "\(lines.all)")
    }
  }
#endif
