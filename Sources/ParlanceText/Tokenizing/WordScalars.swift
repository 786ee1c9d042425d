// What a scalar is to `WordScanner`.

extension Unicode.Scalar {
  var isDigit: Bool { properties.numericType == .decimal }

  /// Letters, their marks, and digits.
  package var isWordPart: Bool {
    if isASCII {
      return (0x30...0x39).contains(value) || (0x41...0x5A).contains(value)
        || (0x61...0x7A).contains(value)
    }
    if properties.isAlphabetic || properties.numericType != nil { return true }
    return switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: !isEmojiModifier
    default: false
    }
  }

  /// A sign that is a word by itself.
  var isIdeograph: Bool { !isASCII && properties.isIdeographic }

  /// A sign of a script that sets no blanks between words: ideographs, kana, Thai, Lao, Burmese, Khmer.
  package var isWrittenWithoutBlanks: Bool {
    isIdeograph || (0x3040...0x30FF).contains(value) || (0x0E00...0x0EFF).contains(value)
      || (0x1000...0x109F).contains(value) || (0x1780...0x17FF).contains(value)
  }

  var isRegionalIndicator: Bool { (0x1F1E6...0x1F1FF).contains(value) }

  var isEmoji: Bool {
    !isASCII && (properties.isEmojiPresentation || (properties.isEmoji && value > 0x2000))
  }

  /// What changes how an emoji looks.
  var isEmojiModifier: Bool {
    value == 0xFE0F || value == 0xFE0E || (0x1F3FB...0x1F3FF).contains(value) || value == 0x20E3
  }

  /// Joiners and marks of direction or order that stand alone.
  var isIgnorable: Bool {
    value == 0x200B || value == 0x200D || value == 0xFEFF || value == 0xFE0F
      || (0x200E...0x200F).contains(value) || (0x202A...0x202E).contains(value)
  }

  /// A capital of ASCII as a small letter.
  var lowered: Unicode.Scalar {
    (0x41...0x5A).contains(value) ? Unicode.Scalar(UInt8(value + 0x20)) : self
  }
}
