import ArgumentParser
import Foundation
import ParlanceDrawing
import ParlanceLanguageModels
import ParlanceReports
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// `parlance lm surprise`.
struct LanguageModelSurprise: DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "surprise",
    abstract: "Show how surprising each word of a text is.",
    discussion: """
      The surprise of a word is -ln P(word | all before), in nats; </s> stands for the line's end. On \
      a terminal the text is coloured; elsewhere each word has its number behind it. The most \
      surprising words follow. With --format json each line gives an object with line, nats and \
      words, each of these with token, nats and unknown.

      Examples:
        parlance lm surprise --model M "the cat eats the the dog"
        parlance lm surprise --model M --data chapter.txt --svg chapter.svg
      """)

  @OptionGroup var model: ModelOption

  @Argument(help: ArgumentHelp("Lines of the text.", valueName: "line"))
  var lines: [String] = []

  @Option(
    help: ArgumentHelp(
      "The text, plain or gzipped; - for standard input. (default: - where no line is given)",
      valueName: "file"),
    completion: .file())
  var data: String?

  @Option(help: "Lines without a token. (default: as in the model's training)")
  var blankLines: BlankLines?

  @Option(help: ArgumentHelp("How many of the most surprising words to list.", valueName: "n"))
  var top = 10

  @Flag(help: "Write one word a line: line, place, word and nats, with tabs between.")
  var tsv = false

  @Option(
    help: ArgumentHelp("Draw the text with its colours as SVG.", valueName: "file"),
    completion: .file())
  var svg: String?

  @Flag(help: "Replace the SVG file that is there.")
  var overwrite = false

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    if data != nil && !lines.isEmpty {
      throw ValidationError("lines as arguments and --data exclude each other")
    }
    if tsv && common.format == .json {
      throw ValidationError("--tsv and --format json exclude each other")
    }
    try check("top", top, 0...1_000_000)
  }

  private struct Line: Encodable {
    struct Word: Encodable {
      let token: String
      let nats: Double
      let unknown: Bool
    }
    let line: Int
    let nats: Double
    let words: [Word]
  }

  func run() throws {
    common.apply()
    common.noteMarks(in: data)
    try Output.check(svg, overwrite: overwrite, reading: [data])
    let model = try model.load()
    let (numbers, text) = try read(skippingBlank: self.model.skipsBlankLines(blankLines, model))
    let surprises = model.surprises(of: text)
    let listing = SurpriseListing(
      lines: zip(numbers, surprises).map { ($0, $1) }, level: model.tokenizer.level)
    if let svg { try AtomicFile.write(picture(surprises).svg, to: svg) }
    switch common.format {
    case .json: try writeJSON(listing)
    case .text where tsv: try Output.write(listing.tsv)
    case .text: try Output.write(listing.text(Output.colours) + listing.most(top))
    }
  }

  /// The lines with their numbers.
  private func read(skippingBlank: Bool) throws -> (numbers: [Int], lines: [String]) {
    if !lines.isEmpty { return (Array(1...lines.count), lines) }
    var (numbers, text): ([Int], [String]) = ([], [])
    try LineReader.forEachLine(data ?? "-") { line, number in
      if skippingBlank, line.unicodeScalars.allSatisfy(\.properties.isWhitespace) { return }
      numbers.append(number)
      text.append(line)
    }
    guard !text.isEmpty else {
      let source = data ?? "-"
      throw InputError(
        .badData, file: source == "-" ? "standard input" : source,
        "the text is empty: it holds no token")
    }
    return (numbers, text)
  }

  private func picture(_ surprises: [[TokenSurprise]]) -> SurpriseText {
    let words = surprises.reduce(0) { $0 + $1.count }
    let total = surprises.joined().reduce(0) { $0 + $1.nats }
    let mean = total / Double(max(words, 1))
    return SurpriseText(
      "Surprise by word: \(mean.fixed(2)) nats in the mean, perplexity \(exp(mean).short)",
      lines: surprises.map { $0.map { SurpriseText.Word($0.token, $0.nats) } })
  }

  private func writeJSON(_ listing: SurpriseListing) throws {
    for (number, words) in listing.lines {
      try Output.json(
        Line(
          line: number, nats: words.reduce(0) { $0 + $1.nats },
          words: words.map { Line.Word(token: $0.token, nats: $0.nats, unknown: $0.isUnknown) }))
    }
  }
}
