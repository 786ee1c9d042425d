/// Looks through tagged sentences for what makes training fail or scores mislead.
public struct TaggedDataCheck: Codable, Sendable, Equatable {
  /// What one part of the data holds.
  public struct Split: Codable, Sendable, Equatable {
    /// Its name: of its file, or of what it is for.
    public let name: String
    public let sentences: Int
    public let tokens: Int
    /// How often each tag is there; of entity tags, how often each type of entity.
    public let labels: [String: Int]
    /// How entity tags mark their tokens; nil for other tags.
    public let scheme: TagScheme?
    /// In tokens.
    public let lengths: LengthSummary
    /// The share of tokens that training does not have.
    public let unknownTokens: Double
  }

  /// The parts of the data, what models are trained on the first.
  public let splits: [Split]
  /// What was found.
  public let findings: [DataFinding]

  /// Sentences that are there again by chance are shorter.
  private static let shortestRepeated = 6

  /// Checks data: the first is what models are trained on, the others are held out.
  public init(_ splits: [(name: String, corpus: TaggedCorpus)]) {
    let known = Set(splits.first?.corpus.sentences.lazy.flatMap(\.tokens).map(TokenKey.init) ?? [])
    let schemes = splits.map(\.corpus.scheme)
    let labelled = zip(splits, schemes).map { split, scheme in
      (split.name, split.corpus.sentences.flatMap { $0.labelled(scheme, split.corpus.file) })
    }
    self.splits = zip(zip(splits, schemes), labelled).map { data, labelled in
      let sentences = data.0.corpus.sentences
      var labels: [String: Int] = [:]
      for label in labelled.1.lazy.flatMap(\.labels) { labels[label, default: 0] += 1 }
      let unknown = sentences.lazy.flatMap(\.tokens).count { !known.contains(TokenKey($0)) }
      let tokens = data.0.corpus.tokenCount
      return Split(
        name: data.0.name, sentences: sentences.count, tokens: tokens, labels: labels,
        scheme: data.1, lengths: LengthSummary(sentences.map(\.tokens.count)),
        unknownTokens: tokens == 0 ? 0 : Double(unknown) / Double(tokens))
    }
    let repeated = RepeatedTexts(
      splits: splits.map(\.name), noun: "sentence", said: "tags")
    let items = splits.enumerated().flatMap { split, data in
      data.corpus.sentences.filter { $0.tokens.count >= Self.shortestRepeated }.map { sentence in
        RepeatedTexts.Item(
          key: sentence.tokens.joined(separator: " "),
          label: sentence.tags.joined(separator: " "), place: sentence.place(0, data.corpus.file),
          parts: sentence.tags.enumerated().map { ($1, sentence.place($0, data.corpus.file)) },
          split: split)
      }
    }
    let hasEntities = schemes.first.flatMap { $0 } != nil
    let hasOthers = splits.first?.corpus.tags.contains("O") ?? false
    let labels = LabelCheck(
      labelled, noun: hasEntities ? "entity type" : "tag",
      isToldFromNone: hasEntities && hasOthers)
    findings =
      splits.flatMap(\.corpus.findings) + Self.sizes(splits) + Self.schemes(splits, schemes)
      + labels.findings + repeated.findings(items)
  }

  /// Too little to learn from and to hold out.
  private static func sizes(_ splits: [(name: String, corpus: TaggedCorpus)]) -> [DataFinding] {
    guard splits.count == 1, splits[0].corpus.sentences.count == 1 else { return [] }
    let (name, corpus) = splits[0]
    return [
      DataFinding(
        .balance, .problem, at: corpus.sentences[0].place(0, corpus.file),
        "\(name) has one sentence: none can be held out without --validation")
    ]
  }

  /// Tags that do not follow their scheme, and held-out data in another scheme than training.
  private static func schemes(
    _ splits: [(name: String, corpus: TaggedCorpus)], _ schemes: [TagScheme?]
  ) -> [DataFinding] {
    zip(splits, schemes).enumerated().flatMap { index, data -> [DataFinding] in
      let ((name, corpus), scheme) = data
      var found: [DataFinding] = []
      if index > 0, let first = corpus.sentences.first, scheme != schemes[0],
        corpus.tags != ["O"]
      {
        func text(_ scheme: TagScheme?) -> String { scheme?.name ?? "no entity tags" }
        found.append(
          DataFinding(
            .scheme, .problem, at: first.place(0, corpus.file),
            "\(name) has \(text(scheme)), \(splits[0].name) has \(text(schemes[0]))"))
      }
      guard let scheme else { return found }
      return found
        + corpus.problems(scheme).map { problem in
          DataFinding(
            .scheme, .problem,
            at: .init(file: problem.file ?? corpus.file ?? "", line: problem.line ?? 0),
            problem.message)
        }
    }
  }
}

extension TaggedSentence {
  func place(_ token: Int, _ file: String?) -> DataFinding.Place {
    DataFinding.Place(file: file ?? "", line: lines.isEmpty ? 0 : lines[token])
  }

  /// What there is to count: the type of each entity, or the tag of each token.
  fileprivate func labelled(
    _ scheme: TagScheme?, _ file: String?
  ) -> [(labels: [String], place: DataFinding.Place)] {
    scheme == nil
      ? tags.enumerated().map { ([$1], place($0, file)) }
      : EntitySpan.spans(of: tags).map { ([$0.type], place($0.range.lowerBound, file)) }
  }
}
