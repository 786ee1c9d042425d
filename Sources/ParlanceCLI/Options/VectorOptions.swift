import ParlanceText
import ParlanceTraining
import ParlanceVectors

/// The options of `vectors train`.
enum VectorOptions: OptionTable {
  typealias Settings = VectorSettings
  typealias Kind = VectorSettings.ModelType

  static let standardKind = Kind.glove.rawValue
  static let draft = VectorSettings()

  static var sections: [OptionSectionOf<Self>] {
    [
      .init(VectorTextOptions.self), .init(CountingOptions.self), .init(GloVeOptions.self),
      .init(PredictionOptions.self), .init(VectorTrainingOptions.self),
    ]
  }

  static func defaults(_ draft: VectorSettings, _ said: Said<Self>) -> VectorSettings {
    var settings = VectorSettings(
      draft.modelType, isBuiltIn: draft.train == nil && draft.counts == nil)
    if let path = draft.initialVectors, said["dimensions"] == nil,
      let dimension = try? WordVectors.dimension(path: path)
    {
      settings.dimensions = dimension
    }
    return settings
  }

  static let examples =
    [
      example("", ["train": "-"]),
      example("skip-gram, cbow", ["train": "-", "model-type": "skip-gram"]),
      example("the recipes", ["model-type": "glove"]),
    ]

  static func conflict(_ said: Said<Self>) -> String? {
    said["train"] != nil && said["counts"] != nil ? "--train and --counts exclude each other" : nil
  }
}

private typealias Row = OptionRow<VectorSettings>
private let predicting: [VectorOptions.Kind] = [.skipGram, .cbow]

enum VectorTextOptions: OptionSection {
  static let title = "Texts"
  static let rows: [OptionRow<VectorSettings>] = [
    Row(
      "model-type", \.modelType, .choice,
      """
      What vectors are learned by: counts of words near each other (glove), words that tell their \
      neighbours (skip-gram), or neighbours that tell the word between them (cbow).
      """
    ).often,
    Row(
      "train", \.train, .path(),
      "The text: a sentence or a document a line, words between blanks; plain or gzipped; - for "
        + "standard input.", default: "built-in recipes"
    ).often,
    Row("counts", \.counts, .path(), "Counts that vectors count wrote, in the place of a text.")
      .only(for: [VectorOptions.Kind.glove]),
    Row(
      "validation", \.validation, .path("path"),
      """
      Pairs of words with scores, a file or folder: the best epoch is that of the best Spearman \
      correlation.
      """, default: "none; the last epoch counts"),
    Row(
      "initial-vectors", \.initialVectors, .path(),
      """
      Vectors to begin with, in any form: known words take them, new words are added, and words that \
      the text lacks stay.
      """),
  ]
}

enum CountingOptions: OptionSection {
  static let title = "Words and windows"
  static let rows: [OptionRow<VectorSettings>] =
    [
      Row(
        "memory", \.memory, .bytes,
        """
        About how much memory counts may take, as in 500M or 4G; what has no room goes to temporary \
        files.
        """, value: "size", default: "any")
    ] + counting.map { $0.within(\VectorSettings.counting) } + [
      Row(
        "symmetric", \.counting.symmetric, .yesOrNo, "Whether what stands behind a word counts too."
      )
      .only(for: [VectorOptions.Kind.glove]),
      Row(
        "distance-weighting", \.counting.distanceWeighting, .yesOrNo,
        "Whether a pair at the distance d counts 1/d; else 1."
      ).only(for: [VectorOptions.Kind.glove]),
    ]

  private static let counting: [OptionRow<CooccurrenceSettings>] = [
    OptionRow("window", \.window, .whole(1...1000), "The most words on each side of a word."),
    OptionRow(
      "min-count", \.minimumCount, .whole(1...(1 << 40)),
      "How often a word must occur; rarer ones are taken out before windows are laid."),
    OptionRow(
      "vocabulary-size", \.vocabularySize.orZero, .whole(0...(1 << 30)),
      "The most frequent words to keep; 0 for all."),
  ]
}

enum GloVeOptions: OptionSection {
  static let title = "GloVe"
  static let rows: [OptionRow<VectorSettings>] = [
    Row(
      "x-max", \.xMax, .positive, "The count from which on a pair has its full weight.",
      value: "count"),
    Row("alpha", \.alpha, .nonnegative, "The power of the weight below that.", value: "power"),
    Row(
      "vector", \.vector, .choice,
      "What a word gets: its own vector, or that and its one as a neighbour."),
  ].map { $0.only(for: [VectorOptions.Kind.glove]) }
}

enum PredictionOptions: OptionSection {
  static let title = "Skip-gram and CBOW"
  static let rows: [OptionRow<VectorSettings>] = [
    Row(
      "loss", \.loss, .choice, "What tells words apart: others that are drawn, or Huffman's tree."),
    Row("negative", \.negatives, .whole(1...1000), "Words that are drawn for each that is told."),
    Row(
      "noise-power", \.noisePower, .nonnegative,
      "The power of a word's count that it is drawn by; word2vec has 0.75.", value: "power"),
    Row(
      "subsample", \.subsample, .share,
      "Words of a greater share of the text are passed over now and then; 0 for never."),
    Row("min-n", \.subwords.minimum, .whole(0...100), "The shortest character n-grams."),
    Row("max-n", \.subwords.maximum, .whole(0...100), "The longest character n-grams; 0 for none."),
    Row(
      "buckets", \.subwords.buckets, .whole(0...(1 << 30)),
      "Hashed places for n-grams; only those that occur take memory."),
  ].map { $0.only(for: predicting) }
}

enum VectorTrainingOptions: OptionSection {
  static let title = "Training"
  static let rows: [OptionRow<VectorSettings>] = [
    Row("dimensions", \.dimensions, .whole(1...10_000), "Numbers of a vector.").often,
    Row(
      "learning-rate", \.training.learningRate, .positive,
      "The rate at the beginning: of AdaGrad for glove, else falling to 0.", value: "rate"),
    Row("epochs", \.training.epochs, .whole(1...1_000_000), "Passes over the pairs or the text.")
      .often,
    Row(
      "checkpoint-minutes", \.training.checkpointMinutes, .positive,
      "Minutes between checkpoints within an epoch.", value: "minutes"),
    Row("seed", \.training.seed, .seed, "Of first values, orders and draws."),
  ]
}
