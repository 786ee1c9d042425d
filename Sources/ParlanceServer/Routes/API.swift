import ParlanceHosting

/// What the server answers, apart from how it travels.
struct API: Sendable {
  let registry: ModelRegistry
  let configuration: ServerConfiguration

  /// An answer, whole or as events that follow each other.
  enum Answer: Sendable {
    case whole(JSONValue)
    case events(AsyncThrowingStream<JSONValue, any Error>)
  }

  typealias Handler = @Sendable (API, JSONValue) async throws -> Answer

  /// Each path that takes a body, and what answers it.
  static let posts: [String: Handler] = [
    "/v1/classify": { .whole(try await $0.classify($1)) },
    "/v1/tag": { .whole(try await $0.tag($1)) },
    "/v1/translate": { .whole(try await $0.translate($1)) },
    "/v1/score": { .whole(try await $0.score($1)) },
    "/v1/suggest": { .whole(try await $0.suggest($1)) },
    "/v1/show": { .whole(try await $0.show($1)) },
    "/v1/tokenize": { .whole(try await $0.tokenize($1)) },
    "/v1/embeddings": { .whole(try await $0.embeddings($1)) },
    "/v1/vectors/similar": { .whole(try await $0.similar($1)) },
    "/v1/vectors/analogy": { .whole(try await $0.analogy($1)) },
    "/v1/vectors/map": { .whole(try await $0.map($1)) },
    "/v1/completions": { try await $0.complete($1) },
    "/v1/models/reload": { .whole(try await $0.reload($1)) },
  ]

  /// What a model must be able to do that a path asks, where it asks such a model alone.
  static let abilities: [String: HostedModel.Ability] = [
    "/v1/classify": .classify, "/v1/tag": .tag, "/v1/translate": .translate, "/v1/score": .complete,
    "/v1/suggest": .complete, "/v1/completions": .complete, "/v1/embeddings": .embed,
    "/v1/vectors/similar": .embed,
    "/v1/vectors/analogy": .embed, "/v1/vectors/map": .embed,
  ]

  /// The paths that are only asked for.
  static let gets: Set<String> = ["/", "/health", "/metrics", "/v1/models", "/openapi.json"]

  /// An answer to a string, or to a list of strings.
  func results(_ name: String, _ model: String, _ isList: Bool, _ results: [JSONValue]) -> JSONValue
  {
    isList
      ? ["object": "list", "model": .string(model), "data": .array(results)]
      : ["object": .string(name), "model": .string(model), "data": .array(results)]
  }

  /// `/v1/models`.
  var models: JSONValue {
    [
      "object": "list",
      "data": JSONValue(registry.hosts) { name, host in
        let facts = host.facts
        return [
          "id": .string(name), "object": "model", "created": 0, "owned_by": "parlance",
          "kind": .string(facts.kind), "abilities": JSONValue(facts.abilities.map(\.rawValue)),
          "parameters": JSONValue(facts.parameterCount), "labels": JSONValue(facts.labels),
          "level": facts.level.map { .string($0.rawValue) } ?? .null,
          "aligns": .bool(facts.aligns),
          "facts": .object(
            facts.facts.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) }),
        ]
      },
    ]
  }

  /// `/v1/models/reload`.
  func reload(_ body: JSONValue) async throws -> JSONValue {
    _ = try Fields(body, known: [])
    try await registry.load()
    return models
  }
}
