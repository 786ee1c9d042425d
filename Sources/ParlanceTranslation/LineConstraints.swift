import ParlanceDecoding
import ParlanceSystem
import ParlanceText

/// Phrases that the translation of a line must have, and phrases that it must not have.
public struct LineConstraints: Sendable, Equatable {
  public var required: [String] = []
  public var forbidden: [String] = []

  /// Creates constraints; none by default.
  public init(required: [String] = [], forbidden: [String] = []) {
    (self.required, self.forbidden) = (required, forbidden)
  }

  /// Reads the constraints of lines, one line each: phrases with tabs between them, `+` before one that must
  /// come and `-` before one that must not; a blank line for none. Plain or gzipped.
  ///
  /// - Throws: what `LineReader` throws, and `InputError.badData` with the line where a phrase has no sign,
  ///   or where one must come in which another must not.
  public static func read(path: String) throws -> [LineConstraints] {
    var all: [LineConstraints] = []
    try LineReader.forEachLine(path) { line, number in
      func bad(_ message: String) -> InputError {
        InputError(.badData, file: path, line: number, message)
      }
      var constraints = LineConstraints()
      for part in line.parts(between: 0x09) where !String(part).isWhiteSpace {
        let phrase = String(part.dropFirst()).trimmed
        switch part.first {
        case "+" where !phrase.isEmpty: constraints.required.append(phrase)
        case "-" where !phrase.isEmpty: constraints.forbidden.append(phrase)
        default: throw bad("expected + or - and a phrase, found \(String(part).shown)")
        }
      }
      for required in constraints.required {
        for forbidden in constraints.forbidden
        where PhraseConstraints.has(forbidden, in: required) {
          throw bad(
            "\(required.shown) must come and \(forbidden.shown), which it has, must not; "
              + "no translation is like that")
        }
      }
      all.append(constraints)
    }
    return all
  }
}

extension Translator {
  /// Constraints in the tokens of the target; phrases that it cannot write are left out.
  func phrases(_ lines: [LineConstraints]) -> [PhraseConstraints] {
    let spellings = target.spellings
    return lines.map { line in
      PhraseConstraints(
        required: line.required.compactMap(target.phrase), forbidden: line.forbidden,
        spellings: spellings)
    }
  }

  /// The required phrases that have a token which the target's vocabulary lacks.
  public func unwritable(_ constraints: LineConstraints) -> [String] {
    constraints.required.filter { target.phrase($0) == nil }
  }
}
