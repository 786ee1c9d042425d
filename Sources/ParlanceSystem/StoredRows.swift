/// Rows of numbers in memory or in a mapped file, as they are or in fewer bits.
///
/// A row of int8 is scale · codes. A product-quantised row is scale · the centroids that its codes name, one
/// for each part of the row.
///
/// Source of product quantisation: Jégou, Douze and Schmid 2011, "Product quantization for nearest neighbor
/// search".
public struct StoredRows: Sendable {
  /// How the numbers lie.
  public enum Numbers: Sendable {
    /// rows · width numbers.
    case float32(NumberBuffer<Float>)
    /// rows · width codes, and a scale for each row.
    case int8(NumberBuffer<Int8>, scales: NumberBuffer<Float>)
    /// rows · parts codes, a scale for each row, and `centroidCount` centroids for each part of the width.
    case product(ProductCodes, scales: NumberBuffer<Float>)
  }

  /// How many rows there are.
  public let count: Int
  /// Numbers of a row.
  public let width: Int
  public let numbers: Numbers

  /// Creates rows; traps where the numbers are not as many as they need.
  public init(count: Int, width: Int, _ numbers: Numbers) {
    let isRight =
      switch numbers {
      case .float32(let values): values.count == count * width
      case .int8(let codes, let scales): codes.count == count * width && scales.count == count
      case .product(let codes, let scales):
        codes.width == width && codes.codes.count == count * codes.parts && scales.count == count
      }
    guard count >= 0, width >= 0, isRight else {
      fatalError("StoredRows: expected the numbers of \(count) rows of \(width)")
    }
    (self.count, self.width, self.numbers) = (count, width, numbers)
  }

  /// Copies rows one after the other into memory; traps where they are no whole rows.
  public init(_ values: some Collection<Float>, width: Int) throws {
    self.init(
      count: width == 0 ? 0 : values.count / width, width: width,
      .float32(try NumberBuffer(values)))
  }

  /// A row; traps where there is none.
  public func row(_ index: Int) -> [Float] {
    guard (0..<count).contains(index) else { NumberBuffer<Float>.outside(index, count) }
    switch numbers {
    case .float32(let values): return values[index * width..<(index + 1) * width]
    case .int8(let codes, let scales):
      let scale = scales[index]
      return codes[index * width..<(index + 1) * width].map { scale * Float($0) }
    case .product(let codes, let scales):
      let scale = scales[index]
      return codes.row(index).map { scale * $0 }
    }
  }

  /// Some rows one after the other.
  public func values(_ rows: Range<Int>) -> [Float] {
    if case .float32(let values) = numbers {
      return values[rows.lowerBound * width..<rows.upperBound * width]
    }
    var found: [Float] = []
    found.reserveCapacity(rows.count * width)
    for index in rows { found += row(index) }
    return found
  }

  /// The Euclidean norm of each row.
  public func norms() throws -> NumberBuffer<Float> {
    let norms = try NumberBuffer<Float>(count: count)
    for index in 0..<count { norms[index] = Self.norm(row(index)) }
    return norms
  }

  /// The Euclidean norm of numbers.
  package static func norm(_ values: [Float]) -> Float {
    Float(values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot())
  }
}

/// Rows that are a centroid for each of their parts.
public struct ProductCodes: Sendable {
  /// Centroids of a part: what one byte tells apart.
  public static let centroidCount = 256
  /// Numbers of a row.
  public let width: Int
  /// Numbers of a part; the last may have fewer.
  public let partWidth: Int
  /// rows · parts codes.
  public let codes: NumberBuffer<UInt8>
  /// Those of the first part, then those of the next: 256 · width numbers.
  public let centroids: NumberBuffer<Float>

  /// Creates codes; traps where there are not 256 · width numbers of centroids.
  public init(
    width: Int, partWidth: Int, codes: NumberBuffer<UInt8>, centroids: NumberBuffer<Float>
  ) {
    guard partWidth > 0, centroids.count == Self.centroidCount * width else {
      fatalError("ProductCodes: \(centroids.count) numbers for the centroids of \(width)")
    }
    (self.width, self.partWidth) = (width, partWidth)
    (self.codes, self.centroids) = (codes, centroids)
  }

  /// The parts of a row.
  public var parts: Int { Self.parts(of: width, by: partWidth) }

  package static func parts(of width: Int, by partWidth: Int) -> Int {
    (width + partWidth - 1) / partWidth
  }

  /// Where a part lies in a row.
  package func range(of part: Int) -> Range<Int> {
    part * partWidth..<min((part + 1) * partWidth, width)
  }

  /// The centroids that a row's codes name, one after the other.
  func row(_ index: Int) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(width)
    for part in 0..<parts {
      let range = range(of: part)
      let centroid =
        Self.centroidCount * range.lowerBound + Int(codes[index * parts + part]) * range.count
      for place in 0..<range.count { values.append(centroids[centroid + place]) }
    }
    return values
  }
}

extension StoredRows {
  /// The same rows in float32.
  public func decoded() throws -> StoredRows {
    if case .float32 = numbers { return self }
    let values = try NumberBuffer<Float>(count: count * width)
    for index in 0..<count {
      for (place, number) in row(index).enumerated() { values[index * width + place] = number }
    }
    return StoredRows(count: count, width: width, .float32(values))
  }
}
