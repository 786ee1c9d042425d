import ArgumentParser
import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceLanguageModels
import ParlanceNN
import ParlanceOptim
import ParlanceText

/// `parlance bench recurrent`.
struct BenchRecurrent: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recurrent",
    abstract: "Time whole training steps of a recurrent language model on random tokens.",
    discussion: """
      A step is forward, loss, backward, clipping by norm, and SGD, with the state carried from \
      step to step. The figures are those of the median step after two that are not counted.
      """)

  @OptionGroup var network: NetworkOptions

  @Option(help: ArgumentHelp("Rows of a batch.", valueName: "n"))
  var batch = 20

  @Option(help: ArgumentHelp("Steps of backpropagation through time.", valueName: "n"))
  var length = 35

  @Option(help: ArgumentHelp("Training steps that are timed.", valueName: "n"))
  var steps = 10

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    try check("batch", batch, 1...(1 << 20))
    try check("length", length, 1...(1 << 20))
    try check("steps", steps, 1...1_000_000)
  }

  private struct Report: Encodable {
    let wordsPerSecond: Double
    let millisecondsPerStep: Double
    let gflops: Double
  }

  func run() throws {
    common.apply()
    let architecture = network.architecture
    try MemoryEstimate(
      training: architecture, batchSize: batch, sequenceLength: length, stateArrays: 0
    ).check()
    let seconds = measure(steps, warmUp: 2, stepper(architecture)).median
    let words = Double(batch * length)
    let report = Report(
      wordsPerSecond: words / seconds, millisecondsPerStep: seconds * 1000,
      gflops: words * Self.operationsPerWord(architecture) / seconds / 1e9)
    switch common.format {
    case .json: try Output.json(report)
    case .text:
      try Output.line(
        "\(Int(report.wordsPerSecond).grouped) words/s, "
          + "\(report.millisecondsPerStep.fixed(2)) ms a step, \(report.gflops.fixed(1)) GFLOP/s")
    }
  }

  private func stepper(_ architecture: LanguageModelArchitecture) -> () -> Void {
    var generator = RandomGenerator(seed: 1)
    let model = RecurrentLanguageModel(architecture, using: &generator)
    let rule = SGD(learningRate: 1)
    let parameters = model.parameters
    var state: NetworkState?
    func ids() -> [Int32] {
      (0..<batch * length).map { _ in .random(in: 0..<Int32(network.vocabulary), using: &generator)
      }
    }
    let tokens = TokenBatch(
      inputs: ids(), targets: ids(), batchSize: batch, sequenceLength: length, startsAfresh: false)
    func gradients() -> Gradients {
      let (loss, next) = model.trainingLoss(
        tokens, state: state, mode: .training(RandomKey(seed: 1)))
      state = next.detached
      return loss.backward()
    }
    return {
      var found = gradients()
      _ = Clipping.norm(5).clip(&found, parameters: parameters)
      rule.step(parameters, found)
    }
  }

  /// Multiplications and additions of the matrix products of one word: forward, and twice that back.
  private static func operationsPerWord(_ made: LanguageModelArchitecture) -> Double {
    let (hidden, embedding) = (Double(made.hiddenSize), Double(made.embeddingSize))
    let gates = Double(made.cell.gateCount) * hidden
    let recurrent = gates * (embedding + hidden) + Double(made.layers - 1) * gates * 2 * hidden
    return 3 * 2 * (recurrent + hidden * Double(made.vocabularySize))
  }
}
