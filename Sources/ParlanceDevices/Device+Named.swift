import Foundation
import ParlanceArrays
import ParlanceSystem

extension Device {
  /// A device of OpenCL by its number, cards before processors.
  ///
  /// ```swift
  /// try Device.with(.opencl(0)) { … }
  /// ```
  ///
  /// - Throws: `InputError` with the kind `unavailable` that says what is missing.
  public static func opencl(_ index: Int = 0) throws -> Device {
    try OpenedDevices.shared.device(.opencl, index)
  }

  /// A card of NVIDIA by its number.
  ///
  /// - Throws: `InputError` with the kind `unavailable` that says what is missing.
  public static func cuda(_ index: Int = 0) throws -> Device {
    try OpenedDevices.shared.device(.cuda, index)
  }

  /// The first card: of CUDA, or else of OpenCL; never the processor.
  ///
  /// - Throws: `InputError` with the kind `unavailable` that says what is missing.
  public static func gpu() throws -> Device {
    let cards = Engine.allCases.filter { engine in
      (try? engine.facts(0)).map { !$0.isProcessor } ?? false
    }
    guard let engine = cards.first else {
      let missing = Engine.allCases.map { engine in
        let (count, missing) = engine.count()
        return count == 0
          ? "\(engine.title) lacks \(missing ?? "a device")"
          : "\(engine.title) has the processor alone"
      }
      throw InputError(
        .unavailable,
        "no graphics card: \(missing.joined(separator: "; ")); `parlance devices` lists what is there"
      )
    }
    return try OpenedDevices.shared.device(engine, 0)
  }

  /// The device of a name: cpu, gpu, opencl or cuda, the last two with a number after a colon.
  ///
  /// - Throws: `InputError`: of the kind `usage` for another name, `unavailable` for one that is not there.
  public init(named name: String) throws {
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    let index = parts.count == 1 ? 0 : Int(parts[1])
    switch (parts.first.map(String.init), parts.count, index) {
    case ("cpu", 1, _): self = .cpu
    case ("gpu", 1, _): self = try .gpu()
    case ("opencl", 1...2, let index?) where index >= 0: self = try .opencl(index)
    case ("cuda", 1...2, let index?) where index >= 0: self = try .cuda(index)
    default:
      throw InputError(
        .usage, "expected cpu, gpu, opencl, cuda, opencl:N or cuda:N as device, found \(name)")
    }
  }
}

/// The devices that are open; each is opened once.
private final class OpenedDevices: @unchecked Sendable {
  static let shared = OpenedDevices()
  private let lock = NSLock()
  private var opened: [String: Accelerator] = [:]

  func device(_ engine: Engine, _ index: Int) throws -> Device {
    try lock.withLock {
      let name = "\(engine):\(index)"
      let accelerator = try opened[name] ?? Accelerator(engine, index)
      opened[name] = accelerator
      return accelerator.device
    }
  }
}
