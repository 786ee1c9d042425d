import Foundation
import ParlanceArrays

/// A device, or what there would have to be for one.
public struct DeviceDescription: Sendable, Equatable, Encodable {
  /// What the driver calls it; the engine's name where there is none.
  public let name: String
  /// cpu, opencl or cuda.
  public let kind: String
  /// What `Device(named:)` takes; nil where there is no device.
  public let device: String?
  /// The memory that it has, 0 where there is none.
  public let memoryBytes: Int
  /// Whether models can be trained on it.
  public let usable: Bool
  /// What is not there, and where it is had; what is usable all the same is slower without.
  public let missing: [String]

  /// The processor, what each engine finds, and what is missing for what is not there.
  public static func all() -> [DeviceDescription] {
    let processor = DeviceDescription(
      name: "processor, \(Threads.count) threads, \(Threads.variant)", kind: "cpu", device: "cpu",
      memoryBytes: Int(clamping: ProcessInfo.processInfo.physicalMemory), usable: true, missing: [])
    return [processor] + Engine.allCases.flatMap(of)
  }

  private static func of(_ engine: Engine) -> [DeviceDescription] {
    let (count, missing) = engine.count()
    let lacks = missing.map { [$0] } ?? []
    if count == 0 {
      return [
        DeviceDescription(
          name: engine.title, kind: engine.rawValue, device: nil, memoryBytes: 0, usable: false,
          missing: lacks)
      ]
    }
    return (0..<count).compactMap { index in
      guard let facts = try? engine.facts(index) else { return nil }
      return DeviceDescription(
        name: facts.title, kind: engine.rawValue, device: "\(engine.rawValue):\(index)",
        memoryBytes: facts.memoryBytes, usable: true, missing: lacks)
    }
  }
}
