import ParlanceClassification
import ParlanceTraining

extension ClassifierOptions {
  /// Where `--autotune` looks for the options that were not said.
  static func space(_ said: Said<ClassifierOptions>) -> SearchSpace {
    let learnsVectors = said["vectors"] == nil
    var space = SearchSpace()
    // What does best in general comes up the most often.
    space.add(
      "model-type",
      .choice(
        learnsVectors
          ? ["logistic", "logistic", "logistic", "feedforward", "cnn"]
          : ["logistic", "logistic", "gru", "cnn", "dan"]))
    space.addBags()
    if learnsVectors {
      space.add(
        "embedding-size", .choice(["50", "100"]), where: "model-type", is: ["feedforward"])
    }
    space.addNetworks()
    space.add("class-weights", .choice(["none", "balanced:0.5", "balanced:0.75", "balanced"]))
    return space
  }
}

extension SearchSpace {
  fileprivate mutating func addBags() {
    let logistic = ["logistic"]
    let feedforward = ["feedforward"]
    add(
      "learning-rate", .real(1...10, isLogarithmic: true), where: "model-type", is: logistic)
    add("epochs", .integer(8...40, isLogarithmic: true), where: "model-type", is: logistic)
    add("order", .integer(1...3), where: "model-type", is: logistic + feedforward)
    add(
      "characters", .choice(["0", "2-4", "2-5", "2-6", "3-5", "3-6"]), where: "model-type",
      is: logistic)
    add(
      "learning-rate", .real(2...20, isLogarithmic: true), where: "model-type", is: feedforward)
    add("epochs", .integer(8...60, isLogarithmic: true), where: "model-type", is: feedforward)
    add("characters", .choice(["0", "3-5"]), where: "model-type", is: feedforward)
  }

  fileprivate mutating func addNetworks() {
    let recurrent = ["rnn", "lstm", "gru"]
    add(
      "learning-rate", .real(4e-4...4e-3, isLogarithmic: true), where: "model-type",
      is: recurrent + ["cnn", "dan"])
    add(
      "batch-size", .choice(["16", "32", "64"]), where: "model-type",
      is: recurrent + ["cnn", "dan"])
    add("hidden-size", .choice(["64", "100", "150"]), where: "model-type", is: recurrent + ["dan"])
    add("pooling", .choice(["max", "mean", "attention"]), where: "model-type", is: recurrent)
    add("dropout", .real(0.2...0.6), where: "model-type", is: recurrent + ["cnn"])
    add("input-dropout", .real(0...0.5), where: "model-type", is: recurrent + ["cnn"])
    add("filters", .choice(["50", "100", "150"]), where: "model-type", is: ["cnn"])
    add("filter-widths", .choice(["2 3 4", "3 4 5", "2 3 4 5"]), where: "model-type", is: ["cnn"])
    add("dropout", .real(0...0.4), where: "model-type", is: ["dan"])
    add("word-dropout", .real(0...0.5), where: "model-type", is: ["dan"])
    add("layers", .integer(1...3), where: "model-type", is: ["dan"])
  }
}
