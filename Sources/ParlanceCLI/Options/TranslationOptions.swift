import ParlanceNN
import ParlanceTraining
import ParlanceTranslation

/// The options of `translate train`.
enum TranslationOptions: OptionTable {
  typealias Settings = TranslationSettings

  static let standardKind = TranslationSettings().architecture.network.rawValue
  static let draft = TranslationSettings()

  static var sections: [OptionSectionOf<Self>] {
    [
      .init(TranslationTextOptions.self), .init(TranslationNetworkOptions.self),
      .init(TranslationStepOptions.self), .init(TranslationScheduleOptions.self),
      .init(TranslationEpochOptions.self),
    ]
  }

  static func defaults(_ draft: TranslationSettings, _ said: Said<Self>) -> TranslationSettings {
    TranslationSettings(
      network: draft.architecture.network,
      readsRecipes: draft.train == nil && draft.sourceTrain == nil)
  }

  static let examples = [
    example("", ["train": "pairs"]),
    example("transformer", ["model-type": "transformer", "train": "pairs"]),
    example("the built-in recipes"),
  ]
}

private typealias Row = OptionRow<TranslationSettings>
private typealias Network = TranslationArchitecture.Network

enum TranslationTextOptions: OptionSection {
  static let title = "Texts"
  static let rows: [OptionRow<TranslationSettings>] =
    [
      Row(
        "model-type", \.architecture.network, .choice,
        "What reads the source and writes the target: recurrent networks with attention, or a transformer.",
        default: TranslationOptions.standardKind
      ).often,
      Row(
        "train", \.train, .path(),
        "Pairs, plain or gzipped: lines of a source, a tab and a target, or JSON objects with both.",
        default: "sentences of the built-in recipes in two languages"
      ).often,
      Row(
        "source-train", \.sourceTrain, .path(),
        "Sources, whose lines belong by number to those of --target-train."
      ).excludes("train").often,
      Row("target-train", \.targetTrain, .path(), "Targets.").excludes("train").often,
      Row(
        "validation", \.validation, .path(), "Held-out pairs.",
        default: "the last tenth of the training pairs, 2,000 at most"
      ).often,
      Row("source-validation", \.sourceValidation, .path(), "Held-out sources.")
        .excludes("validation"),
      Row("target-validation", \.targetValidation, .path(), "Held-out targets.")
        .excludes("validation"),
      Row(
        "columns", \.columns, .columns,
        """
        Where --train, --validation and --test have sources and targets: columns by number or by the first line's \
        names, or the keys of JSON objects, as 2,1 or en,fr.
        """, default: "1,2, or source,target"
      ),
      Row("test", \.test, .path(), "Pairs for the final score.").often,
      Row("source-test", \.sourceTest, .path(), "Sources for the final score.").excludes("test"),
      Row("target-test", \.targetTest, .path(), "Targets for the final score.").excludes("test"),
      Row(
        "level", \.architecture.level, .choice,
        "What a token is: a piece of a word (byte-pair encoding), a word, or a Unicode scalar."),
      Row(
        "keep-spacing", \.keepsSpacing, .truth,
        "Part words at blanks alone, so that no-break spaces stay, and write marks without a blank where there was none."
      ).goes(
        with: "level", TranslationArchitecture.Level.subword.rawValue,
        TranslationArchitecture.Level.word.rawValue
      ).earlier("false"),
    ] + subwordRows.map { $0.within(\TranslationSettings.pieces) } + [
      Row(
        "share-vocabulary", \.architecture.sharesVocabulary, .truth,
        "Give both sides one vocabulary and one table of embeddings."),
      Row(
        "vocabulary-size", \.vocabularySize.orZero, .whole(0...(1 << 26)),
        "The most frequent words of each side to keep; 0 for all."),
      Row(
        "minimum-count", \.minimumCount, .whole(1...(1 << 40)),
        "How often a word must occur to be kept."),
      Row(
        "maximum-length", \.architecture.maximumLength, .whole(1...65536),
        "Tokens of the longest source and target; longer ones are cut."),
    ]
}

enum TranslationNetworkOptions: OptionSection {
  static let title = "Network"
  static let rows: [OptionRow<TranslationSettings>] =
    [
      Row("cell", \.architecture.cell, .choice, "The kind of recurrent cell."),
      Row(
        "bidirectional", \.architecture.bidirectional, .truth, "Read each source from both ends."),
      Row(
        "attention", \.architecture.attention, .choice,
        "How the decoder looks at the source: Luong's dot, general or concat, Bahdanau's additive, or not."
      ),
      Row(
        "feeding", \.attentionFeeding, .choice,
        "What enters the decoder's recurrence: nothing of the source, the context (Bahdanau), or the state combined with it (input, Luong's input feeding)."
      ).goes(with: "attention", "dot", "general", "additive", "concat"),
    ].map { $0.only(for: [Network.recurrent]) }
    + [
      Row("heads", \.architecture.heads, .whole(1...1024), "Attention heads."),
      Row(
        "feed-forward-size", \.architecture.feedForwardSize, .whole(1...262144),
        "Hidden units of each feed-forward part."),
      Row(
        "positions", \.architecture.positions, .choice, "How the network knows where tokens stand."),
      Row(
        "pre-norm", \.architecture.normalisesFirst, .truth,
        "Normalise the input of each part, rather than its sum."),
    ].map { $0.only(for: [Network.transformer]) }
    + [
      Row(
        "hidden-size", \.hiddenSize, .whole(1...65536),
        "Numbers in each layer's state, in each direction; in a transformer also for each token."
      ).often,
      Row(
        "embedding-size", \.architecture.embeddingSize, .whole(1...65536), "Numbers for each token."
      ),
      Row(
        "layers", \.architecture.layers, .whole(1...64),
        "Layers of the encoder, and of the decoder."
      ).often,
      Row(
        "dropout", \.architecture.dropout, .rate,
        "Dropout of embeddings, between layers and before the output."
      ).often,
      Row(
        "word-dropout", \.architecture.wordDropout, .rate, "Dropout of whole tokens of both sides."),
      Row(
        "tied", \.architecture.tied, .truth, "Use the target's embeddings as output weights too."),
      Row(
        "copying", \.architecture.copying, .truth,
        "Let the decoder copy tokens of the source that it attends to."),
    ]
}

enum TranslationStepOptions: OptionSection {
  static let title = "Training"
  static let rows: [OptionRow<TranslationSettings>] =
    [
      Row("batch-size", \.batchSize, .whole(1...(1 << 20)), "Pairs at once.").often,
      Row(
        "batch-tokens", \.batchTokens.orZero, .whole(0...(1 << 30)),
        "Tokens of the longer side at once, padding included; 0 for as many as --batch-size pairs have."
      ),
      Row(
        "least-steps", \.leastSteps.orZero, .whole(0...1_000_000),
        "Steps of an epoch at least: each of few pairs is read several times; 0 for once."
      ).earlier("0"),
      Row(
        "label-smoothing", \.labelSmoothing, .rate,
        "The share of probability that all tokens have alike in what is learned.", value: "share"),
      Row(
        "scheduled-sampling", \.scheduledSampling.decay, .choice,
        "How the share of tokens grows that the decoder reads as it would have written them itself."
      ),
      Row(
        "sampling-share", \.samplingShare, .share, "That share at the end of training."
      ).goes(with: "scheduled-sampling", "linear", "inverse-sigmoid"),
    ] + OptimizationOptions.steps.map { $0.within(\.training) }
}

enum TranslationScheduleOptions: OptionSection {
  static let title = "Schedule of the learning rate"
  static let rows = OptimizationOptions.schedule.map { $0.within(\TranslationSettings.training) }
}

enum TranslationEpochOptions: OptionSection {
  static let title = "Training"
  static let rows: [OptionRow<TranslationSettings>] =
    OptimizationOptions.epochs(seed: "Of initial values, masks and orders.")
    .map { $0.within(\TranslationSettings.training) } + [
      Row(
        "average", \.averagedEpochs, .whole(1...1000),
        "Score and keep the mean of the weights after the last so many epochs."),
      Row(
        "decide", \.deciding, .choice,
        "What the best epoch is the best by: the loss on held-out pairs, or BLEU of some of them."),
    ]
}

extension TranslationSettings {
  /// Nil where tokens are characters, which have all blanks.
  fileprivate var keepsSpacing: Bool? {
    get { architecture.level == .character ? nil : architecture.keepsSpacing }
    set { architecture.keepsSpacing = newValue ?? architecture.keepsSpacing }
  }

  /// A transformer has as many numbers for each token.
  fileprivate var hiddenSize: Int {
    get { architecture.hiddenSize }
    set {
      architecture.hiddenSize = newValue
      if architecture.network == .transformer { architecture.embeddingSize = newValue }
    }
  }

  /// Nil where there is no attention.
  fileprivate var attentionFeeding: AttentionFeeding? {
    get { architecture.attention == .none ? nil : architecture.feeding }
    set { architecture.feeding = newValue ?? architecture.feeding }
  }

  /// Nil where the decoder never reads its own tokens.
  fileprivate var samplingShare: Double? {
    get { scheduledSampling.decay == .none ? nil : scheduledSampling.share }
    set { scheduledSampling.share = newValue ?? scheduledSampling.share }
  }
}
