import ArgumentParser
import ParlanceScores
import ParlanceTagging
import ParlanceText
import ParlanceTraining

/// `parlance tag compare`.
struct TagCompare: DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare taggers on the same sentences.",
    discussion: """
      Intervals hold 95 % of the scores of samples of the sentences, drawn with replacement and the \
      same for all models. Differences are those to the model with the best entity F1 (the best \
      accuracy where some model marks no entities), sample by sample; p is how likely there is none. \
      McNemar's test is exact, on the sentences that just one of two models has wholly right.

      Entity tags of another scheme than a model's are brought into it. The columns are those of the \
      first model's training unless said otherwise.

      Example:
        parlance tag compare models/a models/b --data test.conll
      """)

  @Argument(
    help: ArgumentHelp("The models' folders.", valueName: "folder"), completion: .directory)
  var models: [String]

  @Option(
    help: ArgumentHelp(
      "Tagged sentences: CoNLL columns or CoNLL-U, plain or gzipped; - for standard input.",
      valueName: "file"), completion: .file())
  var data: String

  @OptionGroup var sampling: SamplingOptions

  @OptionGroup var columns: Said<TaggedColumns>

  @Flag(help: "Read tags that do not follow their scheme as conlleval does.")
  var repair = false

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private typealias Compared = ComparedModels<TaggerScores, TaggerComparison>

  private struct Report: Encodable {
    let sentences: Int
    let samples: Int
    /// The place of the model that the others are held against.
    let reference: Int
    let models: [Compared.Row]
  }

  func run() throws {
    common.apply()
    let loaded = try models.map { try Tagger(directory: RunDirectory($0)) }
    let corpus = try TaggedCorpus.read(path: data, TaggedColumns.reading(columns, as: models[0]))
    if !repair, let problem = corpus.schemeProblem { common.note(problem) }
    let results = try loaded.map { $0.results(on: try $0.fitted(corpus, repairing: repair)) }
    let scores = results.map { $0.scores(samples: sampling.samples, seed: sampling.seed) }
    let entityF1 = scores.compactMap(\.entityF1)
    let decisive = entityF1.count == scores.count ? entityF1 : scores.map(\.accuracy)
    let compared = Compared(models, scores, merits: decisive) {
      TaggerComparison(results[$0], results[$1], samples: sampling.samples, seed: sampling.seed)
    }
    let report = Report(
      sentences: corpus.sentences.count, samples: sampling.samples, reference: compared.reference,
      models: compared.rows)
    switch common.format {
    case .json: try Output.json(report)
    case .text: try Output.line(Self.text(compared))
    }
  }

  private static func text(_ compared: Compared) -> String {
    compared.text(
      scores: (
        ["entity F1", "95 %", "accuracy", "95 %"],
        { scores in
          [
            scores.entityF1?.percent ?? "", scores.intervals?.entityF1?.text(\.percent) ?? "",
            scores.accuracy.percent, scores.intervals?.accuracy.text(\.percent) ?? "",
          ]
        }
      ),
      differences: (
        ["entity F1", "95 %", "p", "accuracy", "95 %", "p", "alone right", "McNemar p"],
        { ($0.entityF1?.cells ?? ["", "", ""]) + $0.accuracy.cells + $0.mcNemar.cells }
      ))
  }
}
