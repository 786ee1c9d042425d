import Foundation
import ParlanceArrays
import ParlanceDecoding
import ParlanceLanguageModels
import ParlanceSystem
import ParlanceText

/// A token that was written, with what else might have been.
public struct WrittenPiece: Sendable {
  /// What the text goes on with.
  public let text: String
  /// The token as the vocabulary has it.
  public let token: String
  /// Natural logarithm of its probability.
  public let logProbability: Double
  /// The likeliest tokens in its place, the likeliest first, where they were asked for.
  public let alternatives: [(token: String, logProbability: Double)]

  /// Creates a piece.
  public init(
    text: String, token: String, logProbability: Double,
    alternatives: [(token: String, logProbability: Double)] = []
  ) {
    (self.text, self.token, self.logProbability, self.alternatives) = (
      text, token, logProbability, alternatives
    )
  }
}

/// Why a text ends.
public enum TextEnding: String, Sendable {
  /// The model ended it, or it came to what was to stop it.
  case stop
  /// It is as long as it may be.
  case length
}

/// What happens while a text is written.
public enum WritingEvent: Sendable {
  /// The tokens of the prompt.
  case began(promptTokens: Int)
  case piece(WrittenPiece)
  case ended(TextEnding)
}

/// A text that a host writes token by token, one step together with all others.
final class TextStream: @unchecked Sendable {
  typealias Events = AsyncThrowingStream<WritingEvent, any Error>

  private let prompt: String
  private let options: GenerationOptions
  private let generator: RandomGenerator
  private let alternatives: Int
  private let lengthLimit: Int
  private let events: Events.Continuation
  private let lock = NSLock()
  private var cancelled = false
  let deadline: ContinuousClock.Instant
  // Only the host's work touches these.
  private var text: SampledText?
  /// The last tokens, and how many of them have been told.
  private var (recent, told): ([Int32], Int) = ([], 0)

  init(
    _ prompt: String, _ options: GenerationOptions, seed: RandomKey, alternatives: Int,
    lengthLimit: Int, deadline: ContinuousClock.Instant, events: Events.Continuation
  ) {
    (self.prompt, self.options, self.alternatives) = (prompt, options, alternatives)
    (self.lengthLimit, self.deadline, self.events) = (lengthLimit, deadline, events)
    generator = RandomGenerator(key: seed)
  }

  /// Whether nobody reads it any more.
  var isCancelled: Bool { lock.withLock { cancelled } }
  func cancel() { lock.withLock { cancelled = true } }

  func fail(_ error: any Error) { events.finish(throwing: error) }

  /// Begins to write: → the tokens of the prompt; nil where there is nothing to write.
  func begin(_ model: some LanguageModeling) -> [Int32]? {
    let begin = model.ids(ofPrompt: prompt, limit: lengthLimit + 1)
    guard begin.count <= lengthLimit else {
      fail(HostError.tooLong(tokens: begin.count, limit: lengthLimit))
      return nil
    }
    var options = options
    options.lines = options.lines ?? (model.endsTextsAtLineEnds ? 1 : 0)
    text = SampledText(after: begin, options, using: generator)
    recent = model.seen(begin).suffix(1)
    told = recent.count
    events.yield(.began(promptTokens: begin.count))
    guard options.maximumLength > 0 else {
      events.yield(.ended(.length))
      events.finish()
      return nil
    }
    return begin
  }

  /// Writes a token: → it, or nil where the text has ended with it.
  func advance(by values: [Float], _ model: some LanguageModeling) -> Int32? {
    guard var text else { return nil }
    self.text = nil
    guard let token = text.choose(by: values[...]) else {
      events.yield(.ended(.stop))
      events.finish()
      return nil
    }
    events.yield(
      .piece(
        WrittenPiece(
          text: piece(token, model, isLast: text.hasEnded), token: model.vocabulary.token(token),
          logProbability: Double(values[Int(token)]),
          alternatives: ranked(values, alternatives).map {
            (model.vocabulary.token($0), Double(values[Int($0)]))
          })))
    guard text.hasEnded else {
      self.text = text
      return token
    }
    let isFull = text.written.tokens.count == options.maximumLength
    events.yield(.ended(isFull && token != Vocabulary.sentenceEndID ? .length : .stop))
    events.finish()
    return nil
  }

  /// What can be told of the text with one more token.
  ///
  /// A token may be some bytes of a scalar: they are told with the others.
  private func piece(_ token: Int32, _ model: some LanguageModeling, isLast: Bool) -> String {
    recent.append(token)
    let text = model.text(Array(recent[told...]), after: Array(recent[..<told]))
    if text.unicodeScalars.last == "\u{FFFD}", !isLast { return "" }
    (recent, told) = (Array(recent[told...]), recent.count - told)
    return text
  }
}

/// The texts that are being written: those whose states fit take each step as rows of one product.
struct StreamGroups {
  private struct Group {
    var streams: [TextStream]
    var tokens: [Int32]
    var state: CarriedState
  }
  private var groups: [Group] = []

  /// Texts that are being written.
  var count: Int { groups.reduce(0) { $0 + $1.streams.count } }

  /// Reads a text's beginning alone, so that it has the same bits whatever else is asked.
  mutating func begin(_ stream: TextStream, _ model: some LanguageModeling) {
    guard !stream.isCancelled, let tokens = stream.begin(model) else { return }
    let (values, state) = model.read(rows: [tokens], nil)
    guard let token = stream.advance(by: values.floats, model) else { return }
    join(Group(streams: [stream], tokens: [token], state: state))
  }

  private mutating func join(_ new: Group) {
    guard let place = groups.firstIndex(where: { $0.state.form == new.state.form }) else {
      groups.append(new)
      return
    }
    groups[place].streams += new.streams
    groups[place].tokens += new.tokens
    groups[place].state = CarriedState.joined([groups[place].state, new.state])
  }

  /// Writes one more token of each text: → how many.
  mutating func step(_ model: some LanguageModeling) -> Int {
    var written = 0
    let old = groups
    groups = []
    for var group in old {
      let kept = group.streams.indices.filter { !group.streams[$0].isCancelled }
      if kept.isEmpty { continue }
      if kept.count < group.streams.count {
        group = Group(
          streams: kept.map { group.streams[$0] }, tokens: kept.map { group.tokens[$0] },
          state: group.state.rows(kept))
      }
      let (values, state) = model.read(rows: group.tokens.map { [$0] }, group.state)
      let (numbers, width) = (values.floats, values.shape[1])
      var (going, tokens): ([Int], [Int32]) = ([], [])
      for (row, stream) in group.streams.enumerated() {
        let token = stream.advance(by: Array(numbers[row * width..<(row + 1) * width]), model)
        written += 1
        guard let token else { continue }
        going.append(row)
        tokens.append(token)
      }
      if going.isEmpty { continue }
      join(
        Group(
          streams: going.map { group.streams[$0] }, tokens: tokens, state: state.rows(going)))
    }
    return written
  }
}
