import ArgumentParser
import Foundation
import ParlanceAutograd
import ParlanceDecoding
import ParlanceLanguageModels
import ParlanceNN
import ParlanceOptim
import ParlanceSystem
import ParlanceText

extension RecurrentCell: ExpressibleByArgument {}

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

/// One training step on random tokens, again and again: forward, loss, backward, clipping by norm, and
/// SGD, the state carried from step to step.
func trainingStep(
  _ architecture: LanguageModelArchitecture, counts: [Int], batchSize: Int, sequenceLength: Int
) -> () -> Void {
  var generator = RandomGenerator(seed: 1)
  let model = architecture.makeNetwork(counts: counts, using: &generator)
  let optimizer = Optimizer(SGD(learningRate: 1), model.parameters)
  var state: CarriedState?
  let text = NoiseDistribution(counts: counts)
  func ids(_ seed: UInt64) -> [Int32] {
    text.draw(batchSize * sequenceLength, key: RandomKey(seed: seed))
  }
  let tokens = TokenBatch(
    inputs: ids(1), targets: ids(2), batchSize: batchSize, sequenceLength: sequenceLength,
    startsAfresh: false)
  func gradients() -> Gradients {
    let (loss, next) = model.trainingLoss(tokens, state: state, mode: .training(RandomKey(seed: 1)))
    state = next
    return loss.backward()
  }
  return {
    var found = gradients()
    _ = Clipping.norm(5).clip(&found, parameters: optimizer.parameters)
    optimizer.step(found)
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

/// The most memory that the process has held so far.
func peakResidentBytes() -> Int {
  #if canImport(Darwin)
    var usage = rusage()
    getrusage(RUSAGE_SELF, &usage)
    return usage.ru_maxrss
  #else
    // Not by `getrusage`, whose first argument's type is not the same with all C libraries.
    let lines = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8).split(
      separator: "\n")
    let peak = lines?.first { $0.hasPrefix("VmHWM:") }?.split(separator: " ").dropLast().last
    return (peak.flatMap { Int($0.filter(\.isNumber)) } ?? 0) * 1024
  #endif
}
