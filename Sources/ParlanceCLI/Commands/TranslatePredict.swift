import ArgumentParser
import Foundation
import ParlanceText
import ParlanceTranslation

/// `parlance translate predict`.
struct TranslatePredict: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Translate each line of a text.",
    discussion: """
      One line out for each line in; with --format json, an object with text, logProbability and tokens. A \
      blank line stays blank. Lines are read some batches at a time, so that those of like \
      lengths meet; at a terminal one by one.
      """)

  @OptionGroup var model: TranslatorOption

  @Argument(
    help: ArgumentHelp("The text, plain or gzipped; - for standard input.", valueName: "file"),
    completion: .file())
  var data = "-"

  @OptionGroup(title: "Writing")
  var writing: TranslatingOptions

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Written: Encodable {
    let text: String
    let logProbability: Double
    let tokens: Int
  }

  func run() throws {
    common.apply()
    let translator = try model.load()
    let isTyped = data == "-" && isatty(STDIN_FILENO) == 1
    let block = isTyped ? 1 : 8 * writing.batchSize
    var lines: [String] = []
    func flush() throws {
      // A blank line has nothing to translate.
      let said = lines.filter { !$0.isEmpty }
      var written = translator.translations(
        of: said, writing.options, batchSize: writing.batchSize)[...]
      for line in lines {
        let translation = line.isEmpty ? nil : written.popFirst()
        switch common.format {
        case .text: try Output.line(translation?.text ?? "")
        case .json:
          try Output.json(
            Written(
              text: translation?.text ?? "", logProbability: translation?.logProbability ?? 0,
              tokens: translation?.tokens ?? 0))
        }
      }
      lines = []
    }
    try LineReader.forEachLine(data) { line, _ in
      lines.append(line.allSatisfy(\.isWhitespace) ? "" : line)
      if lines.count >= block { try flush() }
    }
    try flush()
  }
}
