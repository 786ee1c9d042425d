import Foundation
import ParlanceHosting

extension API {
  /// `/v1/completions`, as OpenAI's.
  func complete(_ body: JSONValue) async throws -> Answer {
    let asked = try CompletionRequest(body, configuration)
    let (name, host) = try registry.host(asked.model, .complete)
    let frame = CompletionFrame(model: name)
    if asked.options.beamWidth != nil {
      return .whole(try await searched(asked, host, frame))
    }
    let events = try merged(asked, host)
    return asked.stream
      ? .events(streamed(asked, events, frame)) : .whole(try await whole(asked, events, frame))
  }

  private typealias Events = AsyncThrowingStream<(index: Int, event: WritingEvent), any Error>

  /// The events of all texts, as they come.
  private func merged(_ asked: CompletionRequest, _ host: ModelHost) throws -> Events {
    let texts = asked.prompts.flatMap { [String](repeating: $0, count: asked.count) }
    let streams = texts.enumerated().map { index, prompt in
      host.write(
        after: prompt, asked.options, seed: asked.key(index), alternatives: asked.logprobs ?? 0)
    }
    return Events { continuation in
      let task = Task {
        do {
          try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, stream) in streams.enumerated() {
              group.addTask { for try await event in stream { continuation.yield((index, event)) } }
            }
            try await group.waitForAll()
          }
          continuation.finish()
        } catch {
          continuation.finish(
            throwing: error is HostError ? APIError(error, field: "prompt") : error)
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  /// Begins with the prompt where that is wanted.
  private func start(_ asked: CompletionRequest, _ index: Int) -> String {
    asked.echo ? asked.prompts[index / asked.count] : ""
  }

  private func whole(
    _ asked: CompletionRequest, _ events: Events, _ frame: CompletionFrame
  ) async throws -> JSONValue {
    var texts = Array(
      repeating: GrowingCompletion(stop: asked.stop), count: asked.prompts.count * asked.count)
    for try await (index, event) in events where texts[index].ending == nil {
      _ = texts[index].take(event)
      if texts.allSatisfy({ $0.ending != nil }) { break }
    }
    // A reader that was cancelled sees an end and no error.
    try Task.checkCancellation()
    let choices = texts.enumerated().map { index, text in
      CompletionFrame.choice(
        index, start(asked, index) + text.text, text.ending?.rawValue,
        asked.logprobs == nil ? nil : text.pieces)
    }
    return frame.answer(choices, usage: usage(asked, texts))
  }

  private func usage(_ asked: CompletionRequest, _ texts: [GrowingCompletion]) -> JSONValue {
    let prompt = stride(from: 0, to: texts.count, by: asked.count).reduce(0) {
      $0 + texts[$1].promptTokens
    }
    return CompletionFrame.usage(prompt: prompt, completion: texts.reduce(0) { $0 + $1.tokens })
  }

  private func streamed(
    _ asked: CompletionRequest, _ events: Events, _ frame: CompletionFrame
  ) -> AsyncThrowingStream<JSONValue, any Error> {
    AsyncThrowingStream { continuation in
      let task = Task {
        var texts = Array(
          repeating: GrowingCompletion(stop: asked.stop),
          count: asked.prompts.count * asked.count)
        do {
          for try await (index, event) in events where texts[index].ending == nil {
            var told = texts[index].take(event)
            if case .began = event { told = start(asked, index) }
            var pieces: [WrittenPiece]?
            if case .piece(let piece) = event, asked.logprobs != nil { pieces = [piece] }
            let ending = texts[index].ending?.rawValue
            if told.isEmpty, ending == nil, pieces == nil { continue }
            continuation.yield(
              frame.answer([CompletionFrame.choice(index, told, ending, pieces)], usage: nil))
            if texts.allSatisfy({ $0.ending != nil }) { break }
          }
          if asked.includesUsage {
            continuation.yield(frame.answer([], usage: usage(asked, texts)))
          }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  private func searched(
    _ asked: CompletionRequest, _ host: ModelHost, _ frame: CompletionFrame
  ) async throws -> JSONValue {
    var choices: [JSONValue] = []
    var (prompt, completion) = (0, 0)
    let texts: [FoundText]
    do {
      texts = try await host.search(after: asked.prompts, asked.options)
    } catch let error as HostError {
      throw APIError(error, field: "prompt")
    }
    for (index, found) in texts.enumerated() {
      var growing = GrowingCompletion(stop: asked.stop)
      let piece = WrittenPiece(
        text: found.text, token: "", logProbability: found.logProbability, alternatives: [])
      _ = growing.take(.piece(piece))
      if growing.ending == nil { _ = growing.take(.ended(found.isEnded ? .stop : .length)) }
      choices.append(
        CompletionFrame.choice(
          index, start(asked, index) + growing.text, growing.ending?.rawValue, nil))
      prompt += found.promptTokens
      completion += found.tokens
    }
    return frame.answer(
      choices, usage: CompletionFrame.usage(prompt: prompt, completion: completion))
  }
}

/// What is around the texts of one request.
struct CompletionFrame: Sendable {
  private let id = "cmpl-" + UUID().uuidString.lowercased()
  private let created = Int(Date().timeIntervalSince1970)
  private let model: String

  init(model: String) { self.model = model }

  func answer(_ choices: [JSONValue], usage: JSONValue?) -> JSONValue {
    .object(
      [
        .init("id", .string(id)), .init("object", "text_completion"),
        .init("created", JSONValue(created)), .init("model", .string(model)),
        .init("choices", .array(choices)),
      ] + (usage.map { [.init("usage", $0)] } ?? []))
  }

  static func usage(prompt: Int, completion: Int) -> JSONValue {
    [
      "prompt_tokens": JSONValue(prompt), "completion_tokens": JSONValue(completion),
      "total_tokens": JSONValue(prompt + completion),
    ]
  }

  static func choice(
    _ index: Int, _ text: String, _ ending: String?, _ pieces: [WrittenPiece]?
  ) -> JSONValue {
    [
      "index": JSONValue(index), "text": .string(text),
      "finish_reason": ending.map { .string($0) } ?? .null,
      "logprobs": pieces.map(logprobs) ?? .null,
    ]
  }

  private static func logprobs(_ pieces: [WrittenPiece]) -> JSONValue {
    [
      "tokens": JSONValue(pieces.map(\.token)),
      "token_logprobs": JSONValue(pieces) { .number($0.logProbability) },
      "top_logprobs": JSONValue(pieces) { piece in
        .object(piece.alternatives.map { .init($0.token, .number($0.logProbability)) })
      },
    ]
  }
}
