import ArgumentParser
import ParlanceDecoding
import ParlanceText
import ParlanceTraining
import ParlanceTranslation

/// `parlance translate`.
struct TranslateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translate",
    abstract: "Train translators of sentences, evaluate them, and translate with them.",
    subcommands: [
      TranslateTrain.self, TranslateEvaluate.self, TranslatePredict.self, TranslateScore.self,
    ])
}

/// The translator that a command works with.
struct TranslatorOption: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder of the model.", valueName: "folder"), completion: .directory)
  var model: String

  func load() throws -> Translator { try Translator(directory: RunDirectory(model)) }
}

/// Pairs that a command reads.
struct PairOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Pairs: lines of a source, a tab and a target, or JSON objects with both; - for standard input.",
      valueName: "file"), completion: .file())
  var data: String?

  @Option(help: ArgumentHelp("Sources, one a line.", valueName: "file"), completion: .file())
  var source: String?

  @Option(help: ArgumentHelp("Targets, one a line.", valueName: "file"), completion: .file())
  var target: String?

  func validate() throws {
    if (data == nil) == (source == nil && target == nil) || (source == nil) != (target == nil) {
      throw ValidationError("expected --data, or both --source and --target")
    }
  }

  func read() throws -> ParallelText {
    if let data { return try ParallelText.read(pairs: data) }
    return try ParallelText.read(source: source!, target: target!)
  }
}

/// How translations are written.
struct TranslatingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Sequences kept at each step; 1 for greedy.", valueName: "count"))
  var beam = 5

  @Option(
    help: ArgumentHelp(
      "How a beam search weighs length: 0 for not at all, 1 for the mean of a token.",
      valueName: "power"))
  var lengthPenalty = 1.0

  @Option(help: ArgumentHelp("Forbid n-grams of this length to come twice.", valueName: "n"))
  var noRepeatNgram: Int?

  @Option(
    help: ArgumentHelp(
      "The longest translation, in tokens. (default: the model's)", valueName: "count"))
  var maximumLength: Int?

  @Option(help: ArgumentHelp("Lines that are read at once.", valueName: "count"))
  var batchSize = 32

  func validate() throws {
    if let problem = options.problem { throw ValidationError("--\(problem)") }
    if !(1...4096).contains(batchSize) {
      throw ValidationError("--batch-size: expected 1 to 4096, found \(batchSize)")
    }
  }

  var options: GenerationOptions {
    var options = GenerationOptions.translating
    (options.beamWidth, options.lengthPenalty) = (beam, lengthPenalty)
    options.noRepeatNGram = noRepeatNgram
    if let maximumLength { options.maximumLength = maximumLength }
    return options
  }
}

extension TranslationScores {
  /// The rows of a table.
  var rows: [[String]] {
    let interval = bleuInterval.map { " (\($0.low.fixed(2)) to \($0.high.fixed(2)))" } ?? ""
    return [
      ["BLEU", bleu.fixed(2) + interval + ", " + signature], ["chrF", chrf.fixed(2)],
      ["TER", ter.fixed(2)], ["exact match", "\((100 * exactMatch).fixed(2)) %"],
      ["perplexity", "\(perplexity.fixed(2)) (\(crossEntropy.fixed(4)) nats a token)"],
    ]
  }
}
