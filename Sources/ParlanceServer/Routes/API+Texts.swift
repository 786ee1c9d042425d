import ParlanceDecoding
import ParlanceHosting
import ParlanceText
import ParlanceTranslation

extension API {
  /// The texts of a request and the model that is asked.
  private func asked(
    _ fields: Fields, _ ability: HostedModel.Ability?
  ) throws -> (name: String, host: ModelHost, texts: [String], isList: Bool) {
    let (texts, isList) = try fields.texts("input", limit: configuration.inputs)
    let (name, host) = try registry.host(fields.string("model"), ability)
    return (name, host, texts, isList)
  }

  /// `/v1/classify`.
  func classify(_ body: JSONValue) async throws -> JSONValue {
    let fields = try Fields(body, known: ["model", "input", "top", "explain"])
    let explain = try fields.bool("explain")
    let asked = try asked(fields, .classify)
    let top = try fields.integer("top", 1...1_000_000) ?? Int.max
    let found = try await asked.host.classify(asked.texts, explaining: explain)
    return results(
      "classification", asked.name, asked.isList,
      found.map { text in
        var members: [JSONValue.Member] = [
          .init("labels", JSONValue(text.given)),
          .init(
            "scores",
            JSONValue(Array(text.labels.prefix(top))) {
              ["label": .string($0.label), "probability": .number($0.probability)]
            }),
        ]
        if let contributions = text.contributions {
          members.append(
            .init(
              "contributions",
              JSONValue(contributions) {
                ["token": .string($0.token), "contribution": .number($0.contribution)]
              }))
        }
        return .object(members)
      })
  }

  /// `/v1/tag`.
  func tag(_ body: JSONValue) async throws -> JSONValue {
    let fields = try Fields(body, known: ["model", "input", "split"])
    let isSplit = try fields.bool("split")
    let asked = try asked(fields, .tag)
    let found = try await asked.host.tag(asked.texts, isSplit: isSplit)
    return results(
      "tags", asked.name, asked.isList, zip(asked.texts, found).map { Self.tags($0, $1) })
  }

  private static func tags(_ text: String, _ tags: TextTags) -> JSONValue {
    let scalars = Array(text.unicodeScalars)
    let prediction = tags.prediction
    return [
      "tokens": JSONValue(Array(tags.tokens.indices)) { place in
        let token = tags.tokens[place]
        return [
          "text": .string(token.text), "start": JSONValue(token.range.lowerBound),
          "end": JSONValue(token.range.upperBound), "tag": .string(prediction.tags[place]),
          "confidence": .number(prediction.confidences[place]),
        ]
      },
      "entities": JSONValue(prediction.entities) { entity in
        let start = tags.tokens[entity.span.range.lowerBound].range.lowerBound
        let end = tags.tokens[entity.span.range.upperBound - 1].range.upperBound
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[start..<max(start, end)])
        return [
          "label": .string(entity.span.type), "start": JSONValue(start), "end": JSONValue(end),
          "text": .string(String(text)), "confidence": .number(entity.confidence),
        ]
      },
    ]
  }

  /// `/v1/translate`.
  func translate(_ body: JSONValue) async throws -> JSONValue {
    let fields = try Fields(
      body,
      known: [
        "model", "input", "beam", "length_penalty", "temperature", "seed", "max_tokens", "align",
      ])
    var options = GenerationOptions.translating
    options.beamWidth = try fields.integer("beam", 1...32) ?? options.beamWidth
    options.lengthPenalty = try fields.number("length_penalty", 0...10) ?? options.lengthPenalty
    options.maximumLength =
      try fields.integer("max_tokens", 1...configuration.completionTokens)
      ?? configuration.completionTokens
    if let temperature = try fields.number("temperature", 0...100) {
      guard !fields.has("beam") else {
        throw APIError(
          422, "conflict", "temperature: does not go with beam", param: "temperature")
      }
      (options.temperature, options.beamWidth) = (temperature, nil)
    }
    let seed = try fields.integer("seed", 0...(1 << 53)).map { UInt64($0) }
    let aligns = try fields.bool("align")
    let asked = try asked(fields, .translate)
    let longest = options.maximumLength
    try configuration.checkWritten(
      "input",
      tokens: (options.beamWidth ?? 1)
        * asked.texts.reduce(0) { $0 + min(Self.length(of: $1, limit: longest) + 1, longest) })
    let found = try await asked.host.translate(
      asked.texts, options, seed: seed ?? .random(in: 0...(1 << 53)), aligning: aligns)
    return results(
      "translation", asked.name, asked.isList,
      found.map { text in
        let translation = text.translation
        return .object(
          [
            .init("text", .string(translation.text)),
            .init("log_probability", .number(translation.logProbability)),
            .init("tokens", JSONValue(translation.tokens)),
          ] + (text.alignment.map { [.init("alignment", Self.alignment($0))] } ?? []))
      })
  }

  /// About how many tokens a line's translation has: as many as its words, or a quarter of its characters.
  private static func length(of line: String, limit: Int) -> Int {
    let words = Tokenizer(level: .word).tokens(line, limit: limit).count
    return max(words, line.unicodeScalars.count / 4)
  }

  private static func alignment(_ alignment: WordAlignment) -> JSONValue {
    [
      "source": JSONValue(alignment.source), "target": JSONValue(alignment.target),
      "weights": JSONValue(alignment.weights) { JSONValue($0) { .number($0) } },
      "links": JSONValue(alignment.links) {
        ["source": JSONValue($0.source), "target": JSONValue($0.target)]
      },
    ]
  }

  /// `/v1/score`.
  func score(_ body: JSONValue) async throws -> JSONValue {
    let fields = try Fields(body, known: ["model", "input", "by_token"])
    let byToken = try fields.bool("by_token")
    let asked = try asked(fields, .complete)
    let found = try await asked.host.score(asked.texts, byToken: byToken)
    return results(
      "score", asked.name, asked.isList,
      found.map { text in
        var members: [JSONValue.Member] = [
          .init("log_probability", .number(text.score.logProbability)),
          .init("perplexity", .number(text.score.perplexity)),
          .init("tokens", JSONValue(text.score.tokens)),
          .init("unknown", JSONValue(text.score.unknown)),
        ]
        if let surprises = text.surprises {
          members.append(
            .init(
              "by_token",
              JSONValue(surprises) {
                [
                  "token": .string($0.token), "nats": .number($0.nats),
                  "unknown": .bool($0.isUnknown),
                ]
              }))
        }
        return .object(members)
      })
  }

  /// `/v1/suggest`.
  func suggest(_ body: JSONValue) async throws -> JSONValue {
    let fields = try Fields(body, known: ["model", "input", "count", "end"])
    let count = try fields.integer("count", 1...1000) ?? 5
    let allowsEnd = try fields.bool("end")
    let asked = try asked(fields, .complete)
    let found = try await asked.host.suggest(
      after: asked.texts, count: count, allowingEnd: allowsEnd)
    return results(
      "suggestions", asked.name, asked.isList,
      found.map { suggestions in
        [
          "begun": .string(suggestions.begun),
          "begin_probability": .number(suggestions.beginProbability),
          "suggestions": JSONValue(suggestions.suggestions) {
            ["token": .string($0.token), "probability": .number($0.probability)]
          },
        ]
      })
  }

  /// `/v1/show`.
  func show(_ body: JSONValue) async throws -> JSONValue {
    let fields = try Fields(body, known: ["model", "input"])
    let asked = try asked(fields, nil)
    let found = try await asked.host.maps(of: asked.texts)
    return results(
      "maps", asked.name, asked.isList,
      found.map { maps in
        [
          "maps": JSONValue(maps) { map in
            [
              "kind": .string(map.kind.rawValue), "name": .string(map.name),
              "rows": JSONValue(map.rows), "columns": JSONValue(map.columns),
              "values": JSONValue(map.values) { JSONValue($0) { .number($0) } },
            ]
          }
        ]
      })
  }

  /// `/v1/tokenize`.
  func tokenize(_ body: JSONValue) async throws -> JSONValue {
    let fields = try Fields(body, known: ["model", "input"])
    let asked = try asked(fields, nil)
    let found = try await asked.host.tokenize(asked.texts)
    return results(
      "tokens", asked.name, asked.isList,
      found.map { ["tokens": JSONValue($0), "count": JSONValue($0.count)] })
  }
}
