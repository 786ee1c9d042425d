/// What cuts a word into pieces of a vocabulary.
struct PieceModel: Sendable {
  private enum Kind: Sendable {
    case bytePairs(
      ranks: [BytePairEncoding.Merge: Int], prefix: String, suffix: String, fusesUnknown: Bool,
      hasByteFallback: Bool, ignoresMerges: Bool)
    case wordPieces(prefix: String, longest: Int)
  }

  private let kind: Kind
  private let vocabulary: Set<TokenKey>
  private let unknown: String?

  init(_ part: TokenizerPart, pieces: [String]) throws {
    guard ["BPE", "WordPiece"].contains(part.type) else { throw part.unknown() }
    guard part["vocab"] is [String: Any] else {
      throw TokenizerPart.Problem(message: "the model \(part.type) has no vocab of pieces")
    }
    vocabulary = Set(pieces.map { TokenKey($0) })
    unknown = part.string("unk_token")
    switch part.type {
    case "BPE":
      kind = .bytePairs(
        ranks: Dictionary(
          try Self.merges(part["merges"]).enumerated().map { ($1, $0) },
          uniquingKeysWith: { first, _ in first }),
        prefix: part.string("continuing_subword_prefix") ?? "",
        suffix: part.string("end_of_word_suffix") ?? "",
        fusesUnknown: part.bool("fuse_unk", default: false),
        hasByteFallback: part.bool("byte_fallback", default: false),
        ignoresMerges: part.bool("ignore_merges", default: false))
      guard part.string("continuing_subword_prefix") ?? "" == "" else {
        throw part.unknown("BPE with a continuing_subword_prefix")
      }
    case "WordPiece":
      kind = .wordPieces(
        prefix: part.string("continuing_subword_prefix") ?? "##",
        longest: part.int("max_input_chars_per_word") ?? 100)
    default: throw part.unknown()
    }
  }

  private static func merges(_ value: Any?) throws -> [BytePairEncoding.Merge] {
    let pairs: [[String]]
    switch value {
    case let lines as [String]: pairs = lines.map { $0.parts(between: 0x20).map(String.init) }
    case let found as [[String]]: pairs = found
    default: pairs = [[]]
    }
    return try pairs.enumerated().map { place, pair in
      guard pair.count == 2 else {
        throw TokenizerPart.Problem(message: "merge \(place + 1): expected two symbols")
      }
      return BytePairEncoding.Merge(pair[0], pair[1])
    }
  }

  private func has(_ piece: String) -> Bool { vocabulary.contains(TokenKey(piece)) }

  func pieces(of word: String) -> [String] {
    switch kind {
    case .wordPieces(let prefix, let longest): return wordPieces(word, prefix, longest)
    case .bytePairs(let ranks, _, let suffix, let fuses, let fallsBack, let ignoresMerges):
      if ignoresMerges, has(word) { return [word] }
      var symbols = word.unicodeScalars.map { String($0) }
      symbols[symbols.count - 1] += suffix
      let isKnown = symbols.map(has)
      // What the vocabulary lacks is merged with nothing.
      var pieces: [String] = []
      var run: [String] = []
      func flush() {
        guard !run.isEmpty else { return }
        var chain = MergingChain(run)
        chain.merge(ranks)
        pieces += chain.symbols
        run = []
      }
      var wasUnknown = false
      for (symbol, isKnown) in zip(symbols, isKnown) {
        let bytes = fallsBack && !isKnown ? symbol.utf8.map(BytePairEncoding.byteToken) : []
        if isKnown {
          run.append(symbol)
        } else if !bytes.isEmpty, bytes.allSatisfy(has) {
          run += bytes
        } else {
          flush()
          if let unknown, !(fuses && wasUnknown) { pieces.append(unknown) }
          wasUnknown = true
          continue
        }
        wasUnknown = false
      }
      flush()
      return pieces
    }
  }

  /// The longest piece that a word begins with, again and again.
  private func wordPieces(_ word: String, _ prefix: String, _ longest: Int) -> [String] {
    let scalars = Array(word.unicodeScalars)
    let none = unknown.map { [$0] } ?? []
    guard scalars.count <= longest else { return none }
    var (pieces, begin) = ([String](), 0)
    while begin < scalars.count {
      let found = stride(from: scalars.count, to: begin, by: -1).lazy.map { end in
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[begin..<end])
        return (end: end, piece: (begin > 0 ? prefix : "") + String(text))
      }.first { has($0.piece) }
      guard let found else { return none }
      pieces.append(found.piece)
      begin = found.end
    }
    return pieces
  }
}

/// How pieces become a line again.
enum PieceJoining: Sendable {
  case byteLevel
  case suffix(String)
  case metaspace(mark: String, dropsFirst: Bool)
  case wordPieces(prefix: String)
  /// As the pieces are, a blank between them.
  case blanks

  init(_ parts: [TokenizerPart]) throws {
    guard let part = parts.first else {
      self = .blanks
      return
    }
    switch part.type {
    case "ByteLevel": self = .byteLevel
    case "BPEDecoder": self = .suffix(part.string("suffix") ?? "</w>")
    case "Metaspace":
      self = .metaspace(
        mark: part.string("replacement") ?? "▁",
        dropsFirst: part.string("prepend_scheme") ?? "always" != "never")
    case "WordPiece": self = .wordPieces(prefix: part.string("prefix") ?? "##")
    case "Replace" where parts.map(\.type).contains("Fuse"):
      self = .metaspace(mark: "▁", dropsFirst: parts.map(\.type).contains("Strip"))
    default: throw part.unknown()
    }
  }

  func text(_ tokens: [String]) -> String {
    switch self {
    case .blanks: return tokens.joined(separator: " ")
    case .byteLevel:
      let bytes = tokens.flatMap { token in
        token.unicodeScalars.flatMap { scalar in
          ByteLetters.bytes[scalar].map { [$0] } ?? Array(String(scalar).utf8)
        }
      }
      return String(decoding: bytes, as: UTF8.self)
    case .suffix(let suffix):
      let line = tokens.map { token in
        token.ends(with: suffix)
          ? String(token.unicodeScalars.dropLast(suffix.unicodeScalars.count)) + " " : token
      }.joined()
      return line.ends(with: " ") ? String(line.unicodeScalars.dropLast()) : line
    case .metaspace(let mark, let dropsFirst):
      var joiner = BytePairEncoding([])
      joiner.limits.hasByteFallback = true
      // Within one word all pieces go on, so that bytes become characters.
      let line = joiner.joined(tokens.map { $0 + BytePairEncoding.continuation })
        .unicodeScalars.map { String($0) == mark ? " " : String($0) }.joined()
      return dropsFirst ? line.without(prefix: " ") ?? line : line
    case .wordPieces(let prefix):
      return tokens.enumerated().map { place, token in
        token.without(prefix: prefix) ?? (place == 0 ? "" : " ") + token
      }.joined()
    }
  }
}

extension String {
  /// The scalars after a prefix, or nil for another text; a mark may join the last one before it.
  fileprivate func without(prefix: String) -> String? {
    guard unicodeScalars.starts(with: prefix.unicodeScalars) else { return nil }
    return String(unicodeScalars.dropFirst(prefix.unicodeScalars.count))
  }
}
