extension TaggedBlock {
  /// The lines of the file with other tags, all else as it was.
  ///
  /// - `tags`: one for each token; plain lines become `token/tag`.
  /// - `confidences`: where given, a number for each token: in a column after the others, in CoNLL-U's
  ///   last column as `Confidence=`, or as `token/tag/number`.
  /// - `isAppended`: whether the tags are a further column, after those that are there, as `conlleval`
  ///   reads it.
  public func text(
    _ layout: TaggedLayout, tags: [String], confidences: [String]? = nil, isAppended: Bool = false
  ) -> String {
    guard tags.count == sentence.tokens.count, confidences?.count ?? tags.count == tags.count else {
      fatalError(
        "TaggedBlock.text: expected \(sentence.tokens.count) tags, found \(tags.count) and "
          + "\(confidences?.count ?? tags.count) confidences")
    }
    var text = hasByteOrderMark ? "\u{FEFF}" : ""
    for line in lines {
      if layout.format == .lines {
        text += zip(sentence.tokens, tags).enumerated().map { place, pair in
          ([pair.0, pair.1] + (confidences.map { [$0[place]] } ?? [])).joined(separator: "/")
        }.joined(separator: " ")
      } else if let token = line.token {
        text += Self.row(
          line.text, layout, tags[token], confidences?[token], isAppended: isAppended)
      } else {
        text += line.text
      }
      text += line.end
    }
    return text
  }

  private static func row(
    _ line: String, _ layout: TaggedLayout, _ tag: String, _ confidence: String?, isAppended: Bool
  ) -> String {
    let separator = layout.isTabbed ? "\t" : " "
    var row = line
    var added: [String] = []
    let fields = layout.fields(line)
    if layout.format == .conllu, let confidence, let misc = fields.last {
      // The last column first, so that the other's place stays what it is.
      let value = "Confidence=\(confidence)"
      row.replaceSubrange(
        misc.startIndex..<misc.endIndex, with: misc == "_" ? value : "\(misc)|\(value)")
    }
    if let column = layout.tagColumn, !isAppended || layout.format == .conllu {
      let field = TaggedLayout.fields(row, isTabbed: layout.isTabbed)[column]
      row.replaceSubrange(field.startIndex..<field.endIndex, with: tag)
    } else {
      added.append(tag)
    }
    if layout.format == .columns, let confidence { added.append(confidence) }
    return ([row] + added).joined(separator: separator)
  }
}
