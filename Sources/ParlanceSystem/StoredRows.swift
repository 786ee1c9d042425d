import CParlance

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

  /// Some rows one after the other; traps where there are not so many.
  public func values(_ rows: Range<Int>) -> [Float] {
    [Float](unsafeUninitializedCapacity: rows.count * width) { target, filled in
      copy(rows, to: target)
      filled = rows.count * width
    }
  }

  /// The Euclidean norm of each row.
  public func norms() throws -> NumberBuffer<Float> {
    let norms = try NumberBuffer<Float>(count: count)
    for index in 0..<count { norms[index] = Self.norm(row(index)) }
    return norms
  }

  /// The Euclidean norm of numbers.
  package static func norm(_ values: some Sequence<Float>) -> Float {
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
  public let subvectorSize: Int
  /// rows · parts codes.
  public let codes: NumberBuffer<UInt8>
  /// Those of the first part, then those of the next: 256 · width numbers.
  public let centroids: NumberBuffer<Float>

  /// Creates codes; traps where there are not 256 · width numbers of centroids.
  public init(
    width: Int, subvectorSize: Int, codes: NumberBuffer<UInt8>, centroids: NumberBuffer<Float>
  ) {
    guard subvectorSize > 0, centroids.count == Self.centroidCount * width else {
      fatalError("ProductCodes: \(centroids.count) numbers for the centroids of \(width)")
    }
    (self.width, self.subvectorSize) = (width, subvectorSize)
    (self.codes, self.centroids) = (codes, centroids)
  }

  /// The parts of a row.
  public var parts: Int { Self.parts(of: width, by: subvectorSize) }

  package static func parts(of width: Int, by subvectorSize: Int) -> Int {
    (width + subvectorSize - 1) / subvectorSize
  }

  /// Where a part lies in a row.
  package func range(of part: Int) -> Range<Int> {
    part * subvectorSize..<min((part + 1) * subvectorSize, width)
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
    values.withMutableElements { copy(0..<count, to: $0) }
    return StoredRows(count: count, width: width, .float32(values))
  }

  private func copy(_ rows: Range<Int>, to target: UnsafeMutableBufferPointer<Float>) {
    guard let y = target.baseAddress, !target.isEmpty else { return }
    withRows(rows) { pl_stored_values($0, Int64(rows.lowerBound), Int64(rows.count), y) }
  }

  /// Calls a function with where the numbers lie, for kernels; traps where there are not so many rows.
  package func withRows<R>(_ rows: Range<Int>, _ body: (pl_stored_rows) -> R) -> R {
    guard rows.lowerBound >= 0, rows.upperBound <= count else {
      NumberBuffer<Float>.outside(rows.upperBound, count)
    }
    let width = Int64(width)
    switch numbers {
    case .float32(let values):
      return values.withElements(0..<values.count) {
        body(
          pl_stored_rows(
            form: 0, width: width, part_width: 0, rows: $0.baseAddress, scales: nil, centroids: nil)
        )
      }
    case .int8(let codes, let scales):
      return codes.withElements(0..<codes.count) { codes in
        scales.withElements(0..<count) {
          body(
            pl_stored_rows(
              form: 1, width: width, part_width: 0, rows: codes.baseAddress,
              scales: $0.baseAddress, centroids: nil))
        }
      }
    case .product(let codes, let scales):
      return codes.codes.withElements(0..<codes.codes.count) { bytes in
        scales.withElements(0..<count) { scales in
          codes.centroids.withElements(0..<codes.centroids.count) {
            body(
              pl_stored_rows(
                form: 2, width: width, part_width: Int64(codes.subvectorSize),
                rows: bytes.baseAddress, scales: scales.baseAddress, centroids: $0.baseAddress))
          }
        }
      }
    }
  }
}
