import ParlanceDrawing
import ParlanceLanguageModels
import ParlanceReports
import ParlanceText

/// How a text's surprise is written for people and for tables.
struct SurpriseListing {
  /// The numbers of the lines with their tokens, `</s>` the last of each.
  let lines: [(number: Int, words: [TokenSurprise])]
  let level: TextLevel

  /// The greatest finite surprise: where the colours end.
  private var greatest: Double {
    lines.lazy.flatMap(\.words).map(\.nats).filter(\.isFinite).max() ?? 0
  }

  /// The lines with coloured words, or with numbers behind the words.
  func text(_ colours: TerminalColours) -> String {
    let greatest = greatest
    guard colours != .none else {
      return lines.map { line in
        line.words.map { "\($0.token) (\($0.nats.fixed(2)))" }.joined(separator: " ") + "\n"
      }.joined()
    }
    let space = level == .word ? " " : ""
    func styled(_ text: String, _ nats: Double) -> String {
      colours.styled(text, greatest > 0 ? nats / greatest : 0)
    }
    let legend = (0...8).map { part in
      let nats = greatest * Double(part) / 8
      return styled(" \(nats.fixed(1)) ", nats)
    }
    return lines.map { line in
      line.words.map { styled($0.token, $0.nats) }.joined(separator: space) + "\n"
    }.joined() + "\n" + legend.joined() + " nats\n"
  }

  /// A table of the most surprising words; of equal ones the first.
  func most(_ count: Int) -> String {
    let places = lines.indices.flatMap { line in
      lines[line].words.indices.map { (line: line, place: $0) }
    }
    let worst = places.enumerated().sorted { a, b in
      let x = lines[a.element.line].words[a.element.place].nats
      let y = lines[b.element.line].words[b.element.place].nats
      return x != y ? x > y : a.offset < b.offset
    }.prefix(count)
    if worst.isEmpty { return "" }
    return "\n"
      + table(
        [["nats", "line", "word", ""]]
          + worst.map { _, place in
            let (number, words) = lines[place.line]
            let word = words[place.place]
            return [
              word.nats.fixed(2), "\(number)", word.token, word.isUnknown ? "unknown" : "",
            ]
          }, flushLeft: [2, 3]) + "\n"
  }

  /// Line, place, token and nats with tabs between; a token's own tab or line break is escaped.
  var tsv: String {
    lines.map { line in
      line.words.enumerated().map { place, word in
        let token = word.token.unicodeScalars.map { scalar in
          switch scalar {
          case "\t": "\\t"
          case "\r": "\\r"
          case "\\": "\\\\"
          default: String(scalar)
          }
        }.joined()
        return "\(line.number)\t\(place + 1)\t\(token)\t\(word.nats.fixed(4))\n"
      }.joined()
    }.joined()
  }
}

/// The colours that standard output can show.
enum TerminalColours {
  case none, palette256, truecolour

  /// A text on the colour for a share of the scale; as it is at the scale's pale beginning.
  func styled(_ text: String, _ share: Double) -> String {
    if self == .none || !(share >= 0.1) { return text }
    let scale = ColourScale.sequential
    let (red, green, blue) = scale.bytes(share)
    let ink = scale.takesDarkText(share) ? 16 : 231
    let ground =
      switch self {
      case .truecolour: "2;\(red);\(green);\(blue)"
      default: "5;\(Self.index(red, green, blue))"
      }
    return "\u{1B}[38;5;\(ink);48;\(ground)m\(text)\u{1B}[0m"
  }

  /// The nearest of the 6 × 6 × 6 colours of 256.
  private static func index(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int {
    // Levels 0, 95, 135, 175, 215, 255.
    func level(_ byte: UInt8) -> Int { byte < 48 ? 0 : byte < 115 ? 1 : (Int(byte) - 35) / 40 }
    return 16 + 36 * level(red) + 6 * level(green) + level(blue)
  }
}
