#if Server
  import Foundation
  import ParlanceSystem
  import ParlanceTestSupport
  import Testing

  @testable import ParlanceServer

  /// What a server refuses, and how it says so.
  @Suite(.serialized) struct LimitsTests {
    private func server(
      _ adjust: (inout ServerConfiguration) -> Void = { _ in }
    ) async throws -> TestServer {
      try await TestServer([("lstm", try goldenPath("models-0.1") + "/lstm")], adjust)
    }

    private func expect(
      _ answer: HTTPAnswer, _ status: Int, _ code: String, _ path: String = "/v1/score"
    ) throws {
      #expect(answer.status == status, "\(answer.head) \(answer.body)")
      #expect(answer.json["error"]?["code"] == .string(code), "\(answer.body)")
      let schema = try Schema()
      let described = schema.body(path, answer: status)
      #expect(described != nil)
      #expect(schema.problems(answer.json, described ?? .null) == [])
    }

    @Test func malformedBodies() async throws {
      let server = try await server()
      for body in [
        "", "{", "nul", "[1,]", #"{"input":"a",}"#, #"{"input":"\ud800"}"#,
        #"{"input":"\udc00x"}"#, #"{"input":1e999}"#, #"{"input":01}"#, "{\"input\":\"a\u{1}\"}",
        #"{"input":"a"} x"#, #"{'input':"a"}"#, "\u{FEFF}{}", #"{"input":"\q"}"#,
        String(repeating: "[", count: 100_000), String(repeating: #"{"a":"#, count: 100_000),
      ] {
        try expect(try await server.post("/v1/score", body), 400, "bad_json")
      }
      for body in ["[]", "1", "null", #"{"input":1}"#, #"{"input":[1]}"#, #"{"input":{}}"#] {
        try expect(try await server.post("/v1/score", body), 400, "wrong_type")
      }
      for body in ["{}", #"{"input":[]}"#, #"{"input":null}"#] {
        try expect(try await server.post("/v1/score", body), 400, "missing_field")
      }
      try expect(
        try await server.post("/v1/score", #"{"input":"a","imput":1}"#), 422, "unknown_field")
      try expect(
        try await server.post("/v1/score", #"{"input":"a","input":"b"}"#), 422, "repeated_field")
      try expect(
        try await server.post("/v1/score", #"{"input":"a","model":"b"}"#), 404, "no_model")
      try expect(
        try await server.post("/v1/classify", #"{"input":"a"}"#), 404, "no_model", "/v1/classify")
      try expect(
        try await server.post("/v1/classify", #"{"input":"a","model":"lstm"}"#), 422,
        "unsuited_model", "/v1/classify")
      // It still answers.
      #expect(try await server.post("/v1/score", #"{"input":"a"}"#).status == 200)
      try await server.stop()
    }

    @Test func fieldsOutOfRange() async throws {
      let server = try await server()
      for field in [
        #""max_tokens":-1"#, #""max_tokens":1.5"#, #""max_tokens":1e300"#, #""temperature":-1"#,
        #""top_p":0"#, #""top_p":1.1"#, #""top_k":0"#, #""n":0"#, #""n":17"#, #""beam":0"#,
        #""logprobs":21"#, #""seed":1e17"#, #""lines":-1"#,
      ] {
        let answer = try await server.post("/v1/completions", "{\(field)}")
        try expect(answer, 422, "out_of_range", "/v1/completions")
        #expect(answer.json["error"]?["param"] == .string(String(field.split(separator: "\"")[0])))
      }
      try expect(
        try await server.post("/v1/completions", #"{"stream_options":{"usage":true}}"#), 422,
        "unknown_field", "/v1/completions")
      // More tokens in all than 16 texts of the greatest length have.
      for body in [
        #"{"prompt":["a","b"],"n":9,"max_tokens":4000}"#, #"{"beam":17,"max_tokens":4096}"#,
      ] {
        try expect(
          try await server.post("/v1/completions", body), 422, "out_of_range", "/v1/completions")
      }
      for field in [#""best_of":2"#, #""suffix":"a""#, #""presence_penalty":1"#] {
        try expect(
          try await server.post("/v1/completions", "{\(field)}"), 422, "unsupported",
          "/v1/completions")
      }
      try expect(
        try await server.post("/v1/completions", #"{"beam":2,"temperature":1}"#), 422, "conflict",
        "/v1/completions")
      try await server.stop()
    }

    @Test func pathsMethodsAndKinds() async throws {
      let server = try await server()
      #expect(try await server.get("/nothing").json["error"]?["code"] == "no_route")
      let method = try await server.get("/v1/score")
      try expect(method, 405, "wrong_method")
      #expect(method.header("Allow") == "POST")
      #expect(try await server.post("/health", "{}").status == 405)
      let gzip = try await server.post("/v1/score", "{}", headers: "Content-Encoding: gzip\r\n")
      try expect(gzip, 415, "unsupported_body")
      let form = try await server.raw(
        "POST /v1/score HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}"
      )
      try expect(form, 415, "unsupported_body")
      try await server.stop()
    }

    @Test func bodiesThatAreTooLarge() async throws {
      let server = try await server { $0.bodyBytes = 1000 }
      let fits = #"{"input":"\#(String(repeating: "a", count: 988))"}"#
      #expect(fits.utf8.count == 1000)
      #expect(try await server.post("/v1/score", fits).status == 200)
      try expect(try await server.post("/v1/score", fits + " "), 413, "body_too_large")
      let announced = "POST /v1/score HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000000\r\n\r\n"
      try expect(try await server.raw(announced + "{"), 413, "body_too_large")
      let chunk = "100\r\n" + String(repeating: " ", count: 256) + "\r\n"
      let chunks = "POST /v1/score HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      try expect(
        try await server.raw(chunks + String(repeating: chunk, count: 8)), 413, "body_too_large")
      try await server.stop()
    }

    /// Clients of large bodies ask first; whoever is refused has not sent them.
    @Test func whoAsksBeforeSendingIsTold() async throws {
      let server = try await server { $0.bodyBytes = 1000 }
      func head(_ path: String, _ length: Int) -> String {
        "POST \(path) HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
          + "Content-Length: \(length)\r\n\r\n"
      }
      let body = #"{"input":"a"}"#
      let answer = try await server.told(head("/v1/score", body.utf8.count), body)
      #expect(answer.status == 200, "\(answer.head)")
      #expect(answer.json["object"] == "score")
      try expect(try await server.raw(head("/v1/score", 1001)), 413, "body_too_large")
      #expect(try await server.raw(head("/v1/nothing", 10)).status == 404)
      try await server.stop()
    }

    @Test func brokenFraming() async throws {
      let server = try await server()
      for text in [
        "nonsense\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n",
        "POST /v1/score HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /v1/score HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "POST /v1/score HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "GET / HTTP/1.1\r\nHost x\r\n\r\n",
      ] {
        let answer = try await server.raw(text)
        #expect(answer.status == 400 || answer.head.isEmpty, "\(text): \(answer.head)")
      }
      #expect(try await server.get("/health").status == 200)
      try await server.stop()
    }

    @Test func slowClientsAreLetGo() async throws {
      let server = try await server {
        $0.requestSeconds = 1
        $0.idleSeconds = 1
      }
      let connections = try (0..<20).map { _ in try TestConnection(port: server.port) }
      for (place, connection) in connections.enumerated() {
        try await connection.send(
          place % 2 == 0
            ? "GET / HT" : "POST /v1/score HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
      }
      #expect(try await server.get("/health").status == 200)
      for connection in connections { _ = try await connection.receiveAll() }
      try await server.stop()
    }

    @Test func whoDoesNotReadIsLetGo() async throws {
      let server = try await server { $0.idleSeconds = 1 }
      let connection = try TestConnection(port: server.port)
      let requests = String(repeating: "GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n", count: 600)
      #expect(try await connection.send(requests))
      var isOpen = true
      for _ in 0..<100 where isOpen {
        try await Task.sleep(for: .milliseconds(50))
        isOpen = try await connection.send("\r\n")
      }
      #expect(!isOpen)
      #expect(try await server.get("/health").status == 200)
      try await server.stop()
    }

    /// Many that send large bodies slowly hold no more than the server has room for.
    @Test func bodiesTogetherAreLimited() async throws {
      let server = try await server { $0.bodyBytes = 1000 }
      let part = String(repeating: " ", count: 990)
      let head = "POST /v1/score HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
      var slow = try (0..<BodyBudget.bodies).map { _ in try TestConnection(port: server.port) }
      for connection in slow { try await connection.send(head + part) }
      var refused: HTTPAnswer?
      for _ in 0..<200 where refused?.status != 429 {
        refused = try await server.post("/v1/score", part)
        if refused?.status != 429 { try await Task.sleep(for: .milliseconds(10)) }
      }
      try expect(try #require(refused), 429, "too_much")
      slow = []
      let body = #"{"input":"a"}"#
      var status = 0
      for _ in 0..<200 where status != 200 {
        status = try await server.post("/v1/score", body).status
        if status != 200 { try await Task.sleep(for: .milliseconds(10)) }
      }
      #expect(status == 200)
      try await server.stop()
    }

    @Test func inputsAndTokens() async throws {
      let server = try await server {
        $0.inputs = 2
        $0.limits.textLength = 3
        $0.completionTokens = 5
      }
      try expect(
        try await server.post("/v1/score", #"{"input":["a","b","c"]}"#), 422, "out_of_range")
      let long = #"{"input":"a b c d e f g h i j k l m n o p q r s t u v w x y z"}"#
      try expect(try await server.post("/v1/score", long), 422, "too_long")
      let prompt = try await server.post(
        "/v1/completions",
        long.replacing("input", with: "prompt").replacing("}", with: #","max_tokens":1}"#))
      #expect(prompt.status == 422 && prompt.json["error"]?["param"] == "prompt")
      try expect(
        try await server.post("/v1/completions", #"{"max_tokens":6}"#), 422, "out_of_range",
        "/v1/completions")
      try await server.stop()
    }

    @Test func aFullQueue() async throws {
      let server = try await server { $0.limits.queueLength = 1 }
      let (_, host) = try server.registry.host("lstm", nil)
      let held = await host.held()
      let waiting = Task { try await server.post("/v1/score", #"{"input":"a"}"#) }
      #expect(try await host.waits(for: 1))
      let refused = try await server.post("/v1/score", #"{"input":"b"}"#)
      try expect(refused, 429, "queue_full")
      #expect(refused.header("Retry-After") == "1")
      let stream = try await server.post("/v1/completions", #"{"stream":true}"#)
      try expect(stream, 429, "queue_full", "/v1/completions")
      // Health and metrics wait for no model.
      #expect(try await server.get("/health").status == 200)
      #expect(
        try await server.get("/metrics").body.contains("parlance_queue_length{model=\"lstm\"} 1"))
      try await held.letGo()
      #expect(try await waiting.value.status == 200)
      try await server.stop()
    }

    @Test func keys() async throws {
      let server = try await server { $0.apiKey = "secret" }
      for path in ["/", "/health", "/openapi.json"] {
        #expect(try await server.get(path).status == 200)
      }
      for headers in ["", "Authorization: Bearer wrong\r\n", "Authorization: secret\r\n"] {
        try expect(
          try await server.post("/v1/score", #"{"input":"a"}"#, headers: headers), 401, "wrong_key")
        #expect(try await server.get("/metrics", headers: headers).status == 401)
      }
      for right in ["Authorization: Bearer secret\r\n", "Authorization: bearer secret\r\n"] {
        #expect(
          try await server.post("/v1/score", #"{"input":"a"}"#, headers: right).status == 200)
      }
      try await server.stop()
    }

    @Test func aLineForEachRequestWithoutItsText() async throws {
      let lines = Lines()
      let server = try await TestServer(
        [("lstm", try goldenPath("models-0.1") + "/lstm")], log: { lines.add($0) })
      _ = try await server.post("/v1/score", #"{"input":"mushrooms"}"#)
      _ = try await server.get("/mushrooms")
      try await server.stop()
      #expect(lines.all.count == 2)
      for line in lines.all {
        #expect(!line.contains("mushrooms"))
        #expect((try? JSONValue(reading: Array(line.utf8)))?["status"] != nil)
      }
    }
  }
#endif
