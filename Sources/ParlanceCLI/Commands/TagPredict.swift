import ArgumentParser
import ParlanceSystem
import ParlanceTagging
import ParlanceText

/// How sentences to be tagged are laid out.
enum TagInput: String, ExpressibleByArgument, CaseIterable {
  case auto, columns, conllu, lines

  var format: TaggedFormat? { TaggedFormat(rawValue: rawValue) }
}

/// `parlance tag predict`.
struct TagPredict: DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Tag sentences.",
    discussion: """
      Reads CoNLL columns, CoNLL-U, or plain lines of tokens between blanks, and writes the same with the \
      predicted tags: in the column of the tags, or after the others where there is none; plain lines \
      as token/tag. All else of CoNLL-U stays as it is, byte for byte. From standard input each \
      sentence is answered as soon as it is read; there, what has no tabs is taken for plain lines.

      With --format json, one object a sentence: tokens, tags, and with --confidence their \
      probabilities and the entities with theirs.
      """)

  @OptionGroup var model: TaggerOption

  @Argument(
    help: ArgumentHelp("The sentences, plain or gzipped; - for standard input.", valueName: "file"),
    completion: .file())
  var data = "-"

  @Option(help: "How the sentences are laid out; auto for what they look like.")
  var dataFormat = TagInput.auto

  @Option(
    help: ArgumentHelp(
      "The column of the tokens, counted from 1, or its name. (default: as in the model's training)",
      valueName: "column"))
  var tokenColumn: String?

  @Option(
    help: ArgumentHelp(
      "The column that the tags go to, counted from 1, or its name. (default: as in the model's training)",
      valueName: "column"))
  var tagColumn: String?

  @Flag(help: "Write the tags in a further column, as conlleval reads them, and keep those there.")
  var append = false

  @Flag(
    help: """
      Write how likely each tag is, given the whole sentence: in a further column, in CoNLL-U's last as \
      Confidence=, or as token/tag/number.
      """)
  var confidence = false

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Line: Encodable {
    struct Entity: Encodable {
      let type: String
      let start: Int
      let end: Int
      let text: String
      let confidence: Double
    }
    let tokens: [String]
    let tags: [String]
    let confidences: [Double]?
    let entities: [Entity]?
  }

  func run() throws {
    common.apply()
    let tagger = try model.load()
    var reader = try TaggedReader(path: data, try reading())
    if append && reader.layout.format != .columns {
      throw InputError(
        .usage, file: data, "--append goes with columns; found \(form(reader.layout))")
    }
    if dataFormat == .auto { common.note("\(reader.name): \(form(reader.layout))") }
    // What someone writes is answered at once.
    let size = data == "-" ? 1 : 256
    var blocks: [TaggedBlock] = []
    while let block = try reader.next() {
      blocks.append(block)
      if blocks.count == size {
        try write(blocks, tagger, reader.layout)
        blocks = []
      }
    }
    try write(blocks, tagger, reader.layout)
  }

  private func reading() throws -> TaggedReadingOptions {
    let said = ["token-column": tokenColumn, "tag-column": tagColumn].compactMapValues(\.self)
    let columns = Said<TaggedColumns>(said)
    var reading =
      dataFormat == .lines ? columns.settings : TaggedColumns.reading(columns, as: model.model)
    reading.format = dataFormat.format
    reading.allowsLines = true
    return reading
  }

  private func form(_ layout: TaggedLayout) -> String {
    switch layout.format {
    case .lines: "plain lines of tokens"
    case .conllu: "CoNLL-U"
    case .columns:
      "\(layout.columnCount) \(layout.columnCount == 1 ? "column" : "columns") between "
        + (layout.isTabbed ? "tabs" : "blanks")
    }
  }

  private func write(_ blocks: [TaggedBlock], _ tagger: Tagger, _ layout: TaggedLayout) throws {
    let found = tagger.predictions(
      for: blocks.map(\.sentence.tokens), confidences: confidence || common.format == .json)
    for (block, prediction) in zip(blocks, found) {
      switch common.format {
      case .text:
        try Output.write(
          block.text(
            layout, tags: prediction.tags,
            confidences: confidence ? prediction.confidences.map { $0.fixed(4) } : nil,
            isAppended: append))
      case .json: try writeObject(block.sentence.tokens, prediction, layout)
      }
    }
  }

  private func writeObject(
    _ tokens: [String], _ prediction: TaggerPrediction, _ layout: TaggedLayout
  ) throws {
    // Comments and blank lines are no sentence; a blank line among plain ones is answered.
    if tokens.isEmpty && layout.format != .lines { return }
    try Output.json(
      Line(
        tokens: tokens, tags: prediction.tags,
        confidences: confidence ? prediction.confidences : nil,
        entities: confidence
          ? prediction.entities.map { entity in
            Line.Entity(
              type: entity.span.type, start: entity.span.range.lowerBound,
              end: entity.span.range.upperBound,
              text: tokens[entity.span.range].joined(separator: " "), confidence: entity.confidence)
          } : nil))
  }
}
