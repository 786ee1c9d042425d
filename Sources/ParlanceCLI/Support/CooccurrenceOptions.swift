import ArgumentParser
import ParlanceSystem
import ParlanceVectors

/// How words near each other are counted.
struct CooccurrenceOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The most words on each side of a word.", valueName: "n"))
  var window = CooccurrenceSettings().window

  @Flag(
    inversion: .prefixedNo, help: "Count what stands behind a word as what stands before it.")
  var symmetric = true

  @Flag(
    inversion: .prefixedNo, help: "Count 1/d for a pair at the distance d; else 1.")
  var distanceWeighting = true

  @Option(
    help: ArgumentHelp("The most frequent words to keep; 0 for all.", valueName: "n"))
  var vocabularySize = 0

  /// The settings.
  ///
  /// - Throws: `InputError` that names the option that is out of range.
  func settings(minimumCount: Int) throws -> CooccurrenceSettings {
    var settings = CooccurrenceSettings()
    (settings.window, settings.symmetric) = (window, symmetric)
    (settings.distanceWeighting, settings.minimumCount) = (distanceWeighting, minimumCount)
    settings.vocabularySize = vocabularySize == 0 ? nil : vocabularySize
    if let problem = settings.problem { throw InputError(.usage, problem) }
    return settings
  }
}
