import ArgumentParser
import ParlanceDecoding
import ParlanceLanguageModels

/// How a network's states become probabilities. Nil where not said.
struct OutputLayerOptions: ParsableArguments {
  @Option(
    help: """
      How the network's states become probabilities: full softmax; adaptive or hierarchical softmax, \
      faster for large vocabularies; or trained on samples of the vocabulary by noise-contrastive \
      estimation (nce), sampled softmax or BlackOut, whose steps do not grow with it. Evaluation is \
      exact with each. (default: full; hierarchical with --max-ent-order)
      """)
  var outputLayer: OutputArchitecture.Layer?

  @Option(
    help: ArgumentHelp(
      """
      Where the clusters of the adaptive layer begin among the tokens by their frequency, as in \
      "2000 10000". (default: by their shares of the text)
      """, valueName: "ids"))
  var cutoffs: Numbers?

  @Option(
    help: ArgumentHelp(
      "Classes of the hierarchical layer; 0 for the square root of the vocabulary. (default: 0)",
      valueName: "n"))
  var classes: Int?

  @Option(
    help: ArgumentHelp(
      "Tokens that a step samples. (default: 500; 1000 for sampled)", valueName: "n"))
  var samples: Int?

  @Option(
    help: ArgumentHelp(
      "The power of the counts by which tokens are sampled. (default: 1; 0.75 for sampled)",
      valueName: "power"))
  var noisePower: Double?

  @Option(
    help: ArgumentHelp(
      "Add hashed n-gram features up to this order to the hierarchical layer. (default: 0)",
      valueName: "n"))
  var maxEntOrder: Int?

  @Option(
    help: ArgumentHelp("Values in the table of these features. (default: 16777216)", valueName: "n")
  )
  var maxEntSize: Int?

  @Option(
    help: ArgumentHelp(
      "By how much the learning rate is multiplied for these features. (default: 16)",
      valueName: "factor"))
  var maxEntRateFactor: Double?
}

extension OutputLayerOptions {
  /// What the library makes a layer of; of resolved options.
  var architecture: OutputArchitecture {
    var made = OutputArchitecture()
    if let outputLayer { made.layer = outputLayer }
    made.cutoffs = cutoffs?.numbers
    made.classes = classes == 0 ? nil : classes
    made.samples = samples
    made.noisePower = noisePower
    if let maxEntOrder { made.maxEntOrder = maxEntOrder }
    if let maxEntSize { made.maxEntSize = maxEntSize }
    return made
  }

  /// Which of them do not go together, or nil.
  func conflict(isTied: Bool) -> String? {
    let layer = outputLayer ?? .full
    let ofLayers: [(String, Bool, [OutputArchitecture.Layer])] = [
      ("cutoffs", cutoffs != nil, [.adaptive]), ("classes", classes != nil, [.hierarchical]),
      ("samples", samples != nil, [.nce, .sampled, .blackout]),
      ("noise-power", noisePower != nil, [.nce, .sampled, .blackout]),
      ("max-ent-order", maxEntOrder ?? 0 > 0, [.hierarchical]), ("tied", isTied, [.full]),
    ]
    for (name, isSaid, layers) in ofLayers where isSaid && !layers.contains(layer) {
      return "--\(name) goes with --output-layer "
        + layers.map(\.rawValue).joined(separator: ", ") + " only"
    }
    if maxEntSize != nil || maxEntRateFactor != nil, maxEntOrder ?? 0 == 0 {
      return "--max-ent-size and --max-ent-rate-factor need --max-ent-order"
    }
    return nil
  }
}
