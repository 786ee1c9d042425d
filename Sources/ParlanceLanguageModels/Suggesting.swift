import Foundation
import ParlanceDecoding
import ParlanceText

/// What may come next after a beginning of a line.
public struct Suggestions: Sendable, Equatable {
  /// A token and how likely it is.
  public struct Suggestion: Sendable, Equatable {
    public let token: String
    /// Of the token among all that begin as the half-typed word does.
    public let probability: Double
  }

  /// The half-typed word that they begin with; empty where a new token begins.
  public let begun: String
  /// The likeliest first.
  public let suggestions: [Suggestion]
  /// The probability that the next token begins as the half-typed word does; 1 where there is none.
  public let beginProbability: Double

  /// The probability of all that is not suggested.
  public var remaining: Double { max(0, 1 - suggestions.reduce(0) { $0 + $1.probability }) }
}

extension LanguageModeling {
  /// Suggests the next token of a line: P(w | prefix), the likeliest first.
  ///
  /// A last word that no space follows is taken for half-typed: only words that begin so are
  /// suggested, with P(w | prefix) ⁄ P(begins so | prefix). Models of characters suggest the next
  /// character. To suggest while a line grows, use a `Suggester`.
  ///
  /// - `count`: the most suggestions.
  /// - `allowing`: which of `</s>` and `<unk>` may be suggested; `<pad>` and `<s>` never are.
  public func suggestions(
    after prefix: String, count: Int = 5, allowing specials: Set<Int32> = []
  ) -> Suggestions {
    var suggester = Suggester(self)
    return suggester.suggestions(after: prefix, count: count, allowing: specials)
  }
}

/// Suggests the next token of a line that changes, and reads only what it has not read yet.
public struct Suggester<Model: LanguageModeling> {
  private let model: Model
  private var tokens: [Int32] = []
  /// What was known at some places of the line, the last place last.
  private var checkpoints: [Checkpoint] = []

  private struct Checkpoint {
    let length: Int
    let logProbabilities: [Float]
    let state: CarriedState
  }

  /// As many steps back as a writer may delete words without the line being read again.
  private static var mostCheckpoints: Int { 16 }
  private static var fewTokens: Int { 8 }

  /// Creates a suggester that has read nothing.
  public init(_ model: Model) { self.model = model }

  /// As `LanguageModeling.suggestions` does.
  public mutating func suggestions(
    after prefix: String, count: Int = 5, allowing specials: Set<Int32> = []
  ) -> Suggestions {
    var words = model.tokenizer.tokens(prefix)
    var begun = ""
    if model.tokenizer.level == .word, let last = prefix.unicodeScalars.last,
      !last.properties.isWhitespace
    {
      begun = words.removeLast()
    }
    let forbidden = Set(0...Vocabulary.sentenceEndID).subtracting(
      specials.intersection([Vocabulary.unknownID, Vocabulary.sentenceEndID]))
    var values = read(model.ids(of: words))
    for id in forbidden { values[Int(id)] = -.infinity }
    var beginProbability = 1.0
    if !begun.isEmpty {
      beginProbability = 0
      // By scalars, as the vocabulary tells its tokens apart.
      let scalars = Array(begun.utf8)
      for id in values.indices {
        if model.vocabulary.tokens[id].utf8.starts(with: scalars) {
          beginProbability += Double.exp(Double(values[id]))
        } else {
          values[id] = -.infinity
        }
      }
    }
    let best = ranked(values, count).filter { values[Int($0)] > -.infinity }
    return Suggestions(
      begun: begun,
      suggestions: best.map { id in
        Suggestions.Suggestion(
          token: model.vocabulary.token(id),
          probability: Double.exp(Double(values[Int(id)])) / beginProbability)
      }, beginProbability: beginProbability)
  }

  /// The log-probabilities after these tokens.
  private mutating func read(_ line: [Int32]) -> [Float] {
    let common = zip(line, tokens).prefix { $0 == $1 }.count
    while let last = checkpoints.last, last.length > common { checkpoints.removeLast() }
    tokens = line
    // Before the line's first token: what every line goes on from.
    if checkpoints.isEmpty { read([], at: 0) }
    let rest = line.dropFirst(checkpoints.last?.length ?? 0)
    // A network's single steps need no preparation; many of them are dearer than one sequence.
    if rest.count <= Self.fewTokens {
      for token in rest { read([token], at: (checkpoints.last?.length ?? 0) + 1) }
    } else {
      read(Array(rest), at: line.count)
    }
    return checkpoints.last?.logProbabilities ?? []
  }

  /// Reads tokens after the last checkpoint, and sets one at the place where they end.
  private mutating func read(_ tokens: [Int32], at length: Int) {
    let (values, state) = model.read(tokens, checkpoints.last?.state)
    checkpoints.append(Checkpoint(length: length, logProbabilities: values, state: state))
    // The line's beginning stays.
    if checkpoints.count > Self.mostCheckpoints { checkpoints.remove(at: 1) }
  }
}
