import ArgumentParser
import ParlanceClassification
import ParlanceSystem
import ParlanceTagging
import ParlanceText
import ParlanceTraining
import ParlanceTranslation

/// A text with what should follow, where that is known.
struct ShownExample {
  let text: String
  let answer: String?
}

/// Texts that a model is looked into over.
struct ShownData: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Texts in the form that the model's task reads: lines, labelled texts, tagged sentences, pairs.",
      valueName: "path"), completion: .file())
  var data: String?

  @Option(help: ArgumentHelp("How many of them are read at most.", valueName: "n"))
  var count = 200

  @Option(
    help: ArgumentHelp(
      "The column of labelled texts, by name or number. (default: what is named so)",
      valueName: "name"))
  var textColumn: String?

  @Option(
    help: ArgumentHelp(
      "The column of labels, by name or number. (default: what is named so)", valueName: "name"))
  var labelColumn: String?

  @Option(
    help: ArgumentHelp(
      "The column of tags, by name or number. (default: as in training)", valueName: "column"))
  var tagColumn: String?

  @OptionGroup var columns: ColumnsOption

  func validate() throws { try check("count", count, 1...1_000_000) }

  /// The path; throws where it was not said.
  func path() throws -> String {
    guard let data else { throw ValidationError("expected --data") }
    return data
  }

  /// The texts in the form that `PassageReading.passage` takes.
  ///
  /// - `folder`: the model's, which knows the column of its tags.
  func examples(for model: any StoredModel, from folder: String) throws -> [ShownExample] {
    let found: [ShownExample] =
      switch model {
      case let tagger as Tagger:
        try tagged(tagger, folder).sentences.prefix(count).map {
          ShownExample(
            text: $0.tokens.joined(separator: " "), answer: $0.tags.joined(separator: " "))
        }
      case is any TextClassifying:
        try labelled().items.prefix(count).map {
          ShownExample(text: $0.text, answer: $0.labels.first)
        }
      case is Translator:
        try pairs().prefix(count).map { ShownExample(text: $0.source, answer: $0.target) }
      default: try lines().map { ShownExample(text: $0, answer: nil) }
      }
    guard !found.isEmpty else {
      throw InputError(.badData, file: data, "expected texts, found none")
    }
    return found
  }

  /// Tagged sentences in the model's form.
  func tagged(_ tagger: Tagger, _ folder: String) throws -> TaggedCorpus {
    var reading = TaggedColumns.reading(Said(), as: folder)
    if let tagColumn { reading.tagColumn = tagColumn }
    return try tagger.fitted(TaggedCorpus.read(path: path(), reading), repairing: true)
  }

  /// Labelled texts.
  func labelled() throws -> LabelledTexts {
    var format = LabelledFormat()
    (format.textColumn, format.labelColumn) = (textColumn, labelColumn)
    return try LabelledTexts.read(path(), format: format)
  }

  /// Pairs of a source and a target.
  func pairs() throws -> [SentencePair] {
    try ParallelText.read(pairs: path(), columns: columns.found).pairs
  }

  /// Lines that are not blank.
  func lines() throws -> [String] {
    var reader = try LineReader(path: path())
    var found: [String] = []
    while found.count < count, let line = try reader.next() {
      if !line.isWhiteSpace { found.append(line) }
    }
    return found
  }
}
