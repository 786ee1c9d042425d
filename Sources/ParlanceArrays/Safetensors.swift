import Foundation
import ParlanceSystem

/// Reading and writing of safetensors files.
public enum Safetensors {
  /// The floating-point tensors of a file by name; throws as `SafetensorsFile.init(reading:)`.
  public static func read(_ path: String) throws -> [String: NDArray] {
    try SafetensorsFile(reading: path).arrays
  }

  /// What the name of the scales of a matrix of int8 ends in, after the matrix's own: w = scale · q.
  static let scalesSuffix = ".scales"

  /// Writes tensors in the order given, aside and then into place; throws `.cannotCreate` or
  /// `.inputOutput`. Traps where two tensors have one name.
  ///
  /// Packed matrices of bfloat16 are BF16, those of int8 I8 with a tensor of scales, one a row.
  public static func write(
    _ tensors: [(name: String, array: NDArray)], metadata: [String: String] = [:], to path: String
  ) throws {
    guard Set(tensors.map(\.name)).count == tensors.count else {
      fatalError("Safetensors.write: two tensors have the same name")
    }
    let parts = tensors.flatMap(parts)
    try AtomicFile.write(to: path) { output in
      try output.write(header(parts, metadata))
      for part in parts { try part.write { try output.write($0) } }
    }
  }

  /// One tensor of a file.
  private struct Part {
    let name: String
    let type: String
    let shape: [Int]
    let byteCount: Int
    let write: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
  }

  private static func parts(_ name: String, _ array: NDArray) -> [Part] {
    guard let packed = array.packedElements, !packed.isTransposed,
      packed.matrix.format != .float32
    else {
      let type = array.elementType == .float32 ? "F32" : "F64"
      let byteCount = array.count * array.elementType.byteCount
      return [
        Part(name: name, type: type, shape: array.shape, byteCount: byteCount) {
          try array.withBytes($0)
        }
      ]
    }
    let matrix = packed.matrix
    let isScaled = matrix.format == .int8
    let byteCount = array.count * matrix.format.byteCount
    let numbers = Part(
      name: name, type: isScaled ? "I8" : "BF16", shape: array.shape, byteCount: byteCount
    ) { write in
      let bytes = UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(byteCount, 1), alignment: 64)
      defer { bytes.deallocate() }
      matrix.copy(to: bytes.baseAddress!)
      try write(UnsafeRawBufferPointer(rebasing: bytes[..<byteCount]))
    }
    return [numbers] + (isScaled ? parts(name + scalesSuffix, NDArray(matrix.scales)) : [])
  }

  private static func header(
    _ parts: [Part], _ metadata: [String: String]
  ) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0)):\(quoted($1))" }
      members.append("\"__metadata__\":{\(texts.joined(separator: ","))}")
    }
    var offset = 0
    for part in parts {
      let end = offset + part.byteCount
      let shape = part.shape.map(String.init).joined(separator: ",")
      members.append(
        "\(quoted(part.name)):{\"dtype\":\"\(part.type)\",\"shape\":[\(shape)],"
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
