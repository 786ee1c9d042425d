import ArgumentParser
import Foundation
import ParlanceArrays
import ParlanceLanguageModels
import ParlanceNN

/// The sizes of the network that is measured.
struct NetworkOptions: ParsableArguments {
  @Option(help: "The kind of recurrent cell.")
  var cell = RecurrentCell.lstm

  @Option(help: ArgumentHelp("Tokens of the vocabulary.", valueName: "n"))
  var vocabulary = 10_000

  @Option(help: ArgumentHelp("Numbers in each layer's state and each embedding.", valueName: "n"))
  var hidden = 650

  @Option(help: ArgumentHelp("Recurrent layers.", valueName: "n"))
  var layers = 2

  func validate() throws {
    try check("vocabulary", vocabulary, 5...(1 << 26))
    try check("hidden", hidden, 1...65536)
    try check("layers", layers, 1...64)
  }

  var architecture: LanguageModelArchitecture {
    var architecture = LanguageModelArchitecture()
    architecture.cell = cell
    architecture.vocabularySize = vocabulary
    architecture.embeddingSize = hidden
    architecture.hiddenSize = hidden
    architecture.layers = layers
    return architecture
  }
}

func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws {
  guard range.contains(value) else {
    throw ValidationError(
      "--\(name): expected \(range.lowerBound) to \(range.upperBound), found \(value)")
  }
}

/// Seconds that each of several runs takes.
func measure(_ runs: Int, warmUp: Int, _ body: () throws -> Void) rethrows -> [Double] {
  for _ in 0..<warmUp { try body() }
  return try (0..<runs).map { _ in
    let began = DispatchTime.now().uptimeNanoseconds
    try body()
    return Double(DispatchTime.now().uptimeNanoseconds - began) / 1e9
  }
}

extension [Double] {
  /// The one in the middle; of an even number the mean of the two.
  var median: Double {
    let ordered = sorted()
    let middle = count / 2
    return count % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2
  }
}
