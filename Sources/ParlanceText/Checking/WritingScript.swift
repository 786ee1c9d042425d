/// A script, as far as checks tell them apart.
public enum WritingScript: String, Codable, Sendable, CaseIterable {
  case latin = "Latin"
  case greek = "Greek"
  case cyrillic = "Cyrillic"
  case armenian = "Armenian"
  case hebrew = "Hebrew"
  case arabic = "Arabic"
  case indic = "Indic"
  case thai = "Thai"
  case georgian = "Georgian"
  case ethiopic = "Ethiopic"
  case hangul = "Hangul"
  /// Kana and ideographs, which one text mixes.
  case han = "Han"
  case other

  /// Ranges of the Unicode Standard, chapter by chapter.
  private static let ranges: [(ClosedRange<UInt32>, WritingScript)] = [
    (0x41...0x24F, .latin), (0x1E00...0x1EFF, .latin), (0xFF21...0xFF5A, .latin),
    (0x370...0x3FF, .greek), (0x1F00...0x1FFF, .greek), (0x400...0x52F, .cyrillic),
    (0x1C80...0x1C8F, .cyrillic), (0x2DE0...0x2DFF, .cyrillic), (0xA640...0xA69F, .cyrillic),
    (0x530...0x58F, .armenian), (0x590...0x5FF, .hebrew), (0xFB1D...0xFB4F, .hebrew),
    (0x600...0x77F, .arabic), (0x8A0...0x8FF, .arabic), (0xFB50...0xFDFF, .arabic),
    (0xFE70...0xFEFF, .arabic), (0x900...0xDFF, .indic), (0xE00...0xEFF, .thai),
    (0x10A0...0x10FF, .georgian), (0x1200...0x139F, .ethiopic), (0x1100...0x11FF, .hangul),
    (0x3130...0x318F, .hangul), (0xAC00...0xD7AF, .hangul), (0x3040...0x30FF, .han),
    (0x3400...0x4DBF, .han), (0x4E00...0x9FFF, .han), (0xF900...0xFAFF, .han),
    (0x20000...0x3FFFF, .han),
  ]

  /// The script of a letter; nil for digits, marks and blanks.
  init?(_ scalar: Unicode.Scalar) {
    guard scalar.isWordPart, !scalar.isDigit else { return nil }
    self = Self.ranges.first { $0.0.contains(scalar.value) }?.1 ?? .other
  }

  /// The script of most of a text's letters; nil where it has none.
  public init?(of text: String) {
    var counts = [Int](repeating: 0, count: Self.allCases.count)
    for scalar in text.unicodeScalars {
      if let script = Self(scalar) { counts[Self.allCases.firstIndex(of: script)!] += 1 }
    }
    guard let most = counts.max(), most > 0 else { return nil }
    self = Self.allCases[counts.firstIndex(of: most)!]
  }
}
