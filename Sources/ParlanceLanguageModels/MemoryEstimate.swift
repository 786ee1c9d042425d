import Foundation
import ParlanceArrays
import ParlanceDecoding
import ParlanceNN

/// The memory that some work needs at least, so that what cannot fit is refused before it begins.
public struct MemoryEstimate: Sendable {
  /// In bytes; a Double, since wrong settings may ask for any number.
  public let bytes: Double
  private let subject: String

  /// Creates an estimate from a number of bytes.
  public init(bytes: Double, of subject: String) {
    self.bytes = bytes
    self.subject = subject
  }

  /// For training: weights, gradients, the rule's arrays for each parameter, and one window's
  /// activations with their gradients.
  public init(
    training architecture: LanguageModelArchitecture, batchSize: Int, sequenceLength: Int,
    stateArrays: Int
  ) {
    let positions = Double(batchSize) * Double(sequenceLength)
    let (hidden, embedding) = (Double(architecture.hiddenSize), Double(architecture.embeddingSize))
    let layers = Double(architecture.layers)
    let inside =
      switch architecture.network {
      case .recurrent: layers * Double(architecture.cell.gateCount + 2) * hidden + embedding
      case .window: 2 * layers * hidden + Double(architecture.window) * embedding
      }
    let perPosition =
      2 * (Double(architecture.output.trainedOutputs(architecture.vocabularySize)) + inside)
    let weights = architecture.estimatedParameters * Double(2 + stateArrays)
    self.init(
      bytes: 4 * (weights + positions * perPosition),
      of: "training with batches of \(batchSize) × \(sequenceLength) tokens and hidden size "
        + "\(architecture.hiddenSize)")
  }

  /// For evaluation: the weights.
  public init(evaluating architecture: LanguageModelArchitecture) {
    self.init(
      bytes: 4 * architecture.estimatedParameters,
      of: "a model of hidden size \(architecture.hiddenSize)")
  }

  /// Throws `InputError` of kind `usage` where the machine, or the process's share of it, has less.
  public func check() throws {
    let available = Self.available
    guard bytes <= available else {
      func gigabytes(_ bytes: Double) -> String { String(format: "%.1f GB", bytes / 1e9) }
      throw InputError(
        .usage,
        "\(subject) needs some \(gigabytes(bytes)) of memory; there are \(gigabytes(available))")
    }
  }

  private static var available: Double {
    let physical = Double(ProcessInfo.processInfo.physicalMemory)
    let group = try? String(contentsOfFile: "/sys/fs/cgroup/memory.max", encoding: .utf8)
    let limit = group.flatMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    return min(physical, limit ?? physical)
  }
}

extension LanguageModelArchitecture {
  fileprivate var estimatedParameters: Double {
    let (hidden, embedding) = (Double(hiddenSize), Double(embeddingSize))
    let gates = network == .recurrent ? Double(cell.gateCount) * hidden : hidden
    let before = network == .recurrent ? hidden : 0
    let inputs = network == .recurrent ? embedding : Double(window) * embedding
    let inside =
      gates * (inputs + before + 2) + Double(layers - 1) * gates * (hidden + before + 2)
    let width = tied ? 1 : Double(outputInputSize) + 1
    let features = output.maxEntOrder > 0 ? Double(output.maxEntSize) : 0
    return Double(vocabularySize) * (embedding + width) + inside + features
  }
}
