import ParlanceClassification
import ParlanceTraining

/// The options of `classify train`.
enum ClassifierOptions: OptionTable {
  typealias Settings = ClassifierSettings

  static let standardKind = ClassifierSettings().architecture.modelType.rawValue
  static let draft = ClassifierSettings()

  static var sections: [OptionSectionOf<Self>] {
    [
      .init(ClassifierTextOptions.self), .init(FeatureOptions.self),
      .init(ClassifierNetworkOptions.self), .init(FastTextOptions.self),
      .init(ClassifierStepOptions.self),
      .init(ClassifierScheduleOptions.self), .init(ClassifierEpochOptions.self),
    ]
  }

  static func defaults(_ draft: ClassifierSettings, _ said: Said<Self>) -> ClassifierSettings {
    var settings = ClassifierSettings(
      draft.architecture.modelType, level: draft.architecture.tokenizer.level,
      weighting: said["weighting"].map { _ in draft.architecture.weighting },
      optimizer: said["optimizer"].map { _ in draft.training.optimizer })
    if draft.architecture.isMultiLabel { settings.fastText.loss = .ova }
    if draft.architecture.modelType == .fasttext, said["learning-rate"] != nil {
      settings.batchSize = ClassifierSettings.fastTextBatch(rate: draft.training.learningRate)
    }
    // Who says how steps are made wants steps.
    if stepOptions.contains(where: { said[$0] != nil }) { settings.folds = nil }
    return settings
  }

  /// What says how a model is trained by steps.
  static let stepOptions =
    ["batch-size", "augment", "word-dropout", "vectors"]
    + (OptimizationOptions.steps + OptimizationOptions.schedule
    + OptimizationOptions.epochs(seed: ""))
    .map(\.name).filter { $0 != "seed" }

  static let examples =
    [example("")]
    + ClassifierArchitecture.ModelType.allCases.dropFirst().map {
      example($0.rawValue, ["model-type": $0.rawValue])
    } + [
      example("means of features", ["weighting": "mean"]), example("vectors", ["vectors": "-"]),
      example("characters", ["level": "character"]), example("subwords", ["level": "subword"]),
      example("ngram of characters", ["level": "character", "model-type": "ngram"]),
    ]
}

private typealias Row = OptionRow<ClassifierSettings>
private typealias Kind = ClassifierArchitecture.ModelType

extension ClassifierArchitecture.ModelType {
  fileprivate static let trained = allCases.filter { $0 != .ngram }
  fileprivate static let gradients = networks.filter { $0 != .ngram }
  fileprivate static let bags: [Self] = [.logistic, .feedforward]
  fileprivate static let recurrent: [Self] = [.rnn, .lstm, .gru]
  fileprivate static let hidden: [Self] = [.feedforward, .dan, .transformer] + recurrent
  fileprivate static let embedded: [Self] = hidden + [.cnn]
}

enum ClassifierTextOptions: OptionSection {
  static let title = "Texts"
  static let rows: [OptionRow<ClassifierSettings>] =
    [
      Row(
        "model-type", \.architecture.modelType, .choice,
        """
        What the model is: a linear model (logistic) over words, n-grams of words and of characters; a \
        feed-forward network over the average of their vectors, as fastText's; a deep averaging \
        network (dan); a recurrent network (rnn, lstm, gru); a convolutional network (cnn); a \
        transformer; an n-gram language model for each label (ngram); or fastText's own form (fasttext), in files \
        that its program reads.
        """, default: "\(ClassifierOptions.standardKind), or gru where that does better"
      ).often,
      Row(
        "train", \.train, .path("path"),
        "Training texts: a file or folder, or - for standard input.", default: "built-in recipes"
      ).often,
      Row(
        "validation", \.validation, .path("path"), "Validation texts.",
        default: "a tenth of the training texts, drawn by label"
      ).often,
      Row("test", \.test, .path("path"), "Texts for the final scores.").often,
    ] + LabelledFileOptions.rows.map { $0.within(\.format) } + [
      Row(
        "multi-label", \.architecture.isMultiLabel, .truth, "Learn any number of labels a text.")
    ]
}

enum FeatureOptions: OptionSection {
  static let title = "Tokens and features"
  static let rows: [OptionRow<ClassifierSettings>] =
    [
      Row(
        "level", \.level, .choice,
        "What a token is: a word, a Unicode scalar, a grapheme, or a piece of a word (byte-pair encoding)."
      ).only(for: Kind.networks)
    ]
    + subwordRows.map { $0.within(\ClassifierSettings.pieces).only(for: Kind.networks) } + [
      Row(
        "tokenizer", \.style, .choice,
        """
        How words are told apart: at white space; as prose, marks apart; or as tweets, with mentions, \
        links, hashtags, emoji and elongations.
        """, value: "style", default: ClassifierSettings().style.rawValue
      ).only(for: Kind.networks),
      Row("lowercase", \.lowercased, .truth, "Make capital letters small.").only(
        for: Kind.networks),
      Row(
        "vocabulary-size", \.vocabularySize.orZero, .whole(0...(1 << 26)),
        "The most frequent tokens to keep; 0 for all."
      ).only(for: Kind.networks),
      Row(
        "minimum-count", \.minimumCount, .whole(1...(1 << 40)),
        "How often a token must occur to be kept."
      ).only(for: Kind.networks),
      Row("order", \.architecture.order, .whole(1...16), "The longest n-grams of tokens.")
        .only(for: Kind.bags + [.ngram]),
      Row(
        "characters", \.architecture.characters, .lengths(upTo: 16),
        "The lengths of n-grams of characters within words, as in 2-5; 0 for none."
      ).only(for: Kind.bags),
      Row("shapes", \.architecture.shapes, .truth, "Take the shapes of words as features too.")
        .only(for: Kind.bags),
      Row(
        "buckets", \.architecture.buckets, .whole(0...(1 << 26)),
        "Rows that hashed n-grams share; 0 for twice as many as there are."
      ).only(for: Kind.bags + [.ngram, .fasttext]),
      Row(
        "weighting", \.architecture.weighting, .choice,
        "What a feature counts: the same as all, or by its rarity."
      ).only(for: Kind.bags),
    ]
}

enum ClassifierNetworkOptions: OptionSection {
  static let title = "Networks"
  static let rows: [OptionRow<ClassifierSettings>] =
    [
      Row(
        "embedding-size", \.learnedSize, .whole(1...65536), "Numbers for each token.",
        default: "\(ClassifierArchitecture().embeddingSize), or what --vectors have"
      ).excludes("vectors").only(for: Kind.embedded),
      Row(
        "hidden-size", \.architecture.hiddenSize, .whole(1...65536),
        "Numbers in each layer, and direction."
      ).often.only(for: Kind.hidden),
      Row("layers", \.architecture.layers, .whole(0...64), "Recurrent, hidden or attention layers.")
        .only(for: Kind.hidden),
      Row("bidirectional", \.architecture.isBidirectional, .truth, "Read from both ends.")
        .only(for: Kind.recurrent),
      Row(
        "pooling", \.architecture.pooling, .choice,
        """
        What becomes of the states: the last is a recurrent network's, the first, of what stands before \
        the text, a transformer's.
        """
      ).only(for: Kind.recurrent + [.transformer]),
    ]
    + transformerRows.map {
      $0.within(\ClassifierSettings.architecture.transformer).only(for: [Kind.transformer])
    } + [
      Row(
        "sum", \.architecture.sums, .truth,
        "Add up the vectors of a deep averaging network in place of their mean."
      ).only(for: [Kind.dan]),
      Row(
        "filter-widths", \.architecture.filterWidths,
        .numbers("widths of 1 to 256, as in 3 4 5", "numbers", accepts: (1...256).contains),
        "The widths of a convolutional network's filters."
      ).only(for: [Kind.cnn]),
      Row("filters", \.architecture.filterCount, .whole(1...65536), "Filters of each width.")
        .only(for: [Kind.cnn]),
      Row("dropout", \.architecture.dropout, .rate, "Dropout between layers and before the last.")
        .often.only(for: Kind.embedded),
      Row("input-dropout", \.architecture.inputDropout, .rate, "Dropout on embeddings.")
        .only(for: Kind.recurrent + [.cnn, .transformer]),
      Row(
        "word-dropout", \.architecture.wordDropout, .rate, "Dropout of whole words, or of features."
      ).only(for: Kind.gradients),
      Row(
        "maximum-length", \.architecture.maximumLength, .whole(1...(1 << 24)),
        "The most tokens of a text that are read."
      ).only(for: Kind.networks),
      Row(
        "vectors", \.vectorFile, .path(),
        "Word vectors: a file in any form that vectors convert knows, or a folder of vectors train."
      ).often.only(for: Kind.trained),
      Row(
        "thaw-after", \.thawAfter, .whole(-1...1_000_000),
        "Epochs after which training changes the given vectors too: 0 for always, -1 for never."
      ).needs("vectors").only(for: Kind.gradients),
    ]
}

enum ClassifierStepOptions: OptionSection {
  static let title = "Training"
  static let rows: [OptionRow<ClassifierSettings>] =
    [
      Row(
        "class-weights", \.classWeights, .classWeights,
        """
        What each label counts: none, all the same for every text; balanced, all labels the same; \
        balanced:POWER between the two; or weights, as in spam=2,ham=1.
        """
      ).only(for: Kind.gradients),
      Row(
        "augment", \.ways, .augmentations,
        """
        Train on other texts of the same labels in each epoch, made by one or more of dropout=RATE \
        (leave out words), swap=RATE (exchange words) and synonyms=FILE[=RATE] (replace words by \
        others of a line of a file), between commas.
        """, default: "none"
      ).only(for: Kind.gradients),
      Row(
        "folds", \.folds.orZero, .whole(0...1000),
        """
        Choose which features of those that are allowed count, how much, and the penalty of their \
        weights, by cross-validation over so many parts of the texts, or by --validation where it is \
        given; then learn from all texts. 0 for training by steps, as with any option of these.
        """
      ).only(for: [Kind.logistic]),
      Row(
        "margins", \.triesMargins, .truth,
        """
        Learn each of several labels against the rest by a margin, as support vector machines do, where \
        cross-validation tells that this is better than a logistic regression.
        """
      ).only(for: [Kind.logistic]).earlier("false"),
      Row(
        "weigh-by-labels", \.triesLabels, .truth,
        """
        Let a feature count the more the further the labels of texts with it are from those of all, \
        where cross-validation tells that this is better than its rarity alone.
        """
      ).only(for: [Kind.logistic]).earlier("false"),
      Row("selection", \.selection, .choice, "What decides which epoch's model is the best."),
      Row(
        "calibrate", \.calibrates, .truth,
        "Scale confidences, and with --multi-label set thresholds, on the validation texts."),
      Row(
        "batch-size", \.batchSize, .whole(1...(1 << 20)),
        "Texts of a step; of fasttext fewer at a greater rate."
      ).often
        .only(for: Kind.trained),
    ] + trainingRows(OptimizationOptions.steps)
}

enum ClassifierScheduleOptions: OptionSection {
  static let title = "Schedule of the learning rate"
  static let rows: [OptionRow<ClassifierSettings>] = trainingRows(OptimizationOptions.schedule)
}

enum ClassifierEpochOptions: OptionSection {
  static let title = "Training"
  static let rows: [OptionRow<ClassifierSettings>] = trainingRows(
    OptimizationOptions.epochs(
      seed: "Of initial values, masks, orders, recipes and what is held out."))
}

/// What steps that are no gradients of a network have too.
private let ofAllSteps = ["learning-rate", "epochs", "patience", "checkpoint-minutes"]

private func trainingRows(_ rows: [OptionRow<TrainingConfiguration>]) -> [Row] {
  rows.map { row in
    let kinds = ofAllSteps.contains(row.name) ? Kind.trained : Kind.gradients
    let row = row.within(\ClassifierSettings.training)
    return row.name == "seed" ? row : row.only(for: kinds)
  }
}
