#if Server
  import Foundation
  import ParlanceHosting
  import ParlanceSystem
  import ParlanceTestSupport
  import Testing

  @testable import ParlanceServer

  @Suite(.serialized) struct ServerTests {
    /// Requests of each kind, for each kind of model.
    static let requests: [(path: String, body: String)] = [
      ("/v1/completions", #"{"model":"lstm","prompt":"the","max_tokens":8,"seed":3}"#),
      (
        "/v1/completions",
        #"{"model":"ngram","prompt":["the","a"],"n":2,"max_tokens":5,"logprobs":3,"echo":true}"#
      ),
      ("/v1/completions", #"{"model":"mixture","prompt":"the","max_tokens":4,"beam":3}"#),
      ("/v1/completions", #"{"model":"lstm","max_tokens":0,"stop":["x","y"],"temperature":0}"#),
      ("/v1/score", #"{"model":"lstm","input":"the salad","by_token":true}"#),
      ("/v1/score", #"{"model":"ngram","input":["a","b c"]}"#),
      ("/v1/suggest", #"{"model":"lstm","input":"the ","count":3,"end":true}"#),
      ("/v1/classify", #"{"input":"what a day","explain":true}"#),
      ("/v1/classify", #"{"model":"fasttext","input":["a","b"],"top":1}"#),
      ("/v1/tag", #"{"input":"Peel the potatoes, then serve."}"#),
      ("/v1/tag", #"{"input":["a b","c"],"split":true}"#),
      ("/v1/embeddings", #"{"model":"vectors","input":["the","a b"]}"#),
      ("/v1/embeddings", #"{"input":"the","encoding_format":"base64"}"#),
      ("/v1/tokenize", #"{"model":"lstm","input":"a b c"}"#),
      ("/v1/tokenize", #"{"model":"logistic","input":["a b c"]}"#),
      ("/v1/completions", #"{"model":"ngram","prompt":["the","a b"],"max_tokens":4,"beam":2}"#),
      ("/v1/show", #"{"model":"lstm","input":["the salad","a"]}"#),
      ("/v1/show", #"{"model":"tagger","input":"the salad"}"#),
      ("/v1/show", #"{"model":"ngram","input":"the salad"}"#),
      ("/v1/models/reload", "{}"),
    ]

    @Test func everyRequestAndAnswerIsDescribed() async throws {
      let server = try await TestServer(goldenModels())
      let schema = try Schema()
      for (path, body) in Self.requests {
        let request = try JSONValue(reading: Array(body.utf8))
        #expect(schema.problems(request, schema.body(path)!) == [], "\(path) \(body)")
        let answer = try await server.post(path, body)
        #expect(answer.status == 200, "\(path) \(body): \(answer.body)")
        #expect(schema.problems(answer.json, schema.body(path, answer: 200)!) == [], "\(path)")
        #expect(answer.header("Content-Type") == "application/json")
      }
      for path in ["/health", "/v1/models"] {
        let answer = try await server.get(path)
        #expect(schema.problems(answer.json, schema.body(path, answer: 200)!) == [])
      }
      let page = try await server.get("/")
      #expect(page.status == 200 && page.body.contains("<title>Parlance</title>"))
      // Each path that is answered is described, and the other way round.
      guard case .object(let paths)? = schema.document["paths"] else { return #expect(Bool(false)) }
      #expect(Set(paths.map(\.name)) == API.gets.union(API.posts.keys))
      try await server.stop()
    }

    @Test func wordsAreAskedOfVectors() async throws {
      let server = try await TestServer([("v", try goldenPath("fasttext/skip-gram.bin"))])
      let schema = try Schema()
      var limits = HostLimits()
      limits.patience = 3600
      let host = try await ModelHost.open(goldenPath("fasttext/skip-gram.bin"), limits: limits)
      let words = try await host.perform { hosted in
        (4..<8).map { hosted.index!.vectors.word(at: $0) }
      }
      for (path, body) in [
        ("/v1/vectors/similar", ["input": JSONValue(words), "count": 3] as JSONValue),
        (
          "/v1/vectors/analogy",
          ["a": .string(words[0]), "b": .string(words[1]), "c": .string(words[2]), "method": "mul"]
        ),
        ("/v1/vectors/map", ["input": JSONValue(words)]),
      ] {
        #expect(schema.problems(body, schema.body(path)!) == [])
        let answer = try await server.post(path, body.text)
        #expect(answer.status == 200, "\(answer.body)")
        #expect(schema.problems(answer.json, schema.body(path, answer: 200)!) == [])
      }
      let expected = try await host.neighbours(of: [words[0]], count: 3)[0]
      let answer = try await server.post(
        "/v1/vectors/similar", (["input": .string(words[0]), "count": 3] as JSONValue).text)
      guard case .array(let data)? = answer.json["data"] else { return #expect(Bool(false)) }
      #expect(data[0]["neighbours"]?.text.contains(expected[0].word) == true)
      try await server.stop()
    }

    @Test func aStreamSaysWhatTheWholeAnswerSays() async throws {
      let server = try await TestServer(goldenModels())
      let body = #""model":"lstm","prompt":"the","max_tokens":20,"seed":5,"lines":0"#
      let whole = try await server.post("/v1/completions", "{\(body)}")
      let stream = try await server.post(
        "/v1/completions", "{\(body),\"stream\":true,\"stream_options\":{\"include_usage\":true}}")
      #expect(stream.header("Content-Type") == "text/event-stream")
      let events = stream.body.components(separatedBy: "\n\n").filter { !$0.isEmpty }
      #expect(events.last == "data: [DONE]")
      let schema = try Schema()
      var text = ""
      for event in events.dropLast() {
        let value = try JSONValue(reading: Array(event.dropFirst(6).utf8))
        #expect(
          schema.problems(value, schema.body("/v1/completions", answer: 200)!) == [])
        guard case .array(let choices)? = value["choices"] else { continue }
        if case .string(let part)? = choices.first?["text"] { text += part }
      }
      guard case .array(let choices)? = whole.json["choices"] else { return #expect(Bool(false)) }
      #expect(choices[0]["text"] == .string(text))
      #expect(!text.isEmpty)
      try await server.stop()
    }

    @Test func aStopEndsATextBeforeIt() {
      var text = GrowingCompletion(stop: ["ab"])
      func piece(_ text: String) -> WritingEvent {
        .piece(WrittenPiece(text: text, token: text, logProbability: 0, alternatives: []))
      }
      #expect(text.take(piece("xya")) == "xy")
      #expect(text.take(piece("c")) == "a")
      #expect(text.take(piece("a")) == "c")
      #expect(text.take(piece("bz")) == "")
      #expect(text.ending == .stop)
      #expect(text.text == "xyac")
    }

    @Test func aBadModelChangesNothing() async throws {
      let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("parlance-\(UUID().uuidString)").path
      defer { try? FileManager.default.removeItem(atPath: folder) }
      try FileManager.default.copyItem(
        atPath: goldenPath("models-0.1") + "/lstm", toPath: folder)
      let server = try await TestServer([("m", folder)])
      let body = #"{"input":"the"}"#
      let before = try await server.post("/v1/score", body)
      #expect(before.status == 200)
      try "{}".write(toFile: folder + "/model.json", atomically: true, encoding: .utf8)
      let reload = try await server.post("/v1/models/reload", "")
      #expect(reload.status == 422)
      #expect(reload.body.contains("model.json"))
      #expect(try await server.post("/v1/score", body).body == before.body)
      // A pipe that nobody writes to.
      try FileManager.default.removeItem(atPath: folder + "/vocabulary.txt")
      #expect(mkfifo(folder + "/vocabulary.txt", 0o600) == 0)
      let pipe = try await server.post("/v1/models/reload", "")
      #expect(pipe.status == 422 && pipe.body.contains("vocabulary.txt"), "\(pipe.body)")
      #expect(try await server.post("/v1/score", body).body == before.body)
      try FileManager.default.removeItem(atPath: folder)
      try FileManager.default.copyItem(
        atPath: goldenPath("models-0.1") + "/ngram", toPath: folder)
      // Many at once: each finds what is there when it asks.
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<20 {
          group.addTask { try await server.post("/v1/models/reload", "").status }
        }
        for try await status in group { #expect(status == 200) }
      }
      #expect(try await server.post("/v1/score", body).body != before.body)
      try await server.stop()
    }

    @Test func whatWasBegunIsEndedWhenTheServerStops() async throws {
      let server = try await TestServer(goldenModels())
      let (_, host) = try server.registry.host("lstm", nil)
      let held = await host.held()
      let request = Task { try await server.post("/v1/score", #"{"model":"lstm","input":"a"}"#) }
      #expect(try await host.waits(for: 1))
      let stopping = Task { try await server.stop() }
      while !server.registry.isDraining { try await Task.sleep(for: .milliseconds(1)) }
      try await held.letGo()
      #expect(try await request.value.status == 200)
      try await stopping.value
      #expect(throws: InputError.self) { try TestConnection(port: server.port) }
    }

    @Test func whereAClientGoesItsWorkEnds() async throws {
      let server = try await TestServer(goldenModels())
      let (_, host) = try server.registry.host("lstm", nil)
      let held = await host.held()
      let body = #"{"model":"lstm","input":"a"}"#
      var connection: TestConnection? = try TestConnection(port: server.port)
      try await connection?.send(
        "POST /v1/score HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
      #expect(try await host.waits(for: 1))
      connection = nil
      #expect(try await host.waits(for: 0))
      try await held.letGo()
      try await server.stop()
    }

    @Test func aModelThatIsNotThereEndsTheServer() async {
      await #expect(throws: InputError.self) { try await TestServer([("m", "/no/such/model")]) }
    }

    @Test func aPortThatIsTakenIsSaid() async throws {
      let server = try await TestServer([])
      let error = await #expect(throws: InputError.self) {
        try await TestServer([]) { $0.port = server.port }
      }
      #expect(error?.kind == .unavailable)
      try await server.stop()
    }
  }
#endif
