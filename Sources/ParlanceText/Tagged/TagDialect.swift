/// A scheme that says the same as IOBES with other letters: BILOU, BMES and the like.
struct TagDialect {
  /// For people.
  let name: String
  private let letters: [String: String]

  /// What letters of other schemes are called in IOBES.
  private static let known = ["L": "E", "U": "S", "M": "I", "W": "S"]

  /// The dialect that a set of tags is of; nil for IOB1, IOB2, IOBES, and for what marks no entities.
  init?(of tags: some Sequence<String>) {
    var marks: Set<String> = []
    for tag in tags where tag != "O" { marks.insert(String(TagParts(tag).mark)) }
    let foreign = marks.filter { Self.known[$0] != nil }
    // Two letters for one thing are no scheme.
    let isSound =
      !foreign.contains { marks.contains(Self.known[$0]!) }
      && Set(foreign.map { Self.known[$0]! }).count == foreign.count
    guard !foreign.isEmpty, isSound, marks.subtracting(foreign).isSubset(of: ["B", "I", "E", "S"]),
      marks.contains("B") || foreign == ["U"]
    else { return nil }
    letters = Self.known.filter { foreign.contains($0.key) }
    name = foreign.contains("M") || foreign.contains("W") ? "BMES" : "BILOU"
  }

  /// A tag as IOBES has it.
  func tag(_ tag: String) -> String {
    let parts = TagParts(tag)
    guard let letter = letters[String(parts.mark)] else { return tag }
    return letter + tag.utf8.dropFirst(parts.mark.utf8.count).text
  }

  /// Of tags that mark no entities by any scheme, but look as if they should: one that does not fit.
  static func oddTag(of tags: [String]) -> String? {
    let inside = tags.filter { $0 != "O" && $0 != "o" }
    guard !TagScheme.areEntityTags(inside) else { return nil }
    let alike = inside.filter(looksLikeEntity)
    let hasOutside = inside.count < tags.count
    guard !alike.isEmpty, hasOutside || 2 * alike.count > inside.count else { return nil }
    return inside.first { !TagScheme.areEntityTags([$0]) }
  }

  /// Whether a tag is a letter, a mark and a type, or a type, a mark and a letter.
  private static func looksLikeEntity(_ tag: String) -> Bool {
    let bytes = Array(tag.utf8)
    guard bytes.count > 2 else { return false }
    let marks = Array("-_:/|.".utf8)
    func isLetter(_ byte: UInt8) -> Bool { "BIOESLUMWbioeslumw".utf8.contains(byte) }
    return isLetter(bytes[0]) && marks.contains(bytes[1])
      || isLetter(bytes[bytes.count - 1]) && marks.contains(bytes[bytes.count - 2])
      || marks.contains(bytes[1])
  }
}

extension Substring.UTF8View {
  /// As a text.
  fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
