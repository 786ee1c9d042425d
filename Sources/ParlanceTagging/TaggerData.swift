import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// The sentences of a run, their tags in one form.
public struct TaggerData: Sendable {
  public let training: TaggedCorpus
  public let validation: TaggedCorpus
  public let test: TaggedCorpus?
  /// The given word vectors.
  public let vectors: WordVectors?
  /// What was noticed in the files: tags that do not follow their scheme.
  public let notes: [String]

  /// Reads and checks all files; writes nothing.
  ///
  /// - Throws: `InputError` that names file and line.
  public init(_ settings: TaggerSettings) throws {
    var wholeScheme: TagScheme?
    let (training, validation, test) = try settings.source.read {
      try TaggedCorpus.read(path: $0, settings.reading)
    } builtIn: {
      try Self.recipes(settings)
    } holdOut: { whole in
      let cut = whole.sentences.count - max(whole.sentences.count / 10, 1)
      guard cut > 0 else {
        throw InputError(
          .badData, file: whole.file,
          "one sentence cannot be split into training and validation; give --validation")
      }
      // All of a file has one scheme.
      wholeScheme = whole.scheme
      // What was noticed on reading stays with the training part.
      var training = whole
      training.sentences = Array(whole.sentences[..<cut])
      return (training, TaggedCorpus(Array(whole.sentences[cut...]), file: whole.file))
    }
    let scheme = settings.scheme ?? wholeScheme ?? training.scheme
    var notes = [training, validation, test].flatMap { $0?.notes ?? [] }
    notes += [training, validation].compactMap { corpus in
      settings.repairing || settings.architecture.only != nil ? nil : Self.note(corpus)
    }
    func fitted(_ corpus: TaggedCorpus) throws -> TaggedCorpus {
      try corpus.fitted(
        scheme: scheme, only: settings.architecture.only, repairing: settings.repairing)
    }
    self.training = try fitted(training)
    self.validation = try fitted(validation)
    self.test = try test.map(fitted)
    vectors =
      try settings.architecture.vectors == .none
      ? nil : settings.vectors.map { try WordVectors.read(path: $0) }
    if let vectors {
      notes += vectors.notes
      notes.append(vectors.coverage(of: training.sentences.lazy.flatMap(\.tokens)))
    }
    let known = self.training.tags
    for corpus in [self.validation, self.test] {
      if let note = corpus?.unknownTagNote(known) { notes.append(note) }
    }
    self.notes = notes
    try check(settings)
  }

  /// Recipes of the built-in corpus, which have a column of word classes and one of entities.
  private static func recipes(_ settings: TaggerSettings) throws -> TaggedCorpus {
    let column = settings.reading.tagColumn ?? "ner"
    guard ["upos", "ner"].contains(column) else {
      throw InputError(
        .usage, "--tag-column: the built-in recipes have upos and ner, not \(column)")
    }
    return TaggedCorpus(
      Recipes.generate(count: recipeCount, seed: settings.training.seed).map { recipe in
        TaggedSentence(
          tokens: recipe.tokens,
          tags: column == "ner" ? recipe.entities : recipe.partsOfSpeech.map(\.rawValue))
      })
  }

  /// The sentences of training and validation, in the file's order.
  var all: TaggedCorpus {
    var all = training
    all.sentences += validation.sentences
    return all
  }

  private static let recipeCount = 2000

  private func check(_ settings: TaggerSettings) throws {
    let tags = training.tags
    if tags.count < 2 {
      throw InputError(
        .badData, file: training.file,
        settings.architecture.only.map { "no tag is \($0), or all are" }
          ?? "all tokens have the tag \(tags.first ?? "none"); there is nothing to learn")
    }
    for corpus in [validation, test].compactMap({ $0 })
    where !corpus.tags.contains(where: tags.contains) {
      throw InputError(
        .badData, file: corpus.file,
        "none of the tags (\(corpus.tags.prefix(5).joined(separator: ", "))) is in the training text "
          + "(\(tags.prefix(5).joined(separator: ", ")))")
    }
  }

  private static func note(_ corpus: TaggedCorpus) -> String? {
    corpus.schemeProblem.map { "\($0); such tags stay as they are without --repair" }
  }
}
