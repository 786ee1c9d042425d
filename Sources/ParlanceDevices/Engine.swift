import CParlance
import ParlanceSystem

/// What opens devices.
package enum Engine: String, CaseIterable, Sendable {
  case cuda, opencl

  var code: pl_engine { self == .cuda ? PL_CUDA : PL_OPENCL }

  /// What it is called.
  var title: String { self == .cuda ? "CUDA" : "OpenCL" }

  /// How many devices there are, and what is missing: for want of it there are none, or they are slower.
  func count() -> (devices: Int, missing: String?) {
    var missing = [CChar](repeating: 0, count: 1024)
    let count = pl_device_count(code, &missing, missing.count)
    let lack = text(missing)
    return (Int(count), lack.isEmpty ? nil : lack)
  }

  /// A device's name as its driver says it, its memory, and whether it is the processor itself.
  struct Facts {
    let title: String
    let memoryBytes: Int
    let isProcessor: Bool
  }

  /// - Throws: `InputError` with the kind `unavailable`.
  func facts(_ index: Int) throws -> Facts {
    let (count, missing) = count()
    var facts = pl_device_facts()
    guard (0..<count).contains(index), pl_device_describe(code, Int32(index), &facts) else {
      let what =
        count == 0
        ? "no \(title) device: \(missing ?? "none is there") is missing"
        : "\(title) has \(count) devices, from 0 on, and none of number \(index)"
      throw InputError(.unavailable, "\(what); `parlance devices` lists what is there")
    }
    let name = withUnsafeBytes(of: facts.name) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    return Facts(
      title: name, memoryBytes: Int(clamping: facts.memory), isProcessor: facts.is_processor)
  }
}
