import ParlanceSystem
import ParlanceText

/// How the lines of one side become ids, and ids lines.
public struct SideTokenizer: Sendable {
  /// The tokens of the side.
  public let vocabulary: Vocabulary
  /// How words are cut into pieces, where they are.
  public let encoding: BytePairEncoding?
  let tokenizer: Tokenizer

  /// Creates a tokenizer; with an encoding, what the vocabulary lacks is spelled by bytes.
  public init(
    _ level: TranslationArchitecture.Level, _ vocabulary: Vocabulary, _ encoding: BytePairEncoding?
  ) {
    self.vocabulary = vocabulary
    var encoding = encoding
    encoding?.limits = BytePairEncoding.Limits(
      pieces: Set(vocabulary.tokens), hasByteFallback: true)
    self.encoding = encoding
    tokenizer = Self.tokenizer(level)
  }

  private static func tokenizer(_ level: TranslationArchitecture.Level) -> Tokenizer {
    level == .character
      ? Tokenizer(level: .character)
      : Tokenizer(level: .word, style: level == .word ? .prose : .whitespace)
  }

  /// Learns a side's tokens from its lines.
  ///
  /// - `merges`: of byte-pair encoding.
  /// - `size`: the most frequent words to keep; nil for all.
  /// - Throws: `Interrupted` where a stop was asked for.
  init(
    learnedFrom lines: [String], _ level: TranslationArchitecture.Level, merges: Int, size: Int?,
    minimumCount: Int
  ) throws {
    let tokenizer = Self.tokenizer(level)
    guard level == .subword else {
      var builder = VocabularyBuilder()
      for line in lines { builder.add(contentsOf: tokenizer.tokens(line)) }
      self.init(level, builder.build(size: size, minimumCount: minimumCount), nil)
      return
    }
    var counts: [(word: String, count: Int)] = []
    var places: [TokenKey: Int] = [:]
    for word in lines.lazy.flatMap(tokenizer.tokens) {
      let key = TokenKey(word)
      if let place = places[key] {
        counts[place].count += 1
      } else {
        places[key] = counts.count
        counts.append((word, 1))
      }
    }
    let encoding = try BytePairEncoding.learned(from: counts, merges: merges)
    self.init(level, encoding.vocabulary(of: counts), encoding)
  }

  /// The ids of a line's tokens, at most so many.
  func ids(_ line: String, limit: Int) -> [Int32] {
    let tokens = tokenizer.tokens(line)
    guard let encoding else { return tokens.prefix(limit).map { vocabulary.id(of: $0) } }
    var ids: [Int32] = []
    for word in tokens where ids.count < limit {
      ids += encoding.pieces(of: word).map { vocabulary.id(of: $0) }
    }
    return Array(ids.prefix(limit))
  }

  /// The line of ids; what `</s>` begins is left out.
  func text(_ ids: [Int32]) -> String {
    let tokens = ids.prefix { $0 != Vocabulary.sentenceEndID }.map { vocabulary.token($0) }
    return encoding?.joined(tokens) ?? tokenizer.joined(tokens)
  }
}
