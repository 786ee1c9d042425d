import ParlanceDecoding
import ParlanceSystem
import ParlanceText

/// How the lines of one side become ids, and ids lines.
public struct SideTokenizer: Sendable {
  /// The tokens of the side.
  public let vocabulary: Vocabulary
  /// How words are cut into pieces, where they are.
  public let encoding: BytePairEncoding?
  let tokenizer: Tokenizer
  /// Whether blanks alone part words, and words are written without a blank where there was none.
  let keepsSpacing: Bool

  /// Creates a tokenizer; with an encoding, what the vocabulary lacks is spelled by bytes.
  ///
  /// - `keepsSpacing`: see `TranslationArchitecture.keepsSpacing`.
  public init(
    _ level: TranslationArchitecture.Level, _ vocabulary: Vocabulary, _ encoding: BytePairEncoding?,
    keepsSpacing: Bool = true
  ) {
    self.vocabulary = vocabulary
    var encoding = encoding
    encoding?.limits = BytePairEncoding.Limits(
      pieces: Set(vocabulary.tokens), hasByteFallback: true)
    self.encoding = encoding
    tokenizer = Self.tokenizer(level)
    self.keepsSpacing = keepsSpacing && level != .character
  }

  private static func tokenizer(_ level: TranslationArchitecture.Level) -> Tokenizer {
    level == .character
      ? Tokenizer(level: .character)
      : Tokenizer(level: .word, style: level == .word ? .prose : .whitespace)
  }

  /// Learns a side's tokens from its lines.
  ///
  /// - `subwords`: how words are cut, at the level of subwords.
  /// - `size`: the most frequent words to keep; nil for all.
  /// - Throws: `Interrupted` where a stop was asked for.
  init(
    learnedFrom lines: [String], _ level: TranslationArchitecture.Level,
    subwords: SubwordSettings, size: Int?, minimumCount: Int, keepsSpacing: Bool = true
  ) throws {
    let words = Self(level, VocabularyBuilder().build(), nil, keepsSpacing: keepsSpacing).units
    guard level == .subword else {
      var builder = VocabularyBuilder()
      for line in lines { builder.add(contentsOf: words(line, .max)) }
      self.init(
        level, builder.build(size: size, minimumCount: minimumCount), nil,
        keepsSpacing: keepsSpacing)
      return
    }
    var counts: [(word: String, count: Int)] = []
    var places: [TokenKey: Int] = [:]
    for word in lines.lazy.flatMap({ words($0, .max) }) {
      let key = TokenKey(word)
      if let place = places[key] {
        counts[place].count += 1
      } else {
        places[key] = counts.count
        counts.append((word, 1))
      }
    }
    let encoding = try subwords.encoding(of: counts)
    self.init(
      level, encoding.vocabulary(of: counts, dropsMerges: subwords.subwordDropout > 0), encoding,
      keepsSpacing: keepsSpacing)
  }

  /// Whether tokens are `JointWords`.
  private var hasJointWords: Bool { keepsSpacing && tokenizer.style == .prose }

  /// A line's words, or its characters, at most so many.
  private func units(_ line: String, _ limit: Int) -> [String] {
    guard keepsSpacing else { return tokenizer.tokens(line, limit: limit) }
    return hasJointWords
      ? JointWords.words(line, limit: limit)
      : LineMarks.without(line).parts(between: 0x20).prefix(limit).map(String.init)
  }

  /// A line's tokens as the vocabulary has them, at most so many, whether it knows them or not.
  public func tokens(_ line: String, limit: Int = .max) -> [String] {
    let units = units(line, limit)
    guard let encoding else { return units }
    var tokens: [String] = []
    for word in units where tokens.count < limit { tokens += encoding.pieces(of: word) }
    return Array(tokens.prefix(limit))
  }

  /// The ids of a line's tokens, at most so many.
  ///
  /// - `dropping`: the rate at which merges are left out, and the key by which.
  func ids(
    _ line: String, limit: Int, dropping: (rate: Double, key: RandomKey)? = nil
  ) -> [Int32] {
    guard let dropping, let encoding else {
      return tokens(line, limit: limit).map { vocabulary.id(of: $0) }
    }
    var (generator, pieces) = (RandomGenerator(key: dropping.key), [String]())
    for word in units(line, limit) where pieces.count <= limit {
      pieces += encoding.pieces(of: word, dropout: dropping.rate, using: &generator)
    }
    // What is too long but for the merges that it lacks keeps them, rather than be cut.
    if pieces.count > limit { return ids(line, limit: limit) }
    return pieces.map { vocabulary.id(of: $0) }
  }

  /// Whether a line has so many tokens or more.
  func hasTokens(_ count: Int, _ line: String) -> Bool {
    // A token has a byte at least.
    line.utf8.count >= count && tokens(line, limit: count).count >= count
  }

  /// The line of ids; what `</s>` begins is left out.
  ///
  /// - `replacing`: what stands at some places instead of their tokens.
  func text(_ ids: [Int32], replacing words: [Int: String] = [:]) -> String {
    let tokens = ids.prefix { $0 != Vocabulary.sentenceEndID }.enumerated().map {
      words[$0.offset] ?? vocabulary.token($0.element)
    }
    if let encoding { return encoding.joined(tokens) }
    return hasJointWords ? JointWords.joined(tokens) : tokenizer.joined(tokens)
  }

  /// A token of the line without what says how it is written.
  func plain(_ token: String) -> String {
    hasJointWords ? JointWords.plain(token) : token
  }

  /// What each token of the vocabulary adds to a line.
  var spellings: TokenSpellings {
    TokenSpellings(
      vocabulary.tokens.map { token in
        if let encoding { return encoding.spelling(of: token) }
        if hasJointWords { return JointWords.spelling(of: token) }
        return Array(token.utf8) + (tokenizer.level == .word ? [0x20] : [])
      }, areWords: hasJointWords)
  }

  /// A phrase with the tokens that write it; nil where the vocabulary lacks one.
  func phrase(_ text: String) -> PhraseConstraints.Phrase? {
    let tokens = ids(text, limit: .max)
    return tokens.isEmpty || tokens.contains(Vocabulary.unknownID)
      ? nil : PhraseConstraints.Phrase(self.text(tokens), tokens: tokens)
  }

  /// The words of a line, with the places of their tokens among the line's.
  func words(_ line: String) -> [(text: String, tokens: Range<Int>)] {
    // Characters count blanks as tokens.
    let blank = tokenizer.level == .character ? 1 : 0
    var place = 0
    return line.parts(between: 0x20, omittingEmpty: false).compactMap { part in
      let word = String(part)
      let count = ids(word, limit: .max).count
      defer { place += count + blank }
      return word.isEmpty ? nil : (word, place..<place + count)
    }
  }
}
