import ArgumentParser
import Foundation
import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining
import ParlanceTranslation

/// `parlance translate compare`.
struct TranslateCompare: DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare translators, or files of translations, on the same sentences.",
    discussion: """
      Each is a model's folder, or a file with one translation a line. Intervals hold 95 % of the scores \
      of samples of the sentences, drawn with replacement and the same for all. Differences are those to \
      the best by BLEU; p is how likely there is none by these samples (paired bootstrap), and then by \
      exchanging both translations of sentences at random (approximate randomisation). TER is the better \
      the lower.

      Examples:
        parlance translate compare models/a models/b --data test.tsv
        parlance translate compare a.out b.out --target test.fr
      """)

  @Argument(
    help: ArgumentHelp("Folders of models, or files of translations.", valueName: "path"),
    completion: .file())
  var systems: [String]

  @Option(
    help: ArgumentHelp(
      "Pairs: lines of a source, a tab and a target, or JSON objects with both.", valueName: "file"),
    completion: .file())
  var data: String?

  @Option(
    help: ArgumentHelp("Sources, one a line; models need them.", valueName: "file"),
    completion: .file())
  var source: String?

  @Option(help: ArgumentHelp("Targets, one a line.", valueName: "file"), completion: .file())
  var target: String?

  @OptionGroup var columns: ColumnsOption

  @OptionGroup var sampling: SamplingOptions

  @OptionGroup(title: "Searching")
  var writing: TranslatingOptions

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    if (data == nil) == (target == nil) || (data != nil && source != nil) {
      throw ValidationError("expected --data, or --target and for models --source")
    }
    if data == nil, columns.columns != nil { throw ValidationError("--columns needs --data") }
  }

  private typealias Compared = ComparedModels<SystemScores, TranslationComparison>

  private struct SystemScores: Encodable {
    let bleu: Double
    let chrf: Double
    let ter: Double
    let exactMatch: Double
    let bleuInterval: ConfidenceInterval

    init(_ written: [String], _ references: [[String]], _ bootstrap: Bootstrap) {
      let score = TranslationScore(BLEU(), written, references)
      bleu = score.value
      bleuInterval = ConfidenceInterval(percentilesOf: score.samples(bootstrap))
      chrf = CharacterFScore().score(written, references)
      ter = TranslationErrorRate().score(written, references)
      exactMatch = ExactMatch().score(written, references) / 100
    }
  }

  private struct Report: Encodable {
    let sentences: Int
    let samples: Int
    let signature: String
    /// The place of the system that the others are held against.
    let reference: Int
    let models: [Compared.Row]
  }

  func run() throws {
    common.apply()
    let (sources, targets) = try sides()
    let written = try systems.map { try translations($0, sources, count: targets.count) }
    let references = targets.map { [$0] }
    let bootstrap = Bootstrap(
      itemCount: targets.count, sampleCount: sampling.samples, seed: sampling.seed)
    let scores = written.map { SystemScores($0, references, bootstrap) }
    let compared = Compared(systems, scores, merits: scores.map(\.bleu)) {
      TranslationComparison(
        written[$0], written[$1], references: references, samples: sampling.samples,
        seed: sampling.seed)
    }
    let report = Report(
      sentences: targets.count, samples: sampling.samples,
      signature: BLEU().signature(references: 1), reference: compared.reference,
      models: compared.rows)
    switch common.format {
    case .json: try Output.json(report)
    case .text: try Output.line(Self.text(compared))
    }
  }

  /// The sources, where they are known, and the targets.
  private func sides() throws -> (sources: [String]?, targets: [String]) {
    if let data {
      let text = try ParallelText.read(pairs: data, columns: columns.found, keepsBlank: true)
      return (text.pairs.map(\.source), text.pairs.map(\.target))
    }
    if let source {
      let text = try ParallelText.read(source: source, target: target!, keepsBlank: true)
      return (text.pairs.map(\.source), text.pairs.map(\.target))
    }
    let lines = try Self.lines(target!)
    if lines.isEmpty { throw InputError(.badData, file: target, "the file is empty") }
    return (nil, lines)
  }

  private static func lines(_ path: String) throws -> [String] {
    var lines: [String] = []
    try LineReader.forEachLine(path) { line, _ in lines.append(line) }
    return lines
  }

  private func translations(
    _ system: String, _ sources: [String]?, count: Int
  ) throws -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: system, isDirectory: &isFolder),
      isFolder.boolValue
    else {
      let lines = try Self.lines(system)
      guard lines.count == count else {
        throw InputError(
          .badData, file: system, "expected \(count) translations, one a line, found \(lines.count)"
        )
      }
      return lines
    }
    let translator = try Translator(directory: RunDirectory(system))
    guard let sources else {
      throw InputError(.usage, "\(system) is a model: expected --source or --data to translate")
    }
    try writing.requireAttention(of: translator)
    return translator.translations(of: sources, writing.request).map { $0[0].text }
  }

  private static func text(_ compared: Compared) -> String {
    func two(_ value: Double) -> String { value.fixed(2) }
    func cells(_ difference: TranslationComparison.Difference) -> [String] {
      let paired = difference.bootstrap
      return [
        paired.value.signed(two), paired.interval.text { $0.signed(two) },
        paired.pValue.probability, difference.randomisation.probability,
      ]
    }
    let tests = ["95 %", "p bootstrap", "p randomised"]
    return compared.text(
      scores: (
        ["BLEU", "95 %", "chrF", "TER", "exact match"],
        {
          [
            two($0.bleu), $0.bleuInterval.text(two), two($0.chrf), two($0.ter),
            $0.exactMatch.percent + " %",
          ]
        }
      ),
      differences: (
        ["BLEU"] + tests + ["chrF"] + tests + ["TER"] + tests,
        { cells($0.bleu) + cells($0.chrf) + cells($0.ter) }
      ))
  }
}
