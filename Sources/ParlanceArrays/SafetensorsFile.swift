import Foundation
import ParlanceSystem

/// The content of a safetensors file, whole or not at all.
///
/// Reads F32, F64, BF16, I8 with scales, I32 and I64. Format: https://huggingface.co/docs/safetensors.
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
    for entry in header.entries where entry.type != "I8" {
      try read(entry, from: file, start + entry.begin)
    }
    // When their scales are there.
    for entry in header.entries where entry.type == "I8" {
      try readBytes(entry, from: file, start + entry.begin)
    }
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

  /// Numbers of int8, which stand for themselves times the scale of their row.
  private mutating func readBytes(
    _ entry: SafetensorsHeader.Entry, from file: InputFile, _ place: Int
  ) throws {
    let count = try Self.byteCount(entry, file)
    let name = entry.name + Safetensors.scalesSuffix
    guard entry.shape.count == 2, let scales = arrays[name], scales.elementType == .float32,
      scales.shape == [entry.shape[0]]
    else {
      throw InputError(
        .badData, file: file.path,
        "tensor \"\(entry.name)\": expected a matrix of I8 with a scale for each row in \"\(name)\", "
          + "found shape \(entry.shape) and "
          + (arrays[name].map { "scales of shape \($0.shape)" } ?? "no scales"))
    }
    arrays[name] = nil
    try SystemCalls.checkMemory(
      PackedMatrix.byteCount(.int8, entry.shape[0], entry.shape[1]), "tensor \"\(entry.name)\"",
      file: file.path)
    let matrix = try PackedMatrix(.int8, rows: entry.shape[0], width: entry.shape[1]) {
      let buffer = UnsafeMutableRawBufferPointer(start: $0, count: count)
      try file.read(place, into: buffer, "tensor \"\(entry.name)\"")
      $1.update(from: scales.pointer(Float.self), count: scales.count)
    }
    keep(NDArray(packed: PackedElements(matrix, isTransposed: false)), entry.name)
  }

  /// Bytes of a tensor, where that is what the file has of it.
  private static func byteCount(
    _ entry: SafetensorsHeader.Entry, _ file: InputFile
  ) throws -> Int {
    let widths = ["F32": 4, "F64": 8, "BF16": 2, "I8": 1, "I32": 4, "I64": 8]
    guard let width = widths[entry.type] else {
      throw InputError(
        .badData, file: file.path,
        "tensor \"\(entry.name)\": expected dtype F32, F64, BF16, I8, I32 or I64, found "
          + "\"\(entry.type)\"")
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
    return expected
  }

  private mutating func read(
    _ entry: SafetensorsHeader.Entry, from file: InputFile, _ place: Int
  ) throws {
    let expected = try Self.byteCount(entry, file)
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
    case "BF16":
      guard expected > 0 else { return keep(NDArray(uninitialized: entry.shape), entry.name) }
      let isMatrix = entry.shape.count == 2
      let (rows, width) = isMatrix ? (entry.shape[0], entry.shape[1]) : (expected / 2, 1)
      try SystemCalls.checkMemory(
        PackedMatrix.byteCount(.bfloat16, rows, width), "tensor \"\(entry.name)\"",
        file: file.path)
      let matrix = try PackedMatrix(.bfloat16, rows: rows, width: width) { target, _ in
        try fill(target)
      }
      let array = NDArray(packed: PackedElements(matrix, isTransposed: false))
      keep(isMatrix ? array : array.plain.reshaped(entry.shape), entry.name)
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
