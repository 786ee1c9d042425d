import ArgumentParser
import ParlanceText
import ParlanceVectors

/// `parlance vectors`.
struct VectorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vectors",
    abstract: "Learn word vectors, ask them for neighbours and analogies, and measure them.",
    subcommands: [
      VectorsCount.self,
      VectorsRatio.self,
      VectorsTrain.self,
      VectorsExtract.self,
      VectorsConvert.self,
      VectorsNearest.self, VectorsAnalogy.self, VectorsOdd.self, VectorsSimilarity.self,
      VectorsEvaluate.self, VectorsSentence.self, VectorsMap.self,
    ])
}

/// The vectors that a command works with.
struct VectorsOption: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The vectors: a folder that vectors train wrote, or a file in any form that convert knows.",
      valueName: "file"),
    completion: .file())
  var vectors: String

  func load() throws -> WordVectors { try WordVectors.read(path: vectors) }
}
