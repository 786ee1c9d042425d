/// The words of a line as mteval-v13a of the American standards institute cuts it, with what sacrebleu keeps
/// of it.
enum Mteval13a {
  static func tokens(_ line: String) -> [String] {
    var text = line
    for (from, to) in [
      ("<skipped>", ""), ("-\n", ""), ("\n", " "), ("&quot;", "\""), ("&amp;", "&"), ("&lt;", "<"),
      ("&gt;", ">"),
    ] {
      if text.utf8.contains(from.utf8.first!) { text = text.replacing(from, with: to) }
    }
    var scalars = Array(" \(text) ".unicodeScalars)
    scalars = scalars.flatMap { isMark($0) ? [" ", $0, " "] : [$0] }
    scalars = apart(scalars) {
      isDigit($0) == false && isPoint($1)
    } as: {
      [$0, " ", $1, " "]
    }
    scalars = apart(scalars) {
      isPoint($0) && isDigit($1) == false
    } as: {
      [" ", $0, " ", $1]
    }
    scalars = apart(scalars) {
      isDigit($0) && $1 == "-"
    } as: {
      [$0, " ", $1, " "]
    }
    return scalars.spacedWords
  }

  private typealias Scalar = Unicode.Scalar

  private static func isDigit(_ scalar: Scalar) -> Bool { ("0"..."9").contains(scalar) }
  private static func isPoint(_ scalar: Scalar) -> Bool { scalar == "." || scalar == "," }

  /// Marks of ASCII that always stand alone: all but ' , - .
  private static func isMark(_ scalar: Scalar) -> Bool {
    switch scalar {
    case "{"..."~", "["..."`", " "..."&", "("..."+", ":"..."@", "/": true
    default: false
    }
  }

  /// Neighbours that are a pair, from left to right, written in another way; a scalar is in one pair at most.
  private static func apart(
    _ scalars: [Scalar], where isPair: (Scalar, Scalar) -> Bool,
    as writing: (Scalar, Scalar) -> [Scalar]
  ) -> [Scalar] {
    var result: [Scalar] = []
    result.reserveCapacity(scalars.count + 16)
    var place = 0
    while place < scalars.count {
      if place + 1 < scalars.count, isPair(scalars[place], scalars[place + 1]) {
        result += writing(scalars[place], scalars[place + 1])
        place += 2
      } else {
        result.append(scalars[place])
        place += 1
      }
    }
    return result
  }
}
