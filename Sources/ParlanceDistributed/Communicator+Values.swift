import Foundation
import ParlanceArrays
import ParlanceSystem

/// An array as it travels: its name, shape and type; its bytes follow those of the arrays before.
private struct ArrayHeader: Codable {
  let name: String
  let shape: [Int]
  let isDouble: Bool

  init(_ name: String, _ array: NDArray) {
    (self.name, shape, isDouble) = (name, array.shape, array.elementType == .float64)
  }

  /// An array of this shape, to be filled.
  var array: NDArray { NDArray(uninitialized: shape, isDouble ? .float64 : .float32) }
}

extension Communicator {
  /// The value of rank 0, on all ranks.
  ///
  /// All ranks may have worked it out; what they do next must not hang on whose processor did.
  public func agree<Value: Codable>(on value: Value) throws -> Value {
    if size == 1 { return value }
    // Not all versions of JSON have a value that stands by itself.
    var bytes = rank == 0 ? [UInt8](try RunRecords.encoder.encode([value])) : []
    var count = bytes.count
    try withUnsafeMutableBytes(of: &count) { try broadcast($0, from: 0) }
    if rank != 0 { bytes = [UInt8](repeating: 0, count: count) }
    try bytes.withUnsafeMutableBytes { try broadcast($0, from: 0) }
    return try RunRecords.decoder.decode([Value].self, from: Data(bytes))[0]
  }

  /// The values of all ranks as one list, in the ranks' order; each may have as many as it likes.
  package func gatherList<Value: Codable>(_ values: [Value]) throws -> [Value] {
    if size == 1 { return values }
    let bytes = [UInt8](try JSONEncoder().encode(values))
    return try gatherBytes(bytes).flatMap {
      try JSONDecoder().decode([Value].self, from: Data($0))
    }
  }

  /// The arrays of rank 0 by their names, on all ranks.
  public func agree(onArrays arrays: [String: NDArray]) throws -> [String: NDArray] {
    if size == 1 { return arrays }
    let headers = try agree(
      on: arrays.sorted { $0.key < $1.key }.map { ArrayHeader($0.key, $0.value) })
    var all: [String: NDArray] = [:]
    for header in headers {
      var array = arrays[header.name] ?? header.array
      try array.withMutableBytes { try broadcast($0, from: 0) }
      all[header.name] = array
    }
    return all
  }

  /// The arrays of all ranks with the rows of one under those of the one before, on all ranks.
  ///
  /// A rank without rows brings no arrays; the others bring the same ones, [rows, ..].
  public func gatherRows(
    _ arrays: [(name: String, array: NDArray)]
  ) throws -> [(name: String, array: NDArray)] {
    if size == 1 { return arrays }
    let parts = try gatherArrays(arrays).filter { !$0.isEmpty }
    guard let names = parts.first?.map(\.name) else { return [] }
    return try names.enumerated().map { place, name in
      let rows = try parts.map { part in
        guard part.count == names.count, part[place].name == name,
          part[place].array.shape.dropFirst() == parts[0][place].array.shape.dropFirst()
        else { throw failing("the ranks carry other arrays than \(names)") }
        return part[place].array
      }
      return (name, Self.joined(rows))
    }
  }

  /// Arrays [rows, ..] as one, row under row.
  private static func joined(_ parts: [NDArray]) -> NDArray {
    let count = parts.reduce(0) { $0 + $1.shape[0] }
    var all = NDArray(uninitialized: [count] + parts[0].shape.dropFirst(), like: parts[0])
    all.withMutableBytes { target in
      var place = 0
      for part in parts {
        part.withBytes { target[place...].copyBytes(from: $0) }
        place += part.count * part.elementType.byteCount
      }
    }
    return all
  }

  /// Each rank's arrays, in the ranks' order.
  private func gatherArrays(
    _ arrays: [(name: String, array: NDArray)]
  ) throws -> [[(name: String, array: NDArray)]] {
    let headers = arrays.map { ArrayHeader($0.name, $0.array) }
    let text = [UInt8](try JSONEncoder().encode(headers))
    let byteCount = arrays.reduce(0) { $0 + $1.array.count * $1.array.elementType.byteCount }
    let lengths = try gather([text.count, byteCount], zero: 0)
    var sent = text
    sent.reserveCapacity(text.count + byteCount)
    for (_, array) in arrays { array.withBytes { sent.append(contentsOf: $0) } }
    let counts = lengths.map { $0.reduce(0, +) }
    var received = [UInt8](repeating: 0, count: counts.reduce(0, +))
    try sent.withUnsafeBytes { sent in
      try received.withUnsafeMutableBytes { try allGather(sent, into: $0, counts: counts) }
    }
    var place = 0
    return try lengths.map { lengths in
      let headers = try JSONDecoder().decode(
        [ArrayHeader].self, from: Data(received[place..<place + lengths[0]]))
      place += lengths[0]
      return headers.map { header in
        var array = header.array
        let count = array.count * array.elementType.byteCount
        array.withMutableBytes { $0.copyBytes(from: received[place..<place + count]) }
        place += count
        return (header.name, array)
      }
    }
  }

  /// An error that ends all ranks.
  private func failing(_ message: String) -> InputError {
    let error = InputError(.failure, message)
    abort(error)
    return error
  }
}
