import ParlanceArrays

/// How tags mark which tokens an entity takes.
public enum TagScheme: String, Sendable, Codable, CaseIterable {
  /// Inside and outside; B only where an entity follows another of its type. Ramshaw and Marcus, 1995.
  case iob1
  /// Every entity begins with B; also called BIO.
  case iob2
  /// As IOB2, with E for the last token and S for the only one; also called BIOES. BILOU and BMES are
  /// read as it: see `TagDialect`.
  case iobes

  /// The tags of a sentence of so many tokens with these entities.
  ///
  /// Spans ascend and do not overlap; traps for one outside the sentence.
  public func tags(of spans: [EntitySpan], count: Int) -> [String] {
    var tags = [String](repeating: "O", count: count)
    var before: EntitySpan?
    for span in spans {
      guard 0...count ~= span.range.upperBound, !span.range.isEmpty else {
        fatalError("TagScheme.tags: span \(span.range) in a sentence of \(count) tokens")
      }
      let touches = before?.range.upperBound == span.range.lowerBound && before?.type == span.type
      for place in span.range {
        let mark = mark(place - span.range.lowerBound, of: span.range.count, touches)
        tags[place] = span.type.isEmpty ? mark : "\(mark)-\(span.type)"
      }
      before = span
    }
    return tags
  }

  private func mark(_ place: Int, of count: Int, _ touches: Bool) -> String {
    switch self {
    case .iob1: place == 0 && touches ? "B" : "I"
    case .iob2: place == 0 ? "B" : "I"
    case .iobes: count == 1 ? "S" : place == 0 ? "B" : place == count - 1 ? "E" : "I"
    }
  }

  /// The marks of the scheme beside O.
  var marks: Set<Substring> { self == .iobes ? ["B", "I", "E", "S"] : ["B", "I"] }

  /// The first place of a sentence that does not follow the scheme, and what is wrong there; nil for a
  /// well-formed sentence.
  public func problem(in tags: [String]) -> (place: Int, message: String)? {
    problems(in: tags).first
  }

  /// All places of a sentence that do not follow the scheme.
  public func problems(in tags: [String]) -> [(place: Int, message: String)] {
    var found: [(place: Int, message: String)] = []
    var before = TagParts("O")
    for (place, tag) in tags.enumerated() {
      let parts = TagParts(tag)
      if let message = problem(parts, tag, after: before, place == 0 ? nil : tags[place - 1]) {
        found.append((place, message))
      }
      before = parts
    }
    if self == .iobes, before.mark == "B" || before.mark == "I" {
      found.append((tags.count - 1, "the sentence ends after \(tags[tags.count - 1])"))
    }
    return found
  }

  private func problem(
    _ parts: TagParts, _ tag: String, after before: TagParts, _ tagBefore: String?
  ) -> String? {
    let place = tagBefore.map { "after \($0)" } ?? "at the beginning of a sentence"
    guard tag == "O" || marks.contains(parts.mark) else { return "\(tag) is no tag of \(name)" }
    let isInside = before.mark != "O" && before.type == parts.type
    let isOpen = before.mark == "B" || before.mark == "I"
    switch self {
    case .iob1: return parts.mark == "B" && !isInside ? "\(tag) \(place)" : nil
    case .iob2: return parts.mark == "I" && !isInside ? "\(tag) \(place)" : nil
    case .iobes:
      let goesOn = parts.mark == "I" || parts.mark == "E"
      return goesOn != isOpen || (goesOn && !isInside) ? "\(tag) \(place)" : nil
    }
  }

  /// For people.
  public var name: String { rawValue.uppercased() }

  /// Whether tags mark entities at all: each is O, or one of the marks with a type.
  public static func areEntityTags(_ tags: some Sequence<String>) -> Bool {
    var hasEntity = false
    for tag in tags where tag != "O" {
      guard TagScheme.iobes.marks.contains(TagParts(tag).mark) else { return false }
      hasEntity = true
    }
    return hasEntity
  }

  /// The scheme that sentences follow, or that the fewest of their tags break; nil where the tags mark
  /// no entities.
  public static func detected(in sentences: some Sequence<[String]>) -> TagScheme? {
    let sentences = Array(sentences)
    let marks = Set(sentences.lazy.flatMap { $0 }.map { TagParts($0).mark })
    guard areEntityTags(sentences.lazy.flatMap { $0 }) else { return nil }
    if marks.contains("E") || marks.contains("S") { return .iobes }
    func errors(_ scheme: TagScheme) -> Int {
      sentences.reduce(0) { $0 + scheme.problems(in: $1).count }
    }
    return errors(.iob1) < errors(.iob2) ? .iob1 : .iob2
  }
}

extension TaggedCorpus {
  /// The scheme that the tags follow, or nil where they mark no entities.
  public var scheme: TagScheme? { TagScheme.detected(in: sentences.map(\.tags)) }

  /// How many tags do not follow their scheme, and which is the first; nil where all do.
  public var schemeProblem: String? {
    guard let scheme else { return nil }
    let found = problems(scheme)
    return found.first.map { first in
      (found.count == 1 ? "1 tag does" : "\(found.count) tags do")
        + " not follow the scheme, the first: \(first)"
    }
  }

  /// Every tag that does not follow a scheme, with its line.
  public func problems(_ scheme: TagScheme) -> [InputError] {
    sentences.flatMap { sentence in
      scheme.problems(in: sentence.tags).map { place, message in
        InputError(
          .badData, file: file, line: sentence.lines.isEmpty ? nil : sentence.lines[place],
          "\(message) (\(scheme.name))")
      }
    }
  }

  /// Why a scheme does not fit tags that mark no entities, with the first such tag.
  private func noEntities(_ scheme: TagScheme) -> InputError {
    for sentence in sentences {
      for (place, tag) in sentence.tags.enumerated() where !TagScheme.areEntityTags([tag]) {
        if tag == "O" { continue }
        return InputError(
          .badData, file: file, line: sentence.lines.isEmpty ? nil : sentence.lines[place],
          "the tags mark no entities; \(scheme.name) does not fit: \(tag.shown) is none of its tags"
        )
      }
    }
    return InputError(
      .badData, file: file, "the tags mark no entities; \(scheme.name) does not fit")
  }

  /// The same entities in another scheme.
  ///
  /// - `repairing`: whether tags that do not follow their scheme may be read as `conlleval`
  ///   does.
  /// - Throws: `InputError.badData` with file and line for the first such tag otherwise, and where the
  ///   tags mark no entities.
  public func converted(to scheme: TagScheme, repairing: Bool = false) throws -> TaggedCorpus {
    guard let found = self.scheme else {
      if tags == ["O"] { return self }
      throw noEntities(scheme)
    }
    if !repairing, let problem = problems(found).first {
      throw InputError(
        problem.kind, file: problem.file, line: problem.line,
        problem.message + "; --repair reads such tags as conlleval does")
    }
    var corpus = self
    for index in sentences.indices {
      let tags = sentences[index].tags
      corpus.sentences[index].tags = scheme.tags(of: EntitySpan.spans(of: tags), count: tags.count)
    }
    return corpus
  }
}
