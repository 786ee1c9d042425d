import CParlance
import Foundation
import ParlanceArrays
import ParlanceSystem

/// A card that is open: its memory and its kernels.
///
/// It works in the order in which it is asked, so that memory that is let go of can serve at once for what is
/// asked for next. What goes wrong while it works ends the program: files are always whole, and the last
/// checkpoint is there.
package final class Accelerator: DeviceBackend {
  package let name: String
  private let engine: Engine
  /// How often the host stood in for which function.
  package let fallbacks = FallbackCount()
  // Any thread may call its functions.
  private nonisolated(unsafe) let handle: OpaquePointer
  private let records: Bool
  private let kernels = KernelCache()
  private let readings = Readings()

  /// Opens a device.
  ///
  /// - `source`: the text of the kernels.
  /// - `records`: whether work is written down where the engine can.
  /// - Throws: `InputError` with the kind `unavailable`, and what the driver or the compiler says.
  package init(
    _ engine: Engine, _ index: Int, source: String = KernelSource.text, records: Bool = true
  ) throws {
    let facts = try engine.facts(index)
    name = "\(facts.title) (\(engine.rawValue):\(index))"
    var message = [CChar](repeating: 0, count: 4096)
    guard
      let handle = pl_device_open(engine.code, Int32(index), source, &message, message.count)
    else {
      throw InputError(.unavailable, "\(name): \(text(message))")
    }
    (self.handle, self.engine) = (handle, engine)
    self.records = records && pl_device_records(handle)
  }

  deinit { pl_device_close(handle) }

  package var device: Device { Device(self) }

  package var precisions: [Precision] {
    engine == .cuda && multiplies ? [.float32, .tf32] : [.float32]
  }

  package func kernels(_ elementType: ElementType) -> (any Kernels)? {
    elementType == .float32 ? DeviceKernels(self) : nil
  }

  package func allocate(byteCount: Int) -> any DeviceBuffer { block(byteCount) }

  /// Memory that is not set.
  func block(_ byteCount: Int) -> Block {
    var pointer: UnsafeMutableRawPointer?
    check(pl_device_allocate(handle, byteCount, &pointer))
    return Block(pointer!, byteCount, self)
  }

  /// Memory with numbers of the host.
  func block<T: BitwiseCopyable>(of values: [T]) -> Block {
    let block = block(values.count * MemoryLayout<T>.stride)
    values.withUnsafeBytes { if let base = $0.baseAddress { block.upload(from: base) } }
    return block
  }

  /// What was counted since the device was opened.
  package var counts: pl_device_counts { pl_device_counted(handle) }

  package var traffic: DeviceTraffic {
    let counts = counts
    var traffic = DeviceTraffic()
    traffic.uploadedBytes = Int(counts.uploaded)
    traffic.downloads = Int(counts.downloads) + fallbacks.total
    return traffic
  }

  package func record(
    uploading byteCount: Int, _ body: (_ uploads: () -> Int) -> Void
  ) -> (any DeviceRecording)? {
    // Who has no memory to pin goes on without.
    guard records, pl_device_record(handle, byteCount) == PL_DEVICE_DONE else { return nil }
    body { Int(pl_device_recorded_uploads(handle)) }
    return pl_device_recorded(handle).map { Recording($0, self) }
  }

  func run(_ recording: OpaquePointer, _ replacements: [pl_replacement]) {
    check(pl_device_replay(handle, recording, replacements, Int32(replacements.count)))
  }

  func forget(_ recording: OpaquePointer) { pl_device_forget(handle, recording) }

  /// Takes no more memory than so many bytes; nil for all that there is.
  package func limitMemory(to bytes: Int?) { pl_device_limit(handle, bytes ?? 0) }

  /// Whether the engine's library of matrix products is there.
  var multiplies: Bool { pl_device_multiplies(handle) }

  func upload(_ block: Block, from host: UnsafeRawPointer) {
    check(pl_device_upload(handle, block.pointer, host, block.byteCount))
  }

  /// What is wanted besides comes with it.
  func download(_ block: Block, into host: UnsafeMutableRawPointer) {
    if block.byteCount == 0 { return }
    readings.take { others in
      let all = others + [block.reading(into: host)]
      check(pl_device_download(handle, all, Int32(all.count)))
    }
  }

  func want(_ block: Block, into host: UnsafeMutableRawPointer) -> any DeviceReading {
    readings.add(block, host)
  }

  func copy(_ source: Block, to target: Block) {
    check(pl_device_copy(handle, target.pointer, source.pointer, source.byteCount))
  }

  func release(_ pointer: UnsafeMutableRawPointer, _ byteCount: Int) {
    pl_device_release(handle, pointer, byteCount)
  }

  func multiply(
    _ sizes: (m: Int, n: Int, k: Int), _ a: Matrix, _ b: Matrix, adds: Bool, _ c: Matrix
  ) {
    check(
      pl_device_product(
        handle, Int64(sizes.m), Int64(sizes.n), Int64(sizes.k), a.described, b.described,
        adds ? 1 : 0, c.described))
  }

  /// Runs a kernel in groups of `lanes`.
  func run(_ kernel: String, groups: Int, _ arguments: [Argument]) {
    if groups == 0 { return }
    let function = kernels.kernel(kernel) {
      var found: UnsafeMutableRawPointer?
      check(pl_device_kernel(handle, kernel, &found))
      return found!
    }
    var words: [UInt64] = []
    let places = arguments.map { argument in
      let place = Int32(words.count)
      return pl_argument(word: place, bytes: argument.append(to: &words))
    }
    check(
      pl_device_launch(
        handle, function, UInt64(groups), Int32(Self.lanes), words, places, Int32(places.count)))
    withExtendedLifetime(arguments) {}
  }

  /// Runs a kernel with a lane for each of `count` elements, which is its first argument.
  func each(_ kernel: String, _ count: Int, _ arguments: [Argument]) {
    run(
      kernel, groups: (count + Self.lanes - 1) / Self.lanes, [.long(count)] + arguments)
  }

  /// `WIDTH` of the kernels.
  static let lanes = 128

  private func check(_ status: pl_device_status) {
    if status == PL_DEVICE_DONE { return }
    var message = [CChar](repeating: 0, count: 1024)
    pl_device_message(handle, &message, message.count)
    let problem =
      switch status {
      case PL_DEVICE_NO_MEMORY:
        "has no memory left (\(text(message))): a smaller model, smaller batches and shorter texts need less"
      case PL_DEVICE_NO_KERNEL: "cannot run the kernels (\(text(message)))"
      default: "failed or is gone (\(text(message))); what was saved last is whole"
      }
    pl_leave_with(
      "\(name) \(problem)",
      status == PL_DEVICE_NO_MEMORY
        ? InputError.Kind.failure.rawValue : InputError.Kind.unavailable.rawValue)
    fatalError("\(name) \(problem)")
  }
}

/// The text of a C string in an array.
func text(_ characters: [CChar]) -> String {
  String(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// The kernels that were asked for already.
private final class KernelCache: @unchecked Sendable {
  private let lock = NSLock()
  private var found: [String: UnsafeMutableRawPointer] = [:]

  func kernel(
    _ name: String, _ find: () -> UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    lock.withLock {
      if let kernel = found[name] { return kernel }
      let kernel = find()
      found[name] = kernel
      return kernel
    }
  }
}
