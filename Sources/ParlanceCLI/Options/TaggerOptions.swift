import ParlanceTagging
import ParlanceText
import ParlanceTraining

/// The options of `tag train`.
enum TaggerOptions: OptionTable {
  typealias Settings = TaggerSettings

  static let standardKind = TaggerSettings().architecture.network.rawValue
  static let draft = TaggerSettings()

  static var sections: [OptionSectionOf<Self>] {
    [
      .init(TaggerTextOptions.self), .init(TaggerWordOptions.self),
      .init(TaggerNetworkOptions.self), .init(TaggerStepOptions.self),
      .init(TaggerScheduleOptions.self), .init(TaggerEpochOptions.self),
    ]
  }

  static func defaults(_ draft: TaggerSettings, _ said: Said<Self>) -> TaggerSettings {
    TaggerSettings(
      network: draft.architecture.network,
      optimizer: said["optimizer"].map { _ in draft.training.optimizer },
      weightDecay: draft.training.weightDecay)
  }

  static let examples =
    [
      example(""), example("window", ["model-type": "window"]),
      example("transformer", ["model-type": "transformer"]),
      example("sgd, asgd, nt-asgd, adadelta", ["optimizer": "sgd"]),
      example("a weight decay", ["weight-decay": "0.1"]), example("vectors", ["vectors": "-"]),
    ]

  static func conflict(_ said: Said<Self>) -> String? {
    said["scheme"] != nil && said["only"] != nil ? "--scheme and --only exclude each other" : nil
  }
}

private typealias Row = OptionRow<TaggerSettings>

enum TaggerTextOptions: OptionSection {
  static let title = "Texts"
  static let rows: [OptionRow<TaggerSettings>] =
    [
      Row(
        "model-type", \.architecture.network, .choice,
        """
        What reads the tokens: the words around each, or a recurrent network or a transformer over the \
        sentence.
        """,
        default: "\(TaggerOptions.standardKind), which does best in general"
      ).often,
      Row(
        "train", \.train, .path(),
        "Tagged sentences: CoNLL columns or CoNLL-U, plain or gzipped; - for standard input.",
        default: "built-in recipes"
      ).often,
      Row(
        "validation", \.validation, .path(), "Held-out sentences.",
        default: "the last tenth of the training sentences"
      ).often,
      Row("test", \.test, .path(), "Sentences for the final score.").often,
    ] + TaggedColumnOptions.rows.map { $0.within(\TaggerSettings.reading) } + [
      Row(
        "scheme", \.scheme, .choice, "The scheme that entity tags are brought into.",
        default: "their own"),
      Row(
        "repair", \.repairing, .truth,
        "Read tags that do not follow their scheme as conlleval does."
      ),
      Row(
        "only", \.architecture.only, .text("a type", "type"),
        "Tell only this entity type, or this tag, from all else: a location or not, say."),
      Row(
        "vocabulary-size", \.vocabularySize.orZero, .whole(0...(1 << 26)),
        "The most frequent words to learn; 0 for all."),
      Row(
        "minimum-count", \.minimumCount, .whole(1...(1 << 40)),
        "How often a word must occur to be learned."),
    ]
}

enum TaggerWordOptions: OptionSection {
  static let title = "Words"
  static let rows: [OptionRow<TaggerSettings>] = [
    Row(
      "vectors", \.vectorFile, .path(),
      "Word vectors: a file in any form that vectors convert knows, or a folder of vectors train."
    ).often,
    Row(
      "thaw-after", \.thawAfter, .whole(-1...1_000_000),
      "Epochs after which training changes the given vectors too: 0 for always, -1 for never."
    ).needs("vectors"),
    Row(
      "embedding-size", \.architecture.embeddingSize, .whole(0...65536),
      "Numbers of each learned word; 0 for none."),
    Row("lowercase", \.architecture.lowercased, .truth, "Learn words in small letters."),
    Row(
      "unknown-rate", \.unknownRate, .nonnegative,
      "A word that occurs n times is read as unknown with probability r / (r + n) in training.",
      value: "r"),
    Row(
      "characters", \.architecture.characters, .choice,
      """
      What is made of a word's characters: filters (cnn), the last states of a recurrent network \
      from both ends, or nothing.
      """),
    Row(
      "character-embedding-size", \.architecture.characterEmbeddingSize, .whole(1...4096),
      "Numbers of each character."),
    Row(
      "character-size", \.architecture.characterSize, .whole(1...16384),
      "Numbers that a word's characters become."),
    Row(
      "shape-size", \.architecture.shapeSize, .whole(0...4096),
      "Numbers of a word's shape: capitals, digits, marks; 0 for none."),
    Row(
      "affix-size", \.architecture.affixSize, .whole(0...4096),
      "Numbers of a word's prefixes and suffixes; 0 for none."),
    Row(
      "neighbours", \.architecture.readsNeighbours, .truth,
      """
      Where tokens are characters of a script without blanks, take n-grams with those beside them in the \
      place of affixes.
      """
    ).earlier("false"),
  ]
}

enum TaggerNetworkOptions: OptionSection {
  static let title = "Network"
  static let rows: [OptionRow<TaggerSettings>] =
    [
      Row(
        "window", \.architecture.window, .odd(1...1023),
        "Words of a window, its centre among them."
      ).only(for: [TaggerArchitecture.Network.window]),
      Row(
        "bidirectional", \.architecture.bidirectional, .truth, "Read each sentence from both ends."
      )
      .only(for: [TaggerArchitecture.Network.rnn, .lstm, .gru]),
      Row(
        "hidden-size", \.architecture.hiddenSize, .whole(1...65536),
        "Numbers in each layer's state, in each direction."
      ).often,
      Row(
        "layers", \.architecture.layers, .whole(1...64), "Recurrent, hidden or attention layers."),
      Row(
        "output-layer", \.output, .choice,
        """
        What the tags' scores become: probabilities of each token's tag, or of the sentence's tags \
        together (a conditional random field).
        """, default: "crf for entities, softmax otherwise"),
      Row(
        "dropout", \.architecture.dropout, .rate,
        "Dropout of the inputs, between recurrent layers and before the output."
      ).often,
      Row(
        "layer-dropout", \.architecture.layerDropout, .rate,
        "Dropout within a transformer's layers."
      ).only(for: [TaggerArchitecture.Network.transformer]),
    ]
    + transformerRows.map {
      $0.within(\TaggerSettings.architecture.transformer)
        .only(for: [TaggerArchitecture.Network.transformer])
    }
}

enum TaggerStepOptions: OptionSection {
  static let title = "Training"
  static let rows: [OptionRow<TaggerSettings>] =
    [
      Row("batch-size", \.batchSize, .whole(1...(1 << 20)), "Sentences at once.").often,
      Row(
        "least-steps", \.leastSteps.orZero, .whole(0...1_000_000),
        "Steps of an epoch at least: each of few sentences is read several times; 0 for once."
      ).earlier("0"),
      Row(
        "refit-tokens", \.refitTokens.orZero, .whole(0...1 << 40),
        """
        Where all sentences have so many tokens at most and no --validation is given, train on all of them once \
        held-out ones have told how good that is, as long or for as many epochs as were best; 0 for never, as with \
        schedules and optimizers that follow validation.
        """, value: "n"
      ).earlier("0"),
    ]
    + OptimizationOptions.steps.map { $0.within(\.training) }
}

enum TaggerScheduleOptions: OptionSection {
  static let title = "Schedule of the learning rate"
  static let rows = OptimizationOptions.schedule.map { $0.within(\TaggerSettings.training) }
}

enum TaggerEpochOptions: OptionSection {
  static let title = "Training"
  static let rows = OptimizationOptions.epochs(
    seed: "Of initial values, masks, orders and recipes."
  ).map { $0.within(\TaggerSettings.training) }
}

extension TaggerSettings {
  fileprivate var vectorFile: String? {
    get { vectors }
    set { if let newValue { take(vectors: newValue) } }
  }

  /// -1 for never.
  fileprivate var thawAfter: Int? {
    get { vectors.map { _ in frozenEpochs ?? -1 } }
    set {
      guard let vectors, let newValue else { return }
      take(vectors: vectors, frozenEpochs: newValue < 0 ? nil : newValue)
    }
  }
}
