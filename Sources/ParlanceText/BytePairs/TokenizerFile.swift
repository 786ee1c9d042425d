import Foundation
import ParlanceSystem

/// A tokenizer as `tokenizer.json` of Hugging Face's tokenizers has it: a normaliser, what cuts lines into
/// words, and byte-pair encoding or word pieces.
///
/// Pieces are those of `encode(line, add_special_tokens=False)`. What a file asks for and is not known here is
/// named in the error: of models all but BPE and WordPiece (Schuster and Nakajima 2012), of patterns all but
/// GPT-2's.
public struct TokenizerFile: SubwordSegmenting {
  let normalizers: [TextNormalizer]
  let splitters: [WordSplitter]
  let model: PieceModel
  let joining: PieceJoining
  /// Pieces that are found in a line before anything else, the longest first.
  let added: [String]

  /// Whether a file is one of these rather than one of merges, by its name.
  public static func isNamed(by path: String) -> Bool { path.hasSuffix(".json") }

  /// Reads a tokenizer.
  ///
  /// - Throws: `InputError` where there is no such file, or it is no tokenizer, or one that is not known here.
  public static func read(from path: String) throws -> TokenizerFile {
    guard let bytes = try InputFile.contents(of: path) else {
      throw InputError(.missingInput, file: path, "there is no such file")
    }
    guard let root = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else {
      throw InputError(.badData, file: path, "expected a JSON object, as tokenizer.json is")
    }
    do {
      return try TokenizerFile(TokenizerPart(root, "tokenizer"), pieces: Self.pieces(in: bytes))
    } catch let problem as TokenizerPart.Problem {
      throw InputError(.badData, file: path, problem.message)
    }
  }

  /// The keys of the object `vocab` as they are spelled: a dictionary takes é and e + ´ for one.
  private static func pieces(in bytes: [UInt8]) -> [String] {
    let key = Array("\"vocab\"".utf8)
    let blanks = Set(" \t\r\n:".utf8)
    for begin in bytes.indices where bytes[begin...].starts(with: key) {
      let rest = bytes[(begin + key.count)...].drop { blanks.contains($0) }
      guard rest.first == UInt8(ascii: "{") else { continue }
      var (keys, isInside, isEscaped) = ([UInt8(ascii: "[")], false, false)
      for byte in rest.dropFirst() {
        if !isInside, byte == UInt8(ascii: "}") { break }
        let isQuote = byte == UInt8(ascii: "\"") && !isEscaped
        if isQuote, !isInside, keys.count > 1 { keys.append(UInt8(ascii: ",")) }
        if isInside || isQuote { keys.append(byte) }
        if isQuote { isInside.toggle() }
        isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
      }
      let list = Data(keys + [UInt8(ascii: "]")])
      return (try? JSONDecoder().decode([String].self, from: list)) ?? []
    }
    return []
  }

  init(_ root: TokenizerPart, pieces: [String]) throws {
    normalizers = try root.list("normalizer", of: "normalizers").map(TextNormalizer.init)
    splitters = try root.list("pre_tokenizer", of: "pretokenizers").map(WordSplitter.init)
    model = try PieceModel(root.part("model"), pieces: pieces)
    joining = try PieceJoining(root.list("decoder", of: "decoders"))
    added = root.parts("added_tokens").compactMap { $0.string("content") }.filter { !$0.isEmpty }
      .sorted { $0.utf8.count > $1.utf8.count }
  }

  public func tokens(_ line: String) -> [String] {
    var tokens: [String] = []
    var rest = line[...]
    var isFirst = true
    while !rest.isEmpty {
      let found = added.compactMap { text in
        rest.range(of: text, options: .literal).map { (range: $0, text: text) }
      }.min { $0.range.lowerBound < $1.range.lowerBound }
      append(String(rest[..<(found?.range.lowerBound ?? rest.endIndex)]), isFirst, to: &tokens)
      isFirst = false
      guard let found else { break }
      tokens.append(found.text)
      rest = rest[found.range.upperBound...]
    }
    return tokens
  }

  private func append(_ text: String, _ isFirst: Bool, to tokens: inout [String]) {
    if text.isEmpty { return }
    let normal = normalizers.reduce(text) { $1.normalized($0) }
    var words = [normal]
    for splitter in splitters {
      words = words.enumerated().flatMap { splitter.words($1, isFirst: isFirst && $0 == 0) }
    }
    for word in words where !word.isEmpty { tokens += model.pieces(of: word) }
  }

  public func joined(_ tokens: [String]) -> String { joining.text(tokens) }
}

/// An object of the file, with what is asked of it.
struct TokenizerPart {
  struct Problem: Error {
    let message: String
  }

  private let values: [String: Any]
  private let name: String

  init(_ values: [String: Any], _ name: String) { (self.values, self.name) = (values, name) }

  var type: String { string("type") ?? "none" }

  func string(_ key: String) -> String? { values[key] as? String }
  func bool(_ key: String, default value: Bool) -> Bool { values[key] as? Bool ?? value }
  func int(_ key: String) -> Int? { values[key] as? Int }
  subscript(_ key: String) -> Any? { values[key].flatMap { $0 is NSNull ? nil : $0 } }

  func part(_ key: String) throws -> TokenizerPart {
    guard let inner = values[key] as? [String: Any] else {
      throw Problem(message: "the \(name) has no \(key)")
    }
    return TokenizerPart(inner, key)
  }

  func parts(_ key: String) -> [TokenizerPart] {
    (values[key] as? [[String: Any]] ?? []).map { TokenizerPart($0, key) }
  }

  /// One step or, of a sequence, all; none where there is null.
  func list(_ key: String, of sequence: String) throws -> [TokenizerPart] {
    guard self[key] != nil else { return [] }
    let part = try part(key)
    guard part.type == "Sequence" else { return [part] }
    return part.parts(sequence).map { TokenizerPart($0.values, key) }
  }

  /// What is not known here.
  func unknown(_ what: String? = nil) -> Problem {
    Problem(message: "the \(name) \(what ?? type) is not supported")
  }
}
