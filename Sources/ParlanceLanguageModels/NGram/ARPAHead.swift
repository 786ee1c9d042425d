import ParlanceText

/// What an ARPA file says of a model beside its n-grams: a comment before `\data\`, which KenLM and
/// SRILM skip.
///
/// `# parlance level=character unknown=replaced`: what tokens are, and that tokens outside the vocabulary
/// were read as the word `<unk>`. The file's `<unk>` is then that word, so that other programs give the
/// same probabilities, and `\u{3c}unk>` the model's own unknown word.
struct ARPAHead: Equatable {
  var level = TextLevel.word
  var replacesUnknown = false

  init(level: TextLevel = .word, replacesUnknown: Bool = false) {
    (self.level, self.replacesUnknown) = (level, replacesUnknown)
  }

  /// Reads a line; nil for another one.
  init?(_ line: String) {
    let words = line.parts(between: 0x20).map(String.init)
    guard words.prefix(2) == ["#", "parlance"] else { return nil }
    for word in words.dropFirst(2) {
      let parts = word.parts(between: UInt8(ascii: "=")).map(String.init)
      switch (parts.first, parts.last) {
      case ("level", let name?): level = TextLevel(rawValue: name) ?? .word
      case ("unknown", "replaced"): replacesUnknown = true
      default: break
      }
    }
  }

  /// The line, or nil where there is nothing to say.
  var line: String? {
    guard self != ARPAHead() else { return nil }
    return "# parlance level=\(level.rawValue)" + (replacesUnknown ? " unknown=replaced" : "")
  }
}
