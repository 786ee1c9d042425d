#if Server
  import Foundation
  import Parlance
  import Testing

  @testable import ParlanceServer

  /// What is asked of a translator.
  @Suite struct TranslateTests {
    private func translator(
      _ attention: TranslationArchitecture.Attention
    ) throws -> Translator {
      let side = SideTokenizer(
        .word, try Vocabulary(tokens: Vocabulary.specials + ["a", "b", "c", "d"]), nil)
      var architecture = TranslationArchitecture()
      (architecture.network, architecture.level) = (.recurrent, .word)
      architecture.attention = attention
      (architecture.embeddingSize, architecture.hiddenSize) = (8, 8)
      (architecture.sourceVocabularySize, architecture.targetVocabularySize) = (8, 8)
      var generator = RandomGenerator(seed: 3)
      return Translator(
        network: architecture.makeNetwork(using: &generator), source: side, target: side)
    }

    private func serving(
      _ attention: TranslationArchitecture.Attention,
      _ body: (TestServer, Schema) async throws -> Void
    ) async throws {
      let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("parlance-\(UUID().uuidString)").path
      defer { try? FileManager.default.removeItem(atPath: folder) }
      try translator(attention).save(to: RunDirectory(folder))
      let server = try await TestServer([("m", folder)])
      try await body(server, try Schema())
      try await server.stop()
    }

    @Test func linesThatAreTooMuchInAll() async throws {
      try await serving(.additive) { server, _ in
        // 16 · 4,096 tokens: 32 prefixes of 4 lines of 512 tokens with their ends are 4 · 32 more.
        let line = Array(repeating: "a", count: 512).joined(separator: " ")
        func ask(_ lines: Int, beam: Int, tokens: Int) async throws -> HTTPAnswer {
          let lines = Array(repeating: "\"\(line)\"", count: lines).joined(separator: ",")
          return try await server.post(
            "/v1/translate", "{\"input\":[\(lines)],\"beam\":\(beam),\"max_tokens\":\(tokens)}")
        }
        let answer = try await ask(4, beam: 32, tokens: 600)
        #expect(answer.status == 422)
        #expect(answer.json["error"]?["param"] == "input")
        #expect(answer.body.contains("at most 65536 tokens"))
        #expect(answer.body.contains("found 65664"))
        #expect(try await ask(4, beam: 1, tokens: 2).status == 200)
        #expect(try await ask(4, beam: 32, tokens: 2).status == 200)
      }
    }

    @Test func aTranslationWithItsAlignment() async throws {
      try await serving(.additive) { server, schema in
        let body = #"{"input":["a b c","d"],"beam":2,"max_tokens":6,"align":true}"#
        #expect(
          schema.problems(
            try JSONValue(reading: Array(body.utf8)), schema.body("/v1/translate")!) == [])
        let answer = try await server.post("/v1/translate", body)
        #expect(answer.status == 200, "\(answer.body)")
        #expect(
          schema.problems(answer.json, schema.body("/v1/translate", answer: 200)!) == [])
        guard case .array(let data)? = answer.json["data"] else { return #expect(Bool(false)) }
        let alignment = data[0]["alignment"]
        #expect(try await server.get("/v1/models").body.contains(#""aligns":true"#))
        #expect(alignment?["source"] == JSONValue(["a", "b", "c"]))
        guard case .array(let rows)? = alignment?["weights"],
          case .string(let text)? = data[0]["text"]
        else { return #expect(Bool(false)) }
        #expect(rows.count == text.split(separator: " ").count)
        let plain = try await server.post("/v1/translate", #"{"input":"a b c","beam":2}"#)
        guard case .array(let alone)? = plain.json["data"] else { return #expect(Bool(false)) }
        #expect(alone[0]["alignment"] == nil)
      }
    }

    @Test func tokensOfTheSource() async throws {
      try await serving(.additive) { server, _ in
        let answer = try await server.post("/v1/tokenize", #"{"input":"a b, x"}"#)
        guard case .array(let data)? = answer.json["data"] else { return #expect(Bool(false)) }
        #expect(data[0]["tokens"] == JSONValue(["a", "b", "￭,", "x"]))
        #expect(data[0]["count"] == 4)
      }
    }

    @Test func aModelWithoutAttentionHasNoAlignment() async throws {
      try await serving(.none) { server, schema in
        let answer = try await server.post("/v1/translate", #"{"input":"a","align":true}"#)
        #expect(answer.status == 422)
        #expect(answer.body.contains("no attention"))
        #expect(try await server.post("/v1/translate", #"{"input":"a"}"#).status == 200)
      }
    }
  }
#endif
