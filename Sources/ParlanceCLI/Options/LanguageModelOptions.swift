import ParlanceLanguageModels
import ParlanceText
import ParlanceTraining

/// The options of `lm train`.
enum LanguageModelOptions: OptionTable {
  typealias Settings = AnyLanguageModelSettings

  static let standardKind = ModelType.recurrent.rawValue
  static let draft = AnyLanguageModelSettings()

  static var sections: [OptionSectionOf<Self>] {
    [
      .init(LanguageModelTextOptions.self), .init(NGramOptions.self), .init(SkipGramOptions.self),
      .init(LanguageModelNetworkOptions.self), .init(OutputLayerOptions.self),
      .init(DropoutOptions.self), .init(LanguageModelStepOptions.self),
      .init(LanguageModelScheduleOptions.self), .init(LanguageModelEpochOptions.self),
    ]
  }

  static func defaults(_ draft: AnyLanguageModelSettings, _ said: Said<Self>)
    -> AnyLanguageModelSettings
  {
    let (network, output) = (draft.network.architecture, draft.network.architecture.output)
    var plan = AnyLanguageModelSettings()
    plan.type = draft.type
    plan.network = LanguageModelSettings(
      train: draft.texts.train, network: network.network, hiddenSize: network.hiddenSize,
      outputLayer: said["output-layer"].map { _ in output.layer }, maxEntOrder: output.maxEntOrder,
      optimizer: said["optimizer"].map { _ in draft.training.optimizer })
    // Of counts nothing can be held out.
    plan.texts.holdsOut = said["counts"] == nil
    return plan
  }

  static let examples =
    [
      example("", ["train": "-"]), example("the recipes"),
      example("sgd, asgd, nt-asgd", ["train": "-", "optimizer": "sgd"]),
      example("adadelta", ["train": "-", "optimizer": "adadelta"]),
      example("layers that sample", ["train": "-", "output-layer": "nce"]),
      example("n-gram features", ["train": "-", "max-ent-order": "3"]),
      example("the hierarchical layer", ["train": "-", "output-layer": "hierarchical"]),
      example("characters", ["train": "-", "level": "character"]),
      example("subwords", ["train": "-", "level": "subword"]),
    ]
    + ModelType.allCases.dropFirst().map {
      example($0.rawValue, ["train": "-", "model-type": $0.rawValue])
    } + [
      example("add-k", ["train": "-", "model-type": "ngram", "smoothing": "add-k"])
    ]

  static func conflict(_ said: Said<Self>) -> String? {
    if let smoothing = said["smoothing"],
      ModelType(rawValue: said.kind)?.smoothings.contains(where: { $0.rawValue == smoothing })
        == false
    {
      return "--smoothing \(smoothing) does not go with --model-type \(said.kind)"
    }
    if said["level"] == TextLevel.subword.rawValue,
      !ModelType.networks.map(\.rawValue).contains(said.kind)
    {
      return "--level subword does not go with --model-type \(said.kind); cut the texts with "
        + "subwords encode and take --level word"
    }
    return said["tied"] == "true" && said["embedding-size"] != said["hidden-size"]
      ? "--tied needs --embedding-size and --hidden-size to be the same" : nil
  }
}

private typealias Row = OptionRow<AnyLanguageModelSettings>

enum LanguageModelTextOptions: OptionSection {
  static let title = "Texts"
  static let rows: [OptionRow<AnyLanguageModelSettings>] =
    [
      Row(
        "model-type", \.type, .choice,
        """
        What the model is: a recurrent network; a network over a window of the last tokens; a \
        transformer; an n-gram \
        model with Kneser-Ney smoothing (modified, interpolated), as KenLM estimates it; an n-gram \
        model with another --smoothing; or a sparse non-negative matrix of n-grams and skip-grams \
        (snm). The last three are estimated from all of --train.
        """, default: LanguageModelOptions.standardKind
      ).often,
      Row(
        "train", \.texts.train, .path(),
        "Training text, plain or gzipped; - for standard input.", default: "built-in recipes"
      ).often,
      Row(
        "validation", \.texts.validation, .path(), "Validation text.",
        default: "the last tenth of the training lines"
      ).often,
      Row(
        "hold-out", \.texts.holdsOut, .truth,
        "Without --validation, hold the last tenth of the training lines out, as networks always do."
      ).only(for: ModelType.counted),
      Row("test", \.texts.test, .path(), "Text for the final score.").often,
      Row(
        "level", \.level, .choice,
        """
        What a token is: a word, a Unicode scalar, a grapheme, or for networks a piece of a word \
        (byte-pair encoding).
        """),
    ]
    + subwordRows.map {
      $0.within(\AnyLanguageModelSettings.network.pieces).only(for: ModelType.networks)
    } + [
      Row(
        "vocabulary-size", \.texts.vocabularySize.orZero, .whole(0...(1 << 26)),
        "The most frequent tokens to keep; 0 for all."),
      Row(
        "minimum-count", \.texts.minimumCount, .whole(1...(1 << 40)),
        "How often a token must occur to be kept."),
      Row("blank-lines", \.blankLines, .choice, "Lines without a token."),
    ]
}

enum NGramOptions: OptionSection {
  static let title = "N-gram models (kneser-ney, ngram)"
  static let rows: [OptionRow<AnyLanguageModelSettings>] = [
    Row(
      "counts", \.ngrams.counts, .paths,
      "Counts that lm count wrote, one file or several that add up, in the place of --train.",
      default: "none"
    ).excludes("train").goesNot(with: "hold-out", "true").only(for: ModelType.ngrams),
    Row("order", \.order, .whole(1...1000), "The longest n-grams; of snm too.").only(
      for: ModelType.counted),
    Row(
      "smoothing", \.ngrams.smoothing, .choice,
      "How n-gram models give probability to what they have not seen."
    ).only(for: ModelType.ngrams),
    Row(
      "add-k", \.ngrams.addK, .positive, "What add-k adds to each count.", value: "k"
    )
    .goes(with: "smoothing", NGramSmoothing.addK.rawValue).only(for: ModelType.ngrams),
    Row(
      "prune", \.ngrams.pruning, .numbers("whole numbers, as in 0 0 1", "counts"),
      """
      Leave out n-grams that occur no more often than this: a threshold for each order from 1 on, as \
      in "0 0 1"; the last serves all longer ones.
      """, default: "all are kept"
    ).only(for: ModelType.ngrams),
    Row(
      "memory", \.ngrams.memory, .bytes,
      "Memory for counting n-grams, as in 500M or 4G; what needs more is counted on disk.",
      default: "half of the machine's"
    ).only(for: ModelType.ngrams),
  ]
}

enum SkipGramOptions: OptionSection {
  static let title = "Sparse non-negative matrices (snm)"
  static let rows: [OptionRow<AnyLanguageModelSettings>] = [
    Row(
      "skip", \.matrix.architecture.skip, .whole(0...100),
      "The longest gap of skip-grams, in words; 0 for no skip-grams."),
    Row(
      "skip-order", \.matrix.architecture.skipOrder, .whole(1...10),
      "The most words of a skip-gram, before and after its gap together."),
    Row(
      "reach", \.matrix.architecture.reach, .whole(0...1000),
      "How far back single words count, beyond the gaps of skip-grams; 0 for none."),
    Row(
      "minimum-feature-count", \.matrix.architecture.minimumFeatureCount, .whole(1...1_000_000_000),
      "How often the words of a skip-gram must occur to be kept."),
    Row(
      "blocks", \.matrix.blocks, .whole(2...100),
      "Blocks of lines that are held out in turn to train the matrix."),
  ].map { $0.only(for: [ModelType.snm]) }
}
