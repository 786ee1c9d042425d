import ParlanceSystem

/// A table of vectors of a model of fastText: [rows, D].
public enum FastTextMatrix: Sendable {
  /// The numbers themselves.
  case dense(NumberRows)
  /// Codes of them.
  case quantized(QuantizedRows)

  /// The number of rows.
  public var count: Int {
    switch self {
    case .dense(let rows): rows.count
    case .quantized(let rows): rows.count
    }
  }

  /// The numbers of a row.
  public var width: Int {
    switch self {
    case .dense(let rows): rows.width
    case .quantized(let rows): rows.quantizer.dimension
    }
  }

  /// A row; traps where there is none.
  public subscript(row: Int) -> [Float] {
    switch self {
    case .dense(let rows): rows[row]
    case .quantized(let rows): rows.mean(of: [Int32(row)])
    }
  }

  /// The mean of some rows, one that is named twice counting twice; zeros for none.
  public func mean(of rows: [Int32]) -> [Float] {
    switch self {
    case .dense(let all): all.mean(of: rows)
    case .quantized(let all): all.mean(of: rows)
    }
  }

  /// The product of each row with a vector.
  public func products(with vector: [Float]) -> [Float] {
    switch self {
    case .dense(let rows): rows.products(with: vector)
    case .quantized(let rows):
      (0..<rows.count).map { row in
        zip(rows.mean(of: [Int32(row)]), vector).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
  }

  /// Whether no number is NaN or infinite.
  public var isFinite: Bool {
    switch self {
    case .dense(let rows): rows.isFinite
    case .quantized(let rows): rows.isFinite
    }
  }
}

extension FastTextMatrix {
  /// Reads what a file says.
  init(
    _ file: inout FastTextBytes, isQuantized: Bool, width: Int, _ what: String
  ) throws {
    let hasNorms = isQuantized ? try file.flag(what) : false
    let (count, found) = (try file.int64(what), try file.int64(what))
    guard count >= 0, count <= Int64(Int32.max), found == Int64(width) else {
      throw file.bad(what, "rows of \(width) numbers", "\(count) rows of \(found)")
    }
    guard isQuantized else {
      let place = try file.take(count, of: 4 * found, what)
      self = .dense(NumberRows(file.block, offset: place, count: Int(count), width: width))
      return
    }
    self = .quantized(
      try QuantizedRows(&file, count: Int(count), width: width, hasNorms: hasNorms, what))
  }

  /// What a file says.
  func write(to output: FileOutput) throws {
    let sizes = Int64(count).littleEndianBytes + Int64(width).littleEndianBytes
    switch self {
    case .dense(let rows):
      try output.write(sizes)
      try rows.write(to: output)
    case .quantized(let rows):
      try output.write([rows.norms == nil ? 0 : 1] + sizes)
      try rows.write(to: output)
    }
  }
}
