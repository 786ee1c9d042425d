import ArgumentParser

/// What is dropped in training. Nil where not said.
struct DropoutOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Dropout on embeddings, between layers and before the output. (default: 0.2; 0 for the recipes)",
      valueName: "rate"))
  var dropout: Double?

  @Option(
    help: ArgumentHelp("Dropout on embeddings. (default: that of --dropout)", valueName: "rate"))
  var inputDropout: Double?

  @Option(
    help: ArgumentHelp("Dropout before the output. (default: that of --dropout)", valueName: "rate")
  )
  var outputDropout: Double?

  @Option(
    help: ArgumentHelp(
      "Dropout of words, each wherever it stands in a batch. (default: 0)", valueName: "rate"))
  var wordDropout: Double?

  @Option(
    help: ArgumentHelp(
      "Dropout of recurrent weights, the same for all steps. (default: 0)", valueName: "rate"))
  var weightDrop: Double?

  @Option(
    help: ArgumentHelp(
      "Dropout of the state on its way to the next step, one mask for all steps. (default: 0)",
      valueName: "rate"))
  var stateDropout: Double?

  @Option(
    help: ArgumentHelp(
      "The rate at which units of the state keep what they were. (default: 0)", valueName: "rate"))
  var zoneout: Double?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "One dropout mask for all steps of a window. (default: no)")
  var sharedDropout: Bool?
}
