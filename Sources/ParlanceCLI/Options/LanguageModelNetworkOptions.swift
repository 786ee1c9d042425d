import ParlanceDecoding
import ParlanceLanguageModels
import ParlanceNN
import ParlanceTraining

private typealias Row = OptionRow<AnyLanguageModelSettings>

extension [OptionRow<AnyLanguageModelSettings>] {
  /// Those without kinds for networks only.
  fileprivate var ofNetworks: Self {
    map { $0.kinds == nil ? $0.only(for: ModelType.networks) : $0 }
  }
}

enum LanguageModelNetworkOptions: OptionSection {
  static let title = "Networks (recurrent, window, transformer)"
  static let rows: [OptionRow<AnyLanguageModelSettings>] = [
    Row("cell", \.network.architecture.cell, .choice, "The kind of recurrent cell.")
      .only(for: [ModelType.recurrent]),
    Row(
      "window", \.network.architecture.window, .whole(1...1024),
      "Tokens that a window holds, or that a transformer's tokens attend to."
    ).only(for: [ModelType.window, .transformer]),
    Row(
      "heads", \.network.architecture.heads, .whole(1...1024), "Attention heads.",
      default: "as many as have 32 numbers each, 8 at most"
    ).only(for: [ModelType.transformer]),
    Row(
      "feed-forward-size", \.network.architecture.feedForwardSize, .whole(1...262144),
      "Hidden units of each feed-forward part.", default: "4 times the hidden size"
    ).only(for: [ModelType.transformer]),
    Row(
      "direct", \.network.architecture.direct, .truth,
      "Connect a window's embeddings with the output layer too."
    ).only(for: [ModelType.window]),
    Row(
      "embedding-size", \.network.architecture.embeddingSize, .whole(1...65536),
      "Numbers for each token.", default: "the hidden size"),
    Row(
      "hidden-size", \.network.architecture.hiddenSize, .whole(1...65536),
      "Numbers in each layer's state."
    ).often,
    Row(
      "layers", \.network.architecture.layers, .whole(1...64),
      "Recurrent, hidden or attention layers."
    )
    .often,
    Row(
      "tied", \.network.architecture.tied, .truth, "Use the embeddings as output weights too."
    ).goes(with: "output-layer", OutputArchitecture.Layer.full.rawValue).excludes("direct"),
    Row(
      "context", \.network.architecture.context, .choice,
      "Read across lines, or each line from a state of zeros."),
  ].ofNetworks
}

enum OutputLayerOptions: OptionSection {
  /// Of the layers that sample.
  private static let most = NoiseContrastiveEstimation.self

  static let title = "Output layers of networks"
  static let rows: [OptionRow<AnyLanguageModelSettings>] = [
    Row(
      "output-layer", \.network.architecture.output.layer, .choice,
      """
      How the network's states become probabilities: full softmax; adaptive or hierarchical softmax, \
      faster for large vocabularies; or trained on samples of the vocabulary by noise-contrastive \
      estimation (nce), sampled softmax or BlackOut, whose steps do not grow with it. Evaluation is \
      exact with each.
      """),
    Row(
      "cutoffs", \.network.architecture.output.cutoffs,
      .numbers("ascending whole numbers, as in 2000 10000", "ids"),
      """
      Where the clusters of the adaptive layer begin among the tokens by their frequency, as in \
      "2000 10000".
      """, default: "by their shares of the text"
    ).goes(with: "output-layer", "adaptive"),
    Row(
      "classes", \.network.architecture.classCount, .whole(0...(1 << 26)),
      "Classes of the hierarchical layer; 0 for the square root of the vocabulary."
    ).goes(with: "output-layer", "hierarchical"),
    Row(
      "samples", \.network.architecture.output.samples, .whole(1...(1 << 20)),
      "Tokens that a step samples.",
      default: "\(most.defaultSamples); \(SampledSoftmax.defaultSamples) for sampled"
    ).goes(with: "output-layer", "nce", "sampled", "blackout"),
    Row(
      "noise-power", \.network.architecture.output.noisePower, .share,
      "The power of the counts by which tokens are sampled.", value: "power",
      default: "\(most.defaultPower); \(SampledSoftmax.defaultPower) for sampled"
    ).goes(with: "output-layer", "nce", "sampled", "blackout"),
    Row(
      "max-ent-order", \.network.architecture.output.maxEntOrder, .whole(0...64),
      "Add hashed n-gram features up to this order to the hierarchical layer."
    ).goes(with: "output-layer", "hierarchical"),
    Row(
      "max-ent-size", \.network.architecture.featureCount, .whole(1...(1 << 30)),
      "Values in the table of these features."
    ).needs("max-ent-order"),
    Row(
      "max-ent-rate-factor", \.network.featureRateFactor, .positive,
      "By how much the learning rate is multiplied for these features.", value: "factor"
    ).needs("max-ent-order"),
  ].ofNetworks
}

enum DropoutOptions: OptionSection {
  static let title = "Dropout of networks"
  static let rows: [OptionRow<AnyLanguageModelSettings>] =
    [
      Row(
        "dropout", \.network.architecture.dropout, .rate,
        "Dropout on embeddings, between layers and before the output."
      ).often,
      Row(
        "input-dropout", \.network.architecture.inputRate, .rate, "Dropout on embeddings.",
        default: "that of --dropout"),
      Row(
        "output-dropout", \.network.architecture.outputRate, .rate, "Dropout before the output.",
        default: "that of --dropout"),
      Row(
        "shared-dropout", \.network.architecture.sharedDropout, .truth,
        "One dropout mask for all steps of a window."),
      Row(
        "word-dropout", \.network.architecture.wordDropout, .rate,
        "Dropout of words, each wherever it stands in a batch."),
    ].ofNetworks
    + [
      Row(
        "weight-drop", \.network.architecture.weightDrop, .rate,
        "Dropout of recurrent weights, the same for all steps."),
      Row(
        "state-dropout", \.network.architecture.stateDropout, .rate,
        "Dropout of the state on its way to the next step, one mask for all steps."),
      Row(
        "zoneout", \.network.architecture.zoneout, .rate,
        "The rate at which units of the state keep what they were."),
    ].map { $0.only(for: [ModelType.recurrent]) }
}

enum LanguageModelStepOptions: OptionSection {
  static let title = "Training of networks"
  static let rows: [OptionRow<AnyLanguageModelSettings>] =
    ([
      Row("batch-size", \.network.batchSize, .whole(1...(1 << 20)), "Rows of a batch.").often,
      Row(
        "sequence-length", \.network.sequenceLength, .whole(1...(1 << 20)),
        "Steps of backpropagation through time."),
    ] + trainingRows(OptimizationOptions.steps)).ofNetworks
}

enum LanguageModelScheduleOptions: OptionSection {
  static let title = "Schedule of the learning rate"
  static let rows: [OptionRow<AnyLanguageModelSettings>] = trainingRows(
    OptimizationOptions.schedule
  )
  .ofNetworks
}

enum LanguageModelEpochOptions: OptionSection {
  static let title = "Training of networks"
  static let rows: [OptionRow<AnyLanguageModelSettings>] = trainingRows(
    OptimizationOptions.epochs(seed: "Of initial values, masks, orders and recipes.")
  ).ofNetworks
}

private func trainingRows(_ rows: [OptionRow<TrainingConfiguration>]) -> [Row] {
  rows.map { row in
    let row = row.within(\AnyLanguageModelSettings.training)
    return switch row.name {
    case "seed": row.only(for: ModelType.allCases)
    case "epochs", "learning-rate": row.only(for: ModelType.networks + [.snm])
    default: row
    }
  }
}
