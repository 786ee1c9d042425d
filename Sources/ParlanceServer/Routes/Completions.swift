import Foundation
import ParlanceDecoding
import ParlanceHosting
import ParlanceSystem

/// What `/v1/completions` is asked: OpenAI's fields, and `top_k`, `beam`, `lines` and others beside.
struct CompletionRequest: Sendable {
  static let known = [
    "model", "prompt", "max_tokens", "temperature", "top_p", "top_k", "n", "stream",
    "stream_options", "logprobs", "echo", "stop", "seed", "beam", "length_penalty",
    "no_repeat_ngram", "min_tokens", "lines", "allow_unknown", "user", "best_of",
    "presence_penalty", "frequency_penalty", "logit_bias", "suffix",
  ]

  let model: String?
  let prompts: [String]
  let options: GenerationOptions
  let count: Int
  let seed: UInt64
  let logprobs: Int?
  let echo: Bool
  let stop: [String]
  let stream: Bool
  let includesUsage: Bool

  init(_ body: JSONValue, _ configuration: ServerConfiguration) throws {
    let fields = try Fields(body, known: Self.known)
    model = try fields.string("model")
    prompts = try fields.strings("prompt", limit: configuration.inputs)?.texts ?? [""]
    count = try fields.integer("n", 1...16) ?? 1
    stream = try fields.bool("stream")
    includesUsage =
      try fields.fields("stream_options", known: ["include_usage"])?.bool("include_usage") ?? false
    logprobs = try fields.integer("logprobs", 0...20)
    echo = try fields.bool("echo")
    stop = try fields.strings("stop", limit: 4)?.texts.filter { !$0.isEmpty } ?? []
    seed =
      try fields.integer("seed", -(1 << 53)...(1 << 53)).map { UInt64(bitPattern: Int64($0)) }
      ?? .random(in: 0 ... .max)
    options = try Self.options(fields, configuration)
    if prompts.count * count > configuration.inputs {
      throw APIError.outOfRange(
        "n", expected: "at most \(configuration.inputs) texts in all",
        found: "\(prompts.count * count)")
    }
    try configuration.checkWritten(
      "max_tokens",
      tokens: prompts.count * count * (options.beamWidth ?? 1) * options.maximumLength)
    if options.beamWidth != nil {
      for name in ["temperature", "top_p", "top_k", "logprobs", "stream"]
      where fields.has(name) && body[name] != .bool(false) {
        throw APIError(422, "conflict", "\(name): does not go with beam", param: name)
      }
      if count > 1 { throw APIError(422, "conflict", "n: does not go with beam", param: "n") }
    }
    try Self.checkUnsupported(fields, body)
  }

  private static func options(
    _ fields: Fields, _ configuration: ServerConfiguration
  ) throws -> GenerationOptions {
    var options = GenerationOptions()
    options.maximumLength =
      try fields.integer("max_tokens", 0...configuration.completionTokens) ?? 16
    options.temperature = try fields.number("temperature", 0...100) ?? 1
    options.topP = try fields.number("top_p", 1e-9...1)
    options.topK = try fields.integer("top_k", 1...1_000_000_000)
    options.beamWidth = try fields.integer("beam", 1...32)
    options.lengthPenalty = try fields.number("length_penalty", 0...10) ?? 1
    options.noRepeatNGram = try fields.integer("no_repeat_ngram", 1...1000)
    options.minimumLength =
      try fields.integer("min_tokens", 0...configuration.completionTokens) ?? 0
    options.lines = try fields.integer("lines", 0...1_000_000)
    options.allowsUnknown = try fields.bool("allow_unknown")
    return options
  }

  /// What OpenAI's API has and no model here, unless it asks for nothing.
  private static func checkUnsupported(_ fields: Fields, _ body: JSONValue) throws {
    let neutral: [String: [JSONValue]] = [
      "best_of": [1], "presence_penalty": [0], "frequency_penalty": [0],
      "logit_bias": [.object([])], "suffix": [""],
    ]
    for (name, values) in neutral.sorted(by: { $0.key < $1.key }) {
      guard fields.has(name), let value = body[name], !values.contains(value) else { continue }
      throw APIError(422, "unsupported", "\(name): is not supported; leave it out", param: name)
    }
  }

  /// The random numbers of one of the texts; those of the first are those of `lm generate`.
  func key(_ index: Int) -> RandomKey {
    let key = RandomKey(seed: seed)
    return index == 0 ? key : key.folding(in: UInt64(index))
  }
}

/// One text as it grows: what of it may be told already, and where it is to stop.
struct GrowingCompletion {
  private let stop: [String]
  private var held = ""
  private(set) var text = ""
  private(set) var tokens = 0
  private(set) var promptTokens = 0
  private(set) var ending: TextEnding?
  private(set) var pieces: [WrittenPiece] = []

  init(stop: [String]) { self.stop = stop }

  /// Takes an event: → what can be told of the text now.
  mutating func take(_ event: WritingEvent) -> String {
    switch event {
    case .began(let count):
      promptTokens = count
      return ""
    case .ended(let ending):
      self.ending = ending
      defer { held = "" }
      text += held
      return held
    case .piece(let piece):
      tokens += 1
      pieces.append(piece)
      held += piece.text
      return release()
    }
  }

  private mutating func release() -> String {
    if let first = stop.compactMap({ held.range(of: $0)?.lowerBound }).min() {
      ending = .stop
      let rest = String(held[..<first])
      held = ""
      text += rest
      return rest
    }
    // The beginning of what is to stop it may be its last letters.
    let keep = stop.reduce(0) { max($0, $1.count - 1) }
    guard held.count > keep else { return "" }
    let told = String(held.dropLast(keep))
    held = String(held.suffix(keep))
    text += told
    return told
  }
}
