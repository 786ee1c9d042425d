import Foundation
import ParlanceNN
import ParlanceSystem

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

  /// For training: what the network holds, gradients, the rule's arrays for each parameter, and one
  /// batch's activations with their gradients.
  ///
  /// - `network`: built by `withoutValues`.
  /// - `places`: rows and steps of a batch.
  /// - `numbersPerPlace`: what each of them keeps for the way back.
  public init(
    training network: any Module, _ configuration: TrainingConfiguration,
    places: (rows: Int, steps: Int), numbersPerPlace: Double, of subject: String
  ) {
    // Values and gradients; the rule keeps up to two arrays more of each.
    let arrays: Double = configuration.optimizer == .sgd ? 2 : 4
    let activations = Double(places.rows) * Double(places.steps) * 2 * numbersPerPlace
    self.init(
      bytes: 4 * (Self.numbers(of: network) * arrays + activations),
      of: "training with batches of \(places.rows) × \(places.steps) tokens and \(subject)")
  }

  /// For evaluation: what the network holds.
  public init(evaluating network: any Module, of subject: String) {
    self.init(bytes: 4 * Self.numbers(of: network), of: subject)
  }

  private static func numbers(of network: any Module) -> Double {
    let shapes = network.parameters.map(\.shape) + network.namedBuffers().map(\.buffer.shape)
    return shapes.reduce(0) { $0 + $1.reduce(1) { $0 * Double($1) } }
  }

  /// Throws `InputError` of kind `usage` where the machine, or the process's share of it, has less.
  public func check() throws {
    func gigabytes(_ bytes: Double) -> String { String(format: "%.1f GB", bytes / 1e9) }
    let available = Self.available
    guard bytes <= available else {
      throw InputError(
        .usage,
        "\(subject) needs some \(gigabytes(bytes)) of memory; there are \(gigabytes(available))")
    }
    let allowed = SystemCalls.allowedMemory
    guard bytes <= allowed else {
      throw InputError(
        .failure,
        "\(subject) needs some \(gigabytes(bytes)) of memory; `ulimit -v` allows "
          + gigabytes(allowed))
    }
  }

  private static var available: Double {
    let physical = Double(ProcessInfo.processInfo.physicalMemory)
    let group = try? String(contentsOfFile: "/sys/fs/cgroup/memory.max", encoding: .utf8)
    let limit = group.flatMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    return min(physical, limit ?? physical)
  }
}
