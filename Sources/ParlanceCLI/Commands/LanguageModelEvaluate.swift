import ArgumentParser
import Foundation
import ParlanceLanguageModels
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// The model that a command works with.
struct ModelOption: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The folder of the model, or an ARPA file, plain or gzipped.", valueName: "model"),
    completion: .file())
  var model: String

  func load() throws -> any LanguageModeling { try languageModel(at: model) }

  /// Whether lines without a token are left out: as told, or as in the model's training.
  func skipsBlankLines(_ told: BlankLines?, _ loaded: any LanguageModeling) throws -> Bool {
    try told.map { $0 == .skip } ?? blankLinesWereSkipped(model)
      ?? loaded.tokenizer.level.skipsBlankLines
  }
}

/// Whether lines without a token were left out in a model's training, of a mixture that of its first
/// part; nil where that is not known.
func blankLinesWereSkipped(_ model: String) throws -> Bool? {
  let directory = RunDirectory(model)
  let saved = directory.file("run/config.yaml")
  if FileManager.default.fileExists(atPath: saved) {
    let options: Said<LanguageModelOptions> = try YAMLConfiguration.read(saved, isWhole: false)
    return options["blank-lines"].map { $0 == BlankLines.skip.rawValue }
  }
  let part = directory.part(0)
  return part.isFolder ? try blankLinesWereSkipped(part.path) : nil
}

/// `parlance lm evaluate`.
struct LanguageModelEvaluate: SharedCommand, DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure a language model's perplexity on a text.",
    discussion: """
      The </s> at each line's end is a token, a word and a character too. Models over other tokens are \
      compared by the perplexity of a word or the bits of a character.
      """)

  @OptionGroup var model: ModelOption

  @Option(
    help: ArgumentHelp("The text, plain or gzipped; - for standard input.", valueName: "file"),
    completion: .file())
  var data: String

  @Option(help: "Lines without a token. (default: as in the model's training)")
  var blankLines: BlankLines?

  @OptionGroup(title: "Adapting to the text")
  var adapting: AdaptationOptions

  @OptionGroup(title: "The report")
  var report: ReportOption

  @OptionGroup(title: "The report")
  var lines: ReportLines

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws { _ = try lines.numbers(report) }

  private struct Report: Encodable {
    let tokens: Int
    let outOfVocabulary: Int
    let crossEntropy: Double
    let perplexity: Double
    let words: Int
    let characters: Int
    let perplexityPerWord: Double
    let bitsPerCharacter: Double
    let cache: ContinuousCache?
    let dynamic: DynamicEvaluation?
  }

  func run() throws {
    common.apply()
    try report.check()
    try Processes.checkSame(data)
    try Processes.checkSame(model: model.model)
    let model = try model.load()
    common.noteMarks(in: data)
    let skips = try self.model.skipsBlankLines(blankLines, model)
    var size = TextSize()
    let corpus = try model.corpus(path: data, skipBlankLines: skips) { size.add($0) }
    let words = corpus.tokenCount - corpus.lineCount
    if corpus.outOfVocabularyCount == words {
      throw InputError(
        .badData, file: data,
        "all \(words) tokens are unknown to the model's vocabulary of \(model.vocabulary.count)")
    }
    let adaptation = try adapting.adaptation(model, skipBlankLines: skips)
    let numbers = try lines.numbers(report, upTo: corpus.lineCount)
    let values = try values(of: model, on: corpus, adaptation)
    guard Processes.isFirst else { return }
    let evaluation = Evaluation(totalLoss: -values.reduce(0, +), tokens: corpus.tokenCount)
    let nats = evaluation.crossEntropy * Double(evaluation.tokens)
    let report = Report(
      tokens: evaluation.tokens, outOfVocabulary: corpus.outOfVocabularyCount,
      crossEntropy: evaluation.crossEntropy, perplexity: evaluation.perplexity, words: size.words,
      characters: size.characters,
      perplexityPerWord: exp(nats / Double(size.words)),
      bitsPerCharacter: nats / Double(size.characters) / log(2),
      cache: adaptation?.cache, dynamic: adaptation?.dynamic)
    let more = Self.rows(report).filter { ["per word", "per character"].contains($0[0]) }
    try self.report.write(
      RunPage(
        self.model.model, model: model,
        measured: Measured(
          model, on: corpus, values: values, numbers: numbers, more: more, data: data)
      ).report(command: commandLine(), measuredOn: data), common)
    switch common.format {
    case .json: try Output.json(report)
    case .text: try Output.line(table(Self.rows(report), flushLeft: [0, 1]))
    }
  }

  private func values(
    of model: any LanguageModeling, on corpus: TokenCorpus, _ adaptation: Adaptation?
  ) throws -> [Double] {
    let ranks = Processes.group
    guard let adaptation else { return try model.logProbabilities(of: corpus, ranks: ranks) }
    guard ranks.size == 1 else {
      throw InputError(.usage, "a model adapts to a text in one process; begin it without mpirun")
    }
    return (model as? LanguageModel)?.logProbabilities(of: corpus, adapting: adaptation)
      ?? adaptation.cache.map { model.logProbabilities(of: corpus, cache: $0) } ?? []
  }

  private static func rows(_ report: Report) -> [[String]] {
    let share = 100 * Double(report.outOfVocabulary) / Double(report.tokens)
    var rows = [
      ["perplexity", report.perplexity.short],
      ["cross-entropy", "\(report.crossEntropy.fixed(4)) nats"],
      ["tokens", report.tokens.grouped],
      [
        "per word",
        "perplexity \(report.perplexityPerWord.short) over \(report.words.grouped) words",
      ],
      [
        "per character",
        "\(report.bitsPerCharacter.fixed(4)) bits over \(report.characters.grouped) characters",
      ],
      ["unknown", "\(report.outOfVocabulary.grouped) (\(share.fixed(2)) %)"],
    ]
    if let cache = report.cache {
      rows.append([
        "cache",
        "\(cache.size.grouped) tokens, share \(cache.weight.fixed(3))"
          + (cache.flatness > 0 ? ", flatness \(cache.flatness)" : ""),
      ])
    }
    if let dynamic = report.dynamic {
      rows.append([
        "dynamic",
        "rate \(dynamic.learningRate), decay \(dynamic.decay), segments of "
          + "\(dynamic.sequenceLength.grouped) tokens",
      ])
    }
    return rows
  }
}
