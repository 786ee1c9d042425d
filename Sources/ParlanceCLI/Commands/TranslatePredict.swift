import ArgumentParser
import Foundation
import ParlanceSystem
import ParlanceText
import ParlanceTranslation

/// `parlance translate predict`.
struct TranslatePredict: DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Translate each line of a text.",
    discussion: """
      One line out for each line in; with --format json, an object with text, logProbability, score and \
      tokens. A blank line stays blank. Lines are read some batches at a time, so that those of like \
      lengths meet; at a terminal one by one.

      --n-best writes several lines for each, the best first, as Moses and Marian do: the line's number \
      from 0, the translation, its log-probability and its score, with ||| between; with --format json, \
      one object a line whose nBest lists them.

      Constraints are lines that belong to the text's by number, of phrases with tabs between them: \
      +phrase must come in the translation, -phrase must not. A phrase that could not be brought in is \
      named, and is under missing in JSON.

      Examples:
        parlance translate predict -m models/translator < lines
        parlance translate predict -m models/translator text.gz --n-best 5 --beam 10
        parlance translate predict -m models/translator text --top-p 0.9 --seed 3
      """)

  @OptionGroup var model: TranslatorOption

  @Argument(
    help: ArgumentHelp("The text, plain or gzipped; - for standard input.", valueName: "file"),
    completion: .file())
  var data = "-"

  @Option(help: ArgumentHelp("Write the n best translations, or n draws.", valueName: "n"))
  var nBest: Int?

  @Flag(
    help: "Write the source's word that attention points at where the model would write <unk>.")
  var replaceUnknown = false

  @Option(
    help: ArgumentHelp(
      "Of --replace-unknown: what source words become, lines of a word, a tab and its translation.",
      valueName: "file"), completion: .file())
  var dictionary: String?

  @Option(
    help: ArgumentHelp("Phrases that must and must not come, by line.", valueName: "file"),
    completion: .file())
  var constraints: String?

  @OptionGroup(title: "Searching")
  var writing: TranslatingOptions

  @OptionGroup(title: "Drawing")
  var drawing: DrawingOptions

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    try drawing.validate(writing)
    try check("n-best", nBest ?? 1, 1...10_000)
    if let nBest, !drawing.isAsked, nBest > writing.beam ?? 5 {
      throw ValidationError(
        "--n-best: a beam search finds at most as many as --beam, \(writing.beam ?? 5); found \(nBest)"
      )
    }
    if dictionary != nil, !replaceUnknown {
      throw ValidationError("--dictionary needs --replace-unknown")
    }
  }

  func run() throws {
    common.apply()
    let translator = try model.load()
    try writing.requireAttention(of: translator)
    var request = drawing.drawn(writing.request)
    request.count = nBest ?? 1
    if replaceUnknown {
      try translator.requireAttention()
      request.unknownWords = try dictionary.map(Self.words) ?? [:]
    }
    let constraints = try constraints.map { try LineConstraints.read(path: $0) }
    if drawing.isAsked, let place = constraints?.firstIndex(where: { !$0.required.isEmpty }) {
      throw InputError(
        .usage,
        "\(self.constraints!):\(place + 1): phrases that must come need a search; "
          + "they do not go with --sample, --temperature, --top-k and --top-p")
    }
    let isTyped = data == "-" && isatty(STDIN_FILENO) == 1
    let block = isTyped ? 1 : 8 * writing.batchSize
    var lines: [String] = []
    var first = 0
    func flush() throws {
      let block = lines
      lines = []
      try write(block, from: first, translator, request, constraints)
      first += block.count
    }
    // What was read before a line that cannot be read is answered.
    defer { if !lines.isEmpty { try? flush() } }
    try LineReader.forEachLine(data) { line, number in
      if let constraints, number > constraints.count {
        try flush()
        throw InputError(
          .badData, file: self.constraints,
          "the constraints end at line \(constraints.count), the text goes on; lines belong together "
            + "by number, blank ones for none")
      }
      lines.append(line)
      if lines.count >= block { try flush() }
    }
    try flush()
    if let constraints, constraints.count > first {
      common.note("\(self.constraints!): \(constraints.count - first) lines more than the text has")
    }
  }

  private static func words(_ path: String) throws -> [String: String] {
    do {
      return Dictionary(
        try ParallelText.read(pairs: path).pairs.map { ($0.source, $0.target) },
        uniquingKeysWith: { first, _ in first })
    } catch let error as InputError where error.kind == .badData {
      throw InputError(
        .badData, file: error.file, line: error.line,
        "--dictionary: expected lines of a word, a tab and its translation")
    }
  }

  private func write(
    _ lines: [String], from first: Int, _ translator: Translator, _ request: TranslationRequest,
    _ constraints: [LineConstraints]?
  ) throws {
    translator.note(cutting: lines, from: first + 1, common)
    var request = request
    request.firstLine = first
    request.constraints = constraints.map { Array($0[first..<first + lines.count]) } ?? []
    for (place, texts) in translator.translations(of: lines, request).enumerated() {
      for phrase in texts[0].missing {
        let isWritable = translator.unwritable(LineConstraints(required: [phrase])).isEmpty
        common.note(
          "line \(first + place + 1): \(phrase.shown) does not come: "
            + (isWritable
              ? "no translation that was found has it, as long as they may be"
              : "the model's vocabulary cannot write it"))
      }
      try write(texts, first + place)
    }
  }

  private struct Written: Encodable {
    let text: String
    let logProbability: Double
    let score: Double
    let tokens: Int
    let missing: [String]?
    let nBest: [Written]?

    init(_ translation: Translation, nBest: [Translation]? = nil) {
      (text, tokens) = (translation.text, translation.tokens)
      (logProbability, score) = (translation.logProbability, translation.score)
      missing = translation.missing.isEmpty ? nil : translation.missing
      self.nBest = nBest.map { $0.map { Written($0) } }
    }
  }

  private func write(_ texts: [Translation], _ number: Int) throws {
    switch common.format {
    case .json: try Output.json(Written(texts[0], nBest: nBest == nil ? nil : texts))
    case .text where nBest == nil: try Output.line(texts[0].text)
    case .text:
      for text in texts {
        try Output.line(
          "\(number) ||| \(text.text) ||| logProbability= \(text.logProbability.fixed(4)) ||| "
            + text.score.fixed(4))
      }
    }
  }
}
