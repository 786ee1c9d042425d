import ArgumentParser
import ParlanceLanguageModels
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// `parlance lm compare`.
struct LanguageModelCompare: DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare language models on one text.",
    discussion: """
      All models score the same lines. Every token counts, and the </s> of every line. A word that a \
      model does not know counts by the model's own probability of unknown words, which is the \
      greater the fewer words it knows; so where vocabularies differ, compare the perplexity of known \
      words. That is over the words that all the models know and </s>, and without any <unk> of the \
      text. Models that cut lines into other tokens (words, characters) are comparable in bits per \
      character only, where a line's end is one character.

      Intervals hold 95 % of the scores of samples of the lines, drawn with replacement and the same \
      for all models. Differences are those to the best model, sample by sample; p is how likely none \
      is. Words/s is of one pass over the text.
      """)

  @Argument(
    help: ArgumentHelp(
      "The models: folders, or ARPA files, plain or gzipped.", valueName: "model"),
    completion: .file())
  var models: [String]

  @Option(
    help: ArgumentHelp("The text, plain or gzipped; - for standard input.", valueName: "file"),
    completion: .file())
  var data: String

  @Option(help: "Lines without a token. (default: as in training, where the models agree)")
  var blankLines: BlankLines?

  @OptionGroup var sampling: SamplingOptions

  @Option(help: "The model that the others are held against.")
  var reference = LanguageModelComparison.Settings.Reference.best

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func run() throws {
    common.apply()
    common.noteMarks(in: data)
    let loaded = try models.map { try languageModel(at: $0) }
    let skips = try skipsBlankLines(loaded)
    var lines: [String] = []
    try LineReader.forEachLine(data) { line, _ in
      if !skips || !line.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
        lines.append(line)
      }
    }
    var settings = LanguageModelComparison.Settings()
    settings.samples = sampling.samples
    settings.seed = sampling.seed
    settings.reference = reference
    do {
      let comparison = try LanguageModelComparison(
        loaded, names: models, bytes: models.map(ModelStore.byteCount(at:)), lines: lines,
        settings: settings)
      switch common.format {
      case .json: try Output.json(comparison)
      case .text: try Output.line(Self.text(comparison))
      }
    } catch let error as InputError where error.file == nil {
      throw InputError(error.kind, file: data, error.message)
    }
  }

  /// All models read the same lines: blank ones only where none left them out in its training.
  private func skipsBlankLines(_ loaded: [any LanguageModeling]) throws -> Bool {
    if let blankLines { return blankLines == .skip }
    let each = try zip(models, loaded).map { path, model in
      try blankLinesWereSkipped(path) ?? model.tokenizer.level.skipsBlankLines
    }
    if Set(each).count > 1 {
      common.note("some models were trained without blank lines: they are left out for all")
    }
    return each.contains(true)
  }
}

extension LanguageModelComparison.Settings.Reference: ExpressibleByArgument {}

extension LanguageModelCompare {
  static func text(_ comparison: LanguageModelComparison) -> String {
    let head = [
      "model", "perplexity", "95 %", "bits/char", "95 %", "known words", "tokens", "unknown",
      "size", "words/s",
    ]
    let rows = comparison.models.map { row in
      let share = 100 * Double(row.unknown) / Double(row.tokens)
      return [
        row.model, row.perplexity.value.short, row.perplexity.interval.text(\.short),
        row.bitsPerCharacter.value.fixed(3), row.bitsPerCharacter.interval.text { $0.fixed(3) },
        row.knownPerplexity.value.short, row.tokens.grouped,
        "\(row.unknown.grouped) (\(share.fixed(2)) %)", row.bytes.byteSize,
        Int(row.wordsPerSecond).grouped,
      ]
    }
    return ([table([head] + rows)] + differences(comparison)).joined(separator: "\n\n")
  }

  private static func differences(_ comparison: LanguageModelComparison) -> [String] {
    let rows = comparison.models.compactMap { row in
      row.difference.map { difference in
        let perplexity = difference.perplexity.map {
          [$0.value.signed(\.short), $0.interval.text { $0.signed(\.short) }]
        }
        let bits = difference.bitsPerCharacter
        return [row.model] + (perplexity ?? ["", ""]) + [
          bits.value.signed { $0.fixed(3) }, bits.interval.text { $0.signed { $0.fixed(3) } },
          difference.pValue.probability,
        ]
      }
    }
    guard !rows.isEmpty else { return [] }
    let reference = comparison.models[comparison.reference].model
    return [
      table(
        [["less \(reference)", "perplexity", "95 %", "bits/char", "95 %", "p"]] + rows)
    ]
  }
}
