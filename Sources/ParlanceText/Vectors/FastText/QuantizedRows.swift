import ParlanceSystem

/// Vectors as codes of a product quantiser, with their lengths coded apart where that is asked for.
public struct QuantizedRows: Sendable {
  /// The number of rows.
  public let count: Int
  /// What the codes mean.
  public let quantizer: ProductQuantizer
  /// The codes of rows, one after the other.
  let codes: CodeRows
  /// What the codes of lengths mean, and these; nil where rows have their lengths.
  let norms: (codes: NumberBuffer<UInt8>, quantizer: ProductQuantizer)?

  /// The mean of some rows, one that is named twice counting twice; zeros for none.
  func mean(of rows: [Int32]) -> [Float] {
    codes.mean(
      of: rows, centroids: quantizer.centroids, dimension: quantizer.dimension,
      runLength: quantizer.runLength, scales: norms?.codes, norms?.quantizer.centroids ?? [])
  }

  /// Whether no number is NaN or infinite.
  var isFinite: Bool {
    quantizer.centroids.allSatisfy(\.isFinite)
      && (norms?.quantizer.centroids.allSatisfy(\.isFinite) ?? true)
  }
}

extension QuantizedRows {
  /// Reads what a file says.
  init(
    _ file: inout FastTextBytes, count: Int, width: Int, hasNorms: Bool, _ what: String
  ) throws {
    let size = Int(try file.int32(what))
    let place = try file.take(size, "the codes of \(what)")
    let quantizer = try ProductQuantizer(&file, dimension: width, "the centroids of \(what)")
    guard size == count * quantizer.runCount else {
      throw file.bad(
        "the codes of \(what)", "\(count) rows of \(quantizer.runCount) bytes", "\(size) bytes")
    }
    self.count = count
    self.quantizer = quantizer
    codes = CodeRows(
      NumberBuffer(file.block, offset: place, count: size), width: quantizer.runCount)
    guard hasNorms else {
      norms = nil
      return
    }
    let normPlace = try file.take(count, "the lengths of \(what)")
    norms = (
      NumberBuffer(file.block, offset: normPlace, count: count),
      try ProductQuantizer(&file, dimension: 1, "the centroids of the lengths of \(what)")
    )
  }

  /// What a file says after the numbers of rows and dimensions.
  func write(to output: FileOutput) throws {
    try output.write(Int32(clamping: codes.bytes.count).littleEndianBytes)
    try codes.bytes.write(to: output)
    try output.write(quantizer.bytes)
    guard let norms else { return }
    try norms.codes.write(to: output)
    try output.write(norms.quantizer.bytes)
  }
}
