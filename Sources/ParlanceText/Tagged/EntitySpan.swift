/// An entity: its type and the tokens that it takes.
public struct EntitySpan: Sendable, Hashable {
  /// What follows the hyphen of its tags; empty for tags without one.
  public let type: String
  /// Its tokens.
  public let range: Range<Int>

  /// Creates a span.
  public init(type: String, range: Range<Int>) {
    self.type = type
    self.range = range
  }

  /// The entities of a sentence's tags, just as the program `conlleval` reads them.
  ///
  /// It takes every sequence of tags, well-formed or not: `I-X` after another type begins an entity. To
  /// the rules of B, I and E, those of S are added as seqeval has them.
  public static func spans(of tags: [String]) -> [EntitySpan] {
    var spans: [EntitySpan] = []
    var before = TagParts(mark: "O", type: "")
    var start: Int?
    for (place, tag) in (tags + ["O"]).enumerated() {
      let parts = TagParts(tag)
      if let first = start, parts.ends(before) {
        spans.append(EntitySpan(type: String(before.type), range: first..<place))
        start = nil
      }
      if parts.begins(after: before) { start = place }
      before = parts
    }
    return spans
  }
}

/// A tag's mark and type: `B` and `LOC` of `B-LOC`.
struct TagParts: Equatable {
  let mark: Substring
  let type: Substring

  init(mark: Substring, type: Substring) {
    self.mark = mark
    self.type = type
  }

  init(_ tag: String) {
    guard let hyphen = tag.utf8.firstIndex(of: UInt8(ascii: "-")) else {
      self.init(mark: tag[...], type: "")
      return
    }
    self.init(mark: tag[..<hyphen], type: tag[tag.utf8.index(after: hyphen)...])
  }

  /// Whether an entity that the tag before belongs to is over here.
  func ends(_ before: TagParts) -> Bool {
    if before.mark == "E" || before.mark == "S" { return true }
    if before.mark == "B" || before.mark == "I" {
      if mark == "B" || mark == "S" || mark == "O" { return true }
    }
    return before.mark != "O" && before.mark != "." && before.type != type
  }

  /// Whether an entity begins here.
  func begins(after before: TagParts) -> Bool {
    if mark == "B" || mark == "S" { return true }
    if mark == "E" || mark == "I" {
      if before.mark == "E" || before.mark == "S" || before.mark == "O" { return true }
    }
    return mark != "O" && mark != "." && before.type != type
  }
}
