import ParlanceClassification

/// Tokens on the colours of what they bring: blue for the label, red against it, pale for little; where
/// there are no colours, each with its number.
func coloured(_ tokens: [TokenContribution], _ colours: TerminalColours) -> String {
  if colours == .none {
    return tokens.map { token in
      "\(token.token):\(token.contribution < 0 ? "" : "+")\(token.contribution.fixed(4))"
    }.joined(separator: " ")
  }
  let greatest = tokens.map { abs($0.contribution) }.max() ?? 0
  guard greatest > 0 else { return tokens.map(\.token).joined(separator: " ") }
  return tokens.map { token in
    let share = abs(token.contribution) / greatest
    return colours.styled(token.token, share, isAgainst: token.contribution < 0)
  }.joined(separator: " ")
}

extension TerminalColours {
  /// A text on blue, or red where it speaks against, the deeper the greater the share.
  func styled(_ text: String, _ share: Double, isAgainst: Bool) -> String {
    guard self != .none, share >= 0.1 else { return text }
    let other = Int(255 * (1 - share))
    let ink = share > 0.6 ? 231 : 16
    let ground =
      switch self {
      case .truecolour: isAgainst ? "2;255;\(other);\(other)" : "2;\(other);\(other);255"
      // Of the 6 × 6 × 6 colours, two channels falling from 5 to 0.
      default:
        "5;\(isAgainst ? 16 + 180 + 7 * (other / 51) : 16 + 5 + 42 * (other / 51))"
      }
    return "\u{1B}[38;5;\(ink);48;\(ground)m\(text)\u{1B}[0m"
  }
}
