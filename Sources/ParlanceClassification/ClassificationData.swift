import Foundation
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// The texts of a run and what was made of the training texts.
public struct ClassificationData: Sendable {
  /// Texts with their labels.
  public struct Part: Sendable {
    /// As they were read.
    public let texts: LabelledTexts
    /// In the tokens of the model.
    let read: [ReadText]

    var tokens: [[String]] { read.map(\.tokens) }

    /// Some of the texts.
    func taking(_ places: [Int]) -> Part {
      Part(
        texts: LabelledTexts(places.map { texts.items[$0] }), read: places.map { read[$0] })
    }
  }

  /// From the training texts alone.
  public let vocabulary: Vocabulary
  /// From the training texts alone, in the order of their names.
  public let labels: LabelSet
  public private(set) var training: Part
  public private(set) var validation: Part
  public let test: Part?
  /// Given vectors of the vocabulary's tokens.
  let vectors: WordVectors?
  /// What was decided on reading, for people.
  public let notes: [String]
  let source: ClassificationSource
  /// How the texts are cut into tokens.
  let tokenizer: Tokenizer

  /// Recipes of the built-in corpus.
  static let recipeCount = 5000

  /// Reads and checks all texts; writes nothing.
  ///
  /// - Throws: `InputError` that names file and line.
  public init(_ settings: ClassifierSettings) throws {
    let isMultiLabel = settings.architecture.isMultiLabel
    source = ClassificationSource(settings)
    var notes: [String] = []
    func read(_ path: String) throws -> LabelledTexts {
      let texts = try LabelledTexts.read(path, format: settings.format)
      try texts.checkLabels(isMultiLabel: isMultiLabel)
      notes += texts.notes
      return texts
    }
    var names: LabelSet?
    let (training, validation, tested) = try settings.source.read(read) {
      Self.recipes(settings.training.seed)
    } whole: { all in
      names = try Self.labels(of: all, isMultiLabel, settings.train)
    } holdOut: { all in
      let parts = try all.split(seed: settings.training.seed)
      return settings.holdsOut ? parts : (all, LabelledTexts([]))
    }
    let labels = names!
    var architecture = settings.architecture
    let pieces = try Self.pieces(of: training, settings)
    if let pieces { architecture.tokenizer = pieces.tokenizer }
    tokenizer = architecture.tokenizer
    func part(_ texts: LabelledTexts) -> Part {
      Part(texts: texts, read: texts.items.map { ReadText($0.text, architecture) })
    }
    self.training = part(training)
    self.validation = part(validation)
    test = tested.map(part)
    self.labels = labels
    for part in [validation, self.test?.texts].compactMap({ $0 }) {
      notes += part.unknownLabelNote(labels).map { [$0] } ?? []
    }
    guard self.training.tokens.contains(where: { !$0.isEmpty }) else {
      throw InputError(.badData, file: settings.train, "all texts are empty: there is no token")
    }
    (vocabulary, vectors) =
      try pieces.map { ($0.vocabulary, nil) } ?? Self.vocabulary(self.training, settings)
    if let vectors {
      notes += vectors.notes + [vectors.coverage(of: self.training.tokens.joined())]
    }
    for (name, part) in [
      ("training", self.training), ("validation", self.validation), ("test", test),
    ] {
      let empty = part?.tokens.count { $0.isEmpty } ?? 0
      if empty > 0 { notes.append("\(empty) \(name) texts hold no token") }
    }
    self.notes = notes
  }

  /// The same with fewer texts, each label spread evenly.
  ///
  /// - `most`, `longest`: tokens of the training texts together, and how many of a text count.
  /// - `held`: validation texts.
  func limited(
    toTokens most: Int, of longest: Int, held: Int, seed: UInt64
  ) -> ClassificationData {
    var (places, left): ([Int], Int) = ([], most)
    for place in training.texts.spread(seed: seed) where left > 0 {
      places.append(place)
      left -= min(training.read[place].tokens.count, longest)
    }
    var limited = self
    limited.training = training.taking(places.sorted())
    limited.validation = validation.taking(validation.texts.spread(held, seed: seed))
    return limited
  }

  private static func recipes(_ seed: UInt64) -> LabelledTexts {
    LabelledTexts(
      Recipes.generate(count: recipeCount, seed: seed).map {
        LabelledText(text: $0.document, labels: [$0.category])
      })
  }

  private static func labels(
    of texts: LabelledTexts, _ isMultiLabel: Bool, _ file: String?
  ) throws -> LabelSet {
    var seen: [String: Bool] = [:]
    for label in texts.items.flatMap(\.labels) { seen[label] = true }
    let names = seen.keys.map(\.composed).sorted { a, b in
      if let x = Int(a), let y = Int(b), x != y { return x < y }
      return a.utf8.lexicographicallyPrecedes(b.utf8)
    }
    guard names.count >= (isMultiLabel ? 1 : 2) else {
      throw InputError(
        .badData, file: file,
        names.isEmpty
          ? "no text has a label"
          : "all \(texts.items.count) texts have the label \(names[0]); expected at least two labels"
      )
    }
    return try LabelSet(names, file: file)
  }

  /// What the words of the training texts are cut into, and how; nil where they stay whole.
  private static func pieces(
    of training: LabelledTexts, _ settings: ClassifierSettings
  ) throws -> (vocabulary: Vocabulary, tokenizer: Tokenizer)? {
    guard settings.architecture.tokenizer.level == .subword else { return nil }
    let words = TokenizedText(
      lines: training.items.map(\.text), tokenizer: settings.architecture.tokenizer
    ).wordCounts
    let encoding = try settings.subwords.encoding(of: words)
    let vocabulary = encoding.vocabulary(
      of: words, minimumCount: settings.minimumCount, dropsMerges: settings.dropsMerges)
    return (
      vocabulary, settings.architecture.tokenizer.cutting(by: encoding, into: vocabulary)
    )
  }

  private static func vocabulary(
    _ training: Part, _ settings: ClassifierSettings
  ) throws -> (Vocabulary, WordVectors?) {
    var builder = VocabularyBuilder()
    for tokens in training.tokens { builder.add(contentsOf: tokens) }
    var vocabulary = builder.build(
      size: settings.vocabularySize, minimumCount: settings.minimumCount)
    guard let use = settings.vectors else { return (vocabulary, nil) }
    // Vectors that never change serve words too that no training text has.
    let takesAll = use.frozenEpochs == nil && settings.vocabularySize == nil
    let known = Set(vocabulary.tokens.flatMap(WordVectors.spellings).map { TokenKey($0) })
    let vectors = try WordVectors.read(
      path: use.path, keeping: takesAll ? nil : { known.contains(TokenKey($0)) })
    if takesAll {
      for word in vectors.words { builder.add(word, count: 0) }
      vocabulary = builder.build(minimumCount: 0)
    }
    return (vocabulary, vectors)
  }
}

extension LabelledTexts {
  /// What is said of labels that training lacks; nil where there are none.
  func unknownLabelNote(_ known: LabelSet) -> String? {
    var first: [String: LabelledText] = [:]
    for item in items {
      for label in item.labels where known.index(of: label) == nil && first[label] == nil {
        first[label] = item
      }
    }
    guard let item = first.values.min(by: { $0.line < $1.line }) else { return nil }
    let names = first.keys.sorted().prefix(5).map(\.shown).joined(separator: ", ")
    return
      "\(item.file):\(item.line): \(first.count == 1 ? "a label" : "\(first.count) labels") that "
      + "no training text has (\(names)): no model can give it, every such text is an error"
  }

  /// The texts in a random order in which every label is spread evenly, less the last tenth; and the
  /// last tenth.
  ///
  /// - Throws: `InputError.badData` for a single text.
  func split(
    seed: UInt64, file: String? = nil
  ) throws -> (training: LabelledTexts, validation: LabelledTexts) {
    guard items.count > 1 else {
      throw InputError(.badData, file: file, "one text is too few: some are held out to validate")
    }
    let places = Set(heldOut(seed: seed))
    func texts(_ isHeld: Bool) -> LabelledTexts {
      LabelledTexts(items.indices.filter { places.contains($0) == isHeld }.map { items[$0] })
    }
    return (texts(false), texts(true))
  }

  /// The places of the texts that `split` holds out.
  func heldOut(seed: UInt64) -> [Int] {
    spread(seed: seed).suffix(max(1, items.count / 10)).sorted()
  }

  /// The places of so many texts at most, each label spread evenly, in ascending order.
  func spread(_ most: Int, seed: UInt64) -> [Int] { spread(seed: seed).prefix(most).sorted() }

  /// The places of the texts in a random order in which every label is spread evenly.
  func spread(seed: UInt64) -> [Int] {
    var generator = RandomGenerator(key: RandomKey(seed: seed).folding(in: 0x5350_4C49))
    var groups: [String: [Int]] = [:]
    for (index, item) in items.enumerated() {
      groups[item.labels.sorted().joined(separator: "\n"), default: []].append(index)
    }
    var places: [(place: Double, index: Int)] = []
    for label in groups.keys.sorted() {
      let order = groups[label]!.shuffled(using: &generator)
      for (rank, index) in order.enumerated() {
        places.append(((Double(rank) + 0.5) / Double(order.count), index))
      }
    }
    return places.sorted { ($0.place, $0.index) < ($1.place, $1.index) }.map(\.index)
  }
}
