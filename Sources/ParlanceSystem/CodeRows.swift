import CParlance

/// Rows of bytes, each byte the place of a centroid of its own part of a vector.
public struct CodeRows: Sendable {
  /// The bytes of all rows.
  public let bytes: NumberBuffer<UInt8>
  /// Bytes of a row.
  public let width: Int
  /// The number of rows.
  public var count: Int { width == 0 ? 0 : bytes.count / width }

  /// Rows of bytes; traps where these are no whole rows.
  public init(_ bytes: NumberBuffer<UInt8>, width: Int) {
    guard width > 0, bytes.count % width == 0 else {
      fatalError("CodeRows: \(bytes.count) bytes are no rows of \(width)")
    }
    (self.bytes, self.width) = (bytes, width)
  }

  /// The mean of the vectors that some rows mean; zeros for none.
  ///
  /// - `centroids`: 256 for each part of the vector, part by part.
  /// - `runLength`: numbers of a part; the last may have fewer.
  /// - `scales`: for each row the place of its factor in `factors`; nil for factors of 1.
  public func mean(
    of rows: [Int32], centroids: [Float], dimension: Int, runLength: Int,
    scales: NumberBuffer<UInt8>?, _ factors: [Float]
  ) -> [Float] {
    let isWhole = centroids.count == 256 * dimension && runLength > 0
    guard isWhole, width == (dimension + runLength - 1) / runLength,
      scales.map({ $0.count == count && factors.count == 256 }) ?? true,
      rows.allSatisfy({ UInt(bitPattern: Int($0)) < UInt(bitPattern: count) })
    else {
      fatalError("CodeRows: centroids, factors or rows do not fit \(count) rows of \(width) bytes")
    }
    return [Float](unsafeUninitializedCapacity: dimension) { target, filled in
      target.initialize(repeating: 0)
      if let y = target.baseAddress {
        pl_mean_codes(
          bytes.base, Int64(width), centroids, Int64(dimension), Int64(runLength), scales?.base,
          factors, rows, Int64(rows.count), y)
      }
      filled = dimension
    }
  }
}
