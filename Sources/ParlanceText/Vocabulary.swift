import ParlanceSystem

/// The tokens that a model knows, each with its id: four special ones, then those of the text.
///
/// Tokens are told apart by their scalars: é and e with a combining mark are two.
public struct Vocabulary: Sendable, Equatable {
  /// What fills up short rows of a batch.
  public static let padding = "<pad>"
  /// What stands for every token that is not in the vocabulary.
  public static let unknown = "<unk>"
  /// What stands before a sentence.
  public static let sentenceStart = "<s>"
  /// What stands after a sentence or line.
  public static let sentenceEnd = "</s>"
  /// The special tokens in the order of their ids.
  public static let specials = [padding, unknown, sentenceStart, sentenceEnd]

  /// The id of `<pad>`.
  public static let paddingID: Int32 = 0
  /// The id of `<unk>`.
  public static let unknownID: Int32 = 1
  /// The id of `<s>`.
  public static let sentenceStartID: Int32 = 2
  /// The id of `</s>`.
  public static let sentenceEndID: Int32 = 3

  /// All tokens in the order of their ids.
  public let tokens: [String]
  private let ids: [TokenKey: Int32]

  /// Creates a vocabulary from all its tokens in the order of their ids, the special ones included.
  ///
  /// Throws `InputError.badData` where a special token is not in its place, or a token is empty or
  /// there twice; the error's line is the token's place, counted from 1.
  public init(tokens: [String]) throws {
    try self.init(tokens: tokens, file: nil)
  }

  init(tokens: [String], file: String?) throws {
    for (index, special) in Self.specials.enumerated() {
      let found = index < tokens.count ? tokens[index] : nil
      guard let found, haveEqualScalars(found, special) else {
        let what = found.map { "found \($0)" } ?? "the vocabulary ends"
        throw InputError(
          .badData, file: file, line: index + 1, "expected the special token \(special), \(what)")
      }
    }
    guard tokens.count <= Int(Int32.max) else {
      throw InputError(.badData, file: file, "more than \(Int32.max) tokens")
    }
    var ids = [TokenKey: Int32](minimumCapacity: tokens.count)
    for (index, token) in tokens.enumerated() {
      guard !token.isEmpty else {
        throw InputError(.badData, file: file, line: index + 1, "a token must not be empty")
      }
      if let first = ids.updateValue(Int32(index), forKey: TokenKey(token)) {
        throw InputError(
          .badData, file: file, line: index + 1,
          "the token \(Self.escaped(token)) stands on line \(first + 1) already")
      }
    }
    self.tokens = tokens
    self.ids = ids
  }

  /// A vocabulary of the special tokens and of distinct ordinary ones, none of them empty.
  init(distinctOrdinary ordinary: [String]) {
    tokens = Self.specials + ordinary
    var ids = [TokenKey: Int32](minimumCapacity: tokens.count)
    for (index, token) in tokens.enumerated() { ids[TokenKey(token)] = Int32(index) }
    self.ids = ids
  }

  /// The number of tokens, the special ones included.
  public var count: Int { tokens.count }

  /// Returns the id of a token, that of `<unk>` where the vocabulary lacks it.
  public func id(of token: some StringProtocol) -> Int32 {
    ids[TokenKey(token)] ?? Self.unknownID
  }

  /// Returns the token of an id; traps where the vocabulary has none.
  public func token(_ id: Int32) -> String {
    guard tokens.indices.contains(Int(id)) else {
      fatalError("Vocabulary.token: id \(id) is not below the vocabulary's size \(count)")
    }
    return tokens[Int(id)]
  }

  /// Whether a token has an id of its own.
  public func contains(_ token: some StringProtocol) -> Bool {
    ids[TokenKey(token)] != nil
  }

  /// Whether two vocabularies give the same tokens the same ids.
  public static func == (a: Vocabulary, b: Vocabulary) -> Bool {
    a.count == b.count && zip(a.tokens, b.tokens).allSatisfy(haveEqualScalars)
  }

  /// Whether a token is `<pad>`, `<s>` or `</s>`, which are no part of what a line says.
  package static func isBoundary(_ token: String) -> Bool {
    token.utf8.first == UInt8(ascii: "<")
      && (haveEqualScalars(token, padding) || haveEqualScalars(token, sentenceStart)
        || haveEqualScalars(token, sentenceEnd))
  }
}
