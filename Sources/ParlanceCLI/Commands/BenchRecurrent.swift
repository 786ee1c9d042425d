import ArgumentParser
import Foundation
import ParlanceArrays
import ParlanceDecoding
import ParlanceLanguageModels
import ParlanceTraining

extension OutputArchitecture.Layer: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}

/// `parlance bench recurrent`.
struct BenchRecurrent: DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "recurrent",
    abstract: "Time whole training steps of a recurrent language model on random tokens.",
    discussion: """
      A step is forward, loss, backward, clipping by norm, and SGD, with the state carried from \
      step to step. The figures are those of the median step after two that are not counted. The \
      rate counts the products of the recurrent layers and of a full output layer only. With --static \
      the same network of LSTM layers is a graph of plain operations that is defined once.
      """)

  @OptionGroup var network: NetworkOptions

  @Option(help: ArgumentHelp("Rows of a batch.", valueName: "n"))
  var batch = 20

  @Option(help: ArgumentHelp("Steps of backpropagation through time.", valueName: "n"))
  var length = 35

  @Option(help: ArgumentHelp("Training steps that are timed.", valueName: "n"))
  var steps = 10

  @Option(help: "How the network's states become probabilities.")
  var outputLayer = OutputArchitecture.Layer.full

  @Flag(help: "Draw token n in proportion to 1 / (n + 1), as in a text, and not all alike.")
  var zipf = false

  @Flag(help: "Define the step once, as a graph of plain operations. (LSTM with a full output)")
  var `static` = false

  @Option(help: "How exactly products take what they multiply.")
  var precision = Precision.float32

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    try check("batch", batch, 1...(1 << 20))
    try check("length", length, 1...(1 << 20))
    try check("steps", steps, 1...1_000_000)
    if self.static { try check("length", length, 1...1024) }
    if self.static, network.cell != .lstm || outputLayer != .full {
      throw ValidationError(
        "--static: expected --cell lstm and --output-layer full, found "
          + "\(network.cell.rawValue) and \(outputLayer.rawValue)")
    }
  }

  private struct Report: Encodable {
    let wordsPerSecond: Double
    let millisecondsPerStep: Double
    let gflops: Double
    /// The most memory that the process has held, setting up included.
    let peakBytes: Int
    /// What a static graph has planned for its values.
    let plannedBytes: Int?
  }

  func run() throws {
    common.apply()
    try Device.current.check(precision)
    var architecture = network.architecture
    architecture.output.layer = outputLayer
    try MemoryEstimate(
      training: architecture, TrainingConfiguration(), places: (batch, length)
    ).check()
    let counts = (0..<network.vocabulary).map { 1 + (zipf ? 10_000_000 / ($0 + 1) : 0) }
    let graph = self.static ? StaticLanguageModel(architecture, batch, length, counts) : nil
    let step =
      graph?.step
      ?? trainingStep(architecture, counts: counts, batchSize: batch, sequenceLength: length)
    let seconds = measure(steps, warmUp: 2) { precision.whileMultiplying(step) }.median
    let words = Double(batch * length)
    let report = Report(
      wordsPerSecond: words / seconds, millisecondsPerStep: seconds * 1000,
      gflops: words * Self.operationsPerWord(architecture) / seconds / 1e9,
      peakBytes: peakResidentBytes(), plannedBytes: graph?.plannedBytes)
    switch common.format {
    case .json: try Output.json(report)
    case .text:
      try Output.line(
        "\(Int(report.wordsPerSecond).grouped) words/s, "
          + "\(report.millisecondsPerStep.fixed(2)) ms a step, \(report.gflops.fixed(1)) GFLOP/s, "
          + "\(report.peakBytes.byteSize)")
    }
  }

  /// Multiplications and additions of the matrix products of one word: forward, and twice that back.
  private static func operationsPerWord(_ made: LanguageModelArchitecture) -> Double {
    let (hidden, embedding) = (Double(made.hiddenSize), Double(made.embeddingSize))
    let gates = Double(made.cell.gateCount) * hidden
    let recurrent = gates * (embedding + hidden) + Double(made.layers - 1) * gates * 2 * hidden
    let output = made.output.layer == .full ? hidden * Double(made.vocabularySize) : 0
    return 3 * 2 * (recurrent + output)
  }
}
