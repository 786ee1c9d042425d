import Foundation
import ParlanceHosting
import ParlanceVectors

extension API {
  private enum Encoding: String, CaseIterable { case float, base64 }

  /// `/v1/embeddings`, as OpenAI's.
  func embeddings(_ body: JSONValue) async throws -> JSONValue {
    let fields = try Fields(
      body, known: ["model", "input", "encoding_format", "dimensions", "user"])
    let encoding = try fields.choice("encoding_format", Encoding.self) ?? .float
    let (texts, _) = try fields.texts("input", limit: configuration.inputs)
    let (name, host) = try registry.host(fields.string("model"), .embed)
    let vectors = try await host.embed(texts)
    let size = vectors[0].count
    if let dimensions = try fields.integer("dimensions", 1...1_000_000), dimensions != size {
      throw APIError.outOfRange("dimensions", expected: "\(size)", found: "\(dimensions)")
    }
    let words = texts.reduce(0) { $0 + $1.split(whereSeparator: \.isWhitespace).count }
    return [
      "object": "list", "model": .string(name),
      "data": JSONValue(Array(vectors.enumerated())) { index, vector in
        [
          "object": "embedding", "index": JSONValue(index),
          "embedding": encoding == .float
            ? JSONValue(vector) { .number(Double($0)) } : .string(Self.base64(vector)),
        ]
      },
      "usage": ["prompt_tokens": JSONValue(words), "total_tokens": JSONValue(words)],
    ]
  }

  /// The bytes of float32 numbers, the least significant first.
  private static func base64(_ vector: [Float]) -> String {
    let bytes = vector.flatMap { number in
      withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) }
    }
    return Data(bytes).base64EncodedString()
  }

  private static func list(_ neighbours: [Neighbour]) -> JSONValue {
    JSONValue(neighbours) {
      ["word": .string($0.word), "similarity": .number($0.similarity)]
    }
  }

  /// `/v1/vectors/similar`.
  func similar(_ body: JSONValue) async throws -> JSONValue {
    let fields = try Fields(body, known: ["model", "input", "count"])
    let count = try fields.integer("count", 1...1000) ?? 10
    let (texts, isList) = try fields.texts("input", limit: configuration.inputs)
    let (name, host) = try registry.host(fields.string("model"), .embed)
    let found = try await host.neighbours(of: texts, count: count)
    return results("neighbours", name, isList, found.map { ["neighbours": Self.list($0)] })
  }

  /// `/v1/vectors/analogy`.
  func analogy(_ body: JSONValue) async throws -> JSONValue {
    let fields = try Fields(body, known: ["model", "a", "b", "c", "count", "method"])
    let count = try fields.integer("count", 1...1000) ?? 10
    let method = try fields.choice("method", AnalogyMethod.self) ?? .add
    let words = try ["a", "b", "c"].map { try fields.required($0) }
    let (name, host) = try registry.host(fields.string("model"), .embed)
    let found: [Neighbour]
    do {
      found = try await host.analogy(words[0], words[1], words[2], count: count, method: method)
    } catch HostError.unknownWord(let word) {
      let place = words.firstIndex(of: word) ?? 0
      throw APIError(HostError.unknownWord(word), field: ["a", "b", "c"][place])
    }
    return results("neighbours", name, false, [["neighbours": Self.list(found)]])
  }

  /// `/v1/vectors/map`.
  func map(_ body: JSONValue) async throws -> JSONValue {
    let fields = try Fields(body, known: ["model", "input"])
    let (texts, _) = try fields.texts("input", limit: configuration.inputs)
    let (name, host) = try registry.host(fields.string("model"), .embed)
    let found = try await host.map(texts)
    return results(
      "map", name, true,
      found.map { ["word": .string($0.word), "x": .number($0.x), "y": .number($0.y)] })
  }
}
