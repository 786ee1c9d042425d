import Foundation
import ParlanceSystem

/// The content of a safetensors file, whole or not at all.
///
/// Reads F32, F64, I32 and I64. Format: https://huggingface.co/docs/safetensors.
public struct SafetensorsFile: Sendable {
  /// A tensor of whole numbers.
  public struct Integers: Sendable, Equatable {
    public let shape: [Int]
    public let values: [Int]
  }

  /// The tensors of floating-point numbers by name; of names that differ in Unicode normalisation alone,
  /// which are equal strings, the first.
  public private(set) var arrays: [String: NDArray] = [:]
  /// The tensors of whole numbers by name.
  public private(set) var integers: [String: Integers] = [:]
  /// The texts beside the tensors.
  public private(set) var metadata: [String: String] = [:]

  /// Reads a file; throws `.missingInput` where it is not there or cannot be opened, `.badData`
  /// where its content is not what it says, `.inputOutput` where reading fails.
  public init(reading path: String) throws {
    let file = try InputFile(path, expected: "a safetensors file")
    let head = try file.bytes(0, 8, "the header's length")
    let length = head.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= 100_000_000, length <= UInt64(max(file.count - 8, 0)) else {
      throw InputError(
        .badData, file: path,
        "not a safetensors file: it claims a header of \(length) bytes, but has \(file.count) bytes"
          + " in all (a header has at most 100000000)")
    }
    let header = try SafetensorsHeader(file.bytes(8, Int(length), "the header"), file: path)
    metadata = header.metadata
    let start = 8 + Int(length)
    try Self.checkPlaces(header.entries, dataCount: file.count - start, path)
    for entry in header.entries { try read(entry, from: file, start + entry.begin) }
  }

  /// Every byte of the data belongs to one tensor.
  private static func checkPlaces(
    _ entries: [SafetensorsHeader.Entry], dataCount: Int, _ path: String
  ) throws {
    var next = 0
    for entry in entries.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
      guard entry.begin == next else {
        throw InputError(
          .badData, file: path,
          "tensor \"\(entry.name)\": expected its data at byte \(next), found \(entry.begin)")
      }
      next = entry.end
      guard next <= dataCount else {
        throw InputError(
          .badData, file: path,
          "tensor \"\(entry.name)\": expected data up to byte \(next), found \(dataCount) bytes: "
            + "the file is truncated")
      }
    }
    guard next == dataCount else {
      throw InputError(
        .badData, file: path, "expected \(next) bytes of data, found \(dataCount)")
    }
  }

  private mutating func keep(_ array: NDArray, _ name: String) {
    if arrays[name] == nil { arrays[name] = array }
  }

  private mutating func read(
    _ entry: SafetensorsHeader.Entry, from file: InputFile, _ place: Int
  ) throws {
    let widths = ["F32": 4, "F64": 8, "I32": 4, "I64": 8]
    guard let width = widths[entry.type] else {
      throw InputError(
        .badData, file: file.path,
        "tensor \"\(entry.name)\": expected dtype F32, F64, I32 or I64, found \"\(entry.type)\"")
    }
    var (expected, overflows) = (1, false)
    // The width comes last, as in the format's own reader: [2^62, 0] is a shape of nothing.
    for length in entry.shape + [width] {
      let product = expected.multipliedReportingOverflow(by: length)
      (expected, overflows) = (product.partialValue, overflows || product.overflow)
    }
    guard !overflows, expected == entry.end - entry.begin else {
      throw InputError(
        .badData, file: file.path,
        "tensor \"\(entry.name)\": shape \(entry.shape) of \(entry.type) needs "
          + "\(overflows ? "too many" : String(expected)) bytes, found \(entry.end - entry.begin)")
    }
    func fill(_ target: UnsafeMutableRawPointer) throws {
      let buffer = UnsafeMutableRawBufferPointer(start: target, count: expected)
      try file.read(place, into: buffer, "tensor \"\(entry.name)\"")
    }
    try SystemCalls.checkMemory(expected, "tensor \"\(entry.name)\"", file: file.path)
    switch entry.type {
    case "F32":
      var array = NDArray(uninitialized: entry.shape)
      try fill(array.mutable(Float.self))
      keep(array, entry.name)
    case "F64":
      var array = NDArray(uninitialized: entry.shape, .float64)
      try fill(array.mutable(Double.self))
      keep(array, entry.name)
    case "I32":
      var values = [Int32](repeating: 0, count: expected / 4)
      try values.withUnsafeMutableBytes { if expected > 0 { try fill($0.baseAddress!) } }
      integers[entry.name] = Integers(shape: entry.shape, values: values.map(Int.init))
    default:
      var values = [Int](repeating: 0, count: expected / 8)
      try values.withUnsafeMutableBytes { if expected > 0 { try fill($0.baseAddress!) } }
      integers[entry.name] = Integers(shape: entry.shape, values: values)
    }
  }
}

/// Reading and writing of safetensors files.
public enum Safetensors {
  /// The floating-point tensors of a file by name; throws as `SafetensorsFile.init(reading:)`.
  public static func read(_ path: String) throws -> [String: NDArray] {
    try SafetensorsFile(reading: path).arrays
  }

  /// Writes tensors in the order given, aside and then into place; throws `.cannotCreate` or
  /// `.inputOutput`. Traps where two tensors have one name.
  public static func write(
    _ tensors: [(name: String, array: NDArray)], metadata: [String: String] = [:], to path: String
  ) throws {
    guard Set(tensors.map(\.name)).count == tensors.count else {
      fatalError("Safetensors.write: two tensors have the same name")
    }
    try AtomicFile.write(to: path) { output in
      try output.write(header(tensors, metadata))
      for (_, array) in tensors { try array.withBytes { try output.write($0) } }
    }
  }

  private static func header(
    _ tensors: [(name: String, array: NDArray)], _ metadata: [String: String]
  ) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0)):\(quoted($1))" }
      members.append("\"__metadata__\":{\(texts.joined(separator: ","))}")
    }
    var offset = 0
    for (name, array) in tensors {
      let end = offset + array.count * array.elementType.byteCount
      let shape = array.shape.map(String.init).joined(separator: ",")
      let type = array.elementType == .float32 ? "F32" : "F64"
      members.append(
        "\(quoted(name)):{\"dtype\":\"\(type)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var text = Array("{\(members.joined(separator: ","))}".utf8)
    while text.count % 8 != 0 { text.append(0x20) }
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> ($0 * 8)) } + text
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        let code = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - code.count) + code
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
