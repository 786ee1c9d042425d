import CParlance

/// Rows of float32 numbers of one width: in memory, or in a mapped file at any place of it.
///
/// A reference: copies are the same numbers. Nothing writes to them.
public struct NumberRows: @unchecked Sendable {
  /// The number of rows.
  public let count: Int
  /// The numbers of a row.
  public let width: Int
  private let block: MemoryBlock
  private let base: UnsafeRawPointer

  /// Rows in a block; traps where they are not all in it.
  public init(_ block: MemoryBlock, offset: Int, count: Int, width: Int) {
    guard offset >= 0, count >= 0, width >= 0, offset <= block.byteCount,
      count == 0 || width == 0 || count <= (block.byteCount - offset) / 4 / width
    else {
      fatalError(
        "NumberRows: \(count) rows of \(width) numbers at \(offset) are not within "
          + "\(block.byteCount) bytes")
    }
    (self.block, self.count, self.width) = (block, count, width)
    base = UnsafeRawPointer(block.base) + offset
  }

  /// Rows in memory; traps where the numbers are no whole rows.
  ///
  /// - Throws: `InputError` where there is no memory.
  public init(_ numbers: [Float], width: Int) throws {
    guard width > 0, numbers.count % width == 0 else {
      fatalError("NumberRows: \(numbers.count) numbers are no rows of \(width)")
    }
    let block = try MemoryBlock(byteCount: max(numbers.count, 1) * 4)
    numbers.withUnsafeBytes { bytes in
      if let first = bytes.baseAddress {
        block.base.copyMemory(from: first, byteCount: bytes.count)
      }
    }
    self.init(block, offset: 0, count: numbers.count / width, width: width)
  }

  /// The numbers of a buffer as rows; traps where they are no whole rows.
  public init(_ numbers: NumberBuffer<Float>, width: Int) {
    guard width > 0, numbers.count % width == 0 else {
      fatalError("NumberRows: \(numbers.count) numbers are no rows of \(width)")
    }
    self.init(
      numbers.block, offset: UnsafeRawPointer(numbers.base) - UnsafeRawPointer(numbers.block.base),
      count: numbers.count / width, width: width)
  }

  private func check(_ row: Int) {
    if UInt(bitPattern: row) >= UInt(bitPattern: count) {
      fatalError("NumberRows: row \(row) is not below \(count)")
    }
  }

  /// A row; traps where there is none.
  public subscript(row: Int) -> [Float] {
    check(row)
    return [Float](unsafeUninitializedCapacity: width) { target, filled in
      UnsafeMutableRawBufferPointer(target).copyMemory(
        from: UnsafeRawBufferPointer(start: base + row * width * 4, count: width * 4))
      filled = width
    }
  }

  /// All numbers, row after row, copied.
  public var numbers: [Float] {
    [Float](unsafeUninitializedCapacity: count * width) { target, filled in
      UnsafeMutableRawBufferPointer(target).copyMemory(
        from: UnsafeRawBufferPointer(start: base, count: count * width * 4))
      filled = count * width
    }
  }

  /// The mean of some rows, one that is named twice counting twice; zeros for none.
  public func mean(of rows: [Int32]) -> [Float] {
    for row in rows { check(Int(row)) }
    return [Float](unsafeUninitializedCapacity: width) { target, filled in
      if let y = target.baseAddress {
        rows.withUnsafeBufferPointer { ids in
          guard let first = ids.baseAddress else { return target.initialize(repeating: 0) }
          pl_mean_rows(base, Int64(width), first, Int64(ids.count), y)
        }
      }
      filled = width
    }
  }

  /// The product of each row with a vector; traps where that has another width.
  public func products(with vector: [Float]) -> [Float] {
    guard vector.count == width else {
      fatalError("NumberRows: a vector of \(vector.count) numbers, rows of \(width)")
    }
    return [Float](unsafeUninitializedCapacity: count) { target, filled in
      vector.withUnsafeBufferPointer { x in
        guard let y = target.baseAddress, let x = x.baseAddress else {
          return target.initialize(repeating: 0)
        }
        pl_row_products(base, Int64(width), Int64(count), x, y)
      }
      filled = count
    }
  }

  /// Whether no number is NaN or infinite.
  public var isFinite: Bool { pl_floats_finite(base, Int64(count * width)) }

  /// The bytes, for writing to a file.
  public func write(to output: FileOutput) throws {
    try output.write(UnsafeRawBufferPointer(start: base, count: count * width * 4))
  }
}
