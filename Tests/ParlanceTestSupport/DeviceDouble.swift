import Foundation
import ParlanceArrays

/// A device for tests: its elements lie apart, whatever moves is counted, and some functions are
/// missing. What it has gives the host's bits.
public final class DeviceDouble: DeviceBackend, @unchecked Sendable {
  /// How often elements went to the device, came back, and were copied there.
  public struct Moves: Equatable {
    public var uploads = 0
    public var downloads = 0
    public var copies = 0

    public init(uploads: Int = 0, downloads: Int = 0, copies: Int = 0) {
      (self.uploads, self.downloads, self.copies) = (uploads, downloads, copies)
    }
  }

  public let name = "double"
  private let lock = NSLock()
  private var counted = Moves()
  private let fallbacks = FallbackCount()

  public init() {}

  /// The device, for `Device.with` and `moved(to:)`.
  public var device: Device { Device(self) }

  /// What moved since the last time that this was read.
  public func takeMoves() -> Moves {
    lock.withLock {
      defer { counted = Moves() }
      return counted
    }
  }

  /// The functions for which the host stood in since the last time that this was read.
  public func takeFallbacks() -> [String: Int] {
    defer { fallbacks.reset() }
    return fallbacks.byFunction
  }

  package func allocate(byteCount: Int) -> any DeviceBuffer {
    // NaN, so that nobody trusts fresh memory.
    let elements = NDArray(uninitialized: [byteCount / 4], .float32, on: .cpu)
    let buffer = Buffer(elements, self)
    host.fill(.nan, &buffer.elements)
    return buffer
  }

  package func kernels(_ elementType: ElementType) -> (any Kernels)? {
    elementType == .float32 ? OwnKernels(owner: self, fallbacks: fallbacks) : nil
  }

  fileprivate func count(_ change: (inout Moves) -> Void) { lock.withLock { change(&counted) } }

  fileprivate final class Buffer: DeviceBuffer, @unchecked Sendable {
    var elements: NDArray
    let owner: DeviceDouble

    init(_ elements: NDArray, _ owner: DeviceDouble) {
      (self.elements, self.owner) = (elements, owner)
    }

    func upload(from host: UnsafeRawPointer) {
      owner.count { $0.uploads += 1 }
      elements.withMutableBytes { $0.copyMemory(from: .init(start: host, count: $0.count)) }
    }

    func download(into host: UnsafeMutableRawPointer) {
      owner.count { $0.downloads += 1 }
      elements.withBytes { host.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
    }

    func copy() -> any DeviceBuffer {
      owner.count { $0.copies += 1 }
      return Buffer(elements, owner)
    }
  }
}

private let host: any Kernels = NDArray(uninitialized: [0], .float32, on: .cpu).kernels

/// The functions that the double has: those of the host over its own memory.
private struct OwnKernels: PartialKernels {
  let owner: DeviceDouble
  let fallbacks: FallbackCount

  private func at(_ x: NDArray) -> NDArray {
    (x.buffer(on: owner) as! DeviceDouble.Buffer).elements.reshaped(x.shape)
  }

  private func put(_ y: NDArray, like x: NDArray) -> NDArray {
    var result = NDArray(uninitialized: y.shape, like: x.moved(to: owner.device))
    change(&result) { $0 = y }
    return result
  }

  private func change(_ y: inout NDArray, _ body: (inout NDArray) -> Void) {
    let buffer = y.mutableBuffer(on: owner) as! DeviceDouble.Buffer
    var elements = buffer.elements.reshaped(y.shape)
    body(&elements)
    buffer.elements = elements.reshaped([y.count])
  }

  func fill(_ value: Double, _ y: inout NDArray) { change(&y) { host.fill(value, &$0) } }

  func binary(_ function: BinaryFunction, _ a: NDArray, _ b: NDArray) -> NDArray {
    put(host.binary(function, at(a), at(b)), like: a)
  }

  func addScaled(_ alpha: Double, _ x: NDArray, _ y: inout NDArray) {
    let x = at(x)
    change(&y) { host.addScaled(alpha, x, &$0) }
  }

  func matrixProduct(
    _ a: NDArray, transposed transposeA: Bool, _ b: NDArray, transposed transposeB: Bool,
    bias: NDArray?, accumulate: Bool, _ c: inout NDArray
  ) {
    let (a, b, bias) = (at(a), at(b), bias.map(at))
    change(&c) {
      host.matrixProduct(
        a, transposed: transposeA, b, transposed: transposeB, bias: bias, accumulate: accumulate,
        &$0)
    }
  }

  func crossEntropy(
    _ logits: NDArray, targets: [Int32], ignoring: Int32, scale: Double
  ) -> (losses: NDArray, gradient: NDArray) {
    let found = host.crossEntropy(at(logits), targets: targets, ignoring: ignoring, scale: scale)
    return (put(found.losses, like: logits), put(found.gradient, like: logits))
  }

  func momentumStep(
    _ rule: MomentumRule, gradient: NDArray, velocity: inout NDArray, _ value: inout NDArray
  ) {
    let gradient = at(gradient)
    change(&velocity) { velocity in
      change(&value) { host.momentumStep(rule, gradient: gradient, velocity: &velocity, &$0) }
    }
  }
}
