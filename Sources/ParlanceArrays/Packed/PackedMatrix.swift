import CParlance

/// A matrix [rows, width] in the form that products read, as float32, bfloat16 or int8.
///
/// It never changes. A product x Wᵀ with it has the bits of one with the numbers that it stands for, summed
/// over the width in order.
final class PackedMatrix: @unchecked Sendable {
  let format: WeightFormat
  let rows: Int
  let width: Int
  private let strips: UnsafeMutableRawPointer
  private let scaleBlock: UnsafeMutableRawPointer?

  /// Makes the form of rows that `fill` writes: numbers of the format one after the other, and the scales of int8.
  init(
    _ format: WeightFormat, rows: Int, width: Int,
    fill: (UnsafeMutableRawPointer, UnsafeMutablePointer<Float>) throws -> Void
  ) rethrows {
    (self.format, self.rows, self.width) = (format, rows, width)
    let scaleCount = Int(pl_packed_scales(format.form, Int64(rows)))
    strips = Storage.allocate(Self.byteCount(format, rows, width))
    scaleBlock = scaleCount > 0 ? Storage.allocate(4 * scaleCount) : nil
    scaleBlock?.initializeMemory(as: Float.self, repeating: 0, count: scaleCount)
    let byteCount = rows * width * format.byteCount
    let source = Storage.allocate(byteCount)
    defer { pl_release(source, byteCount) }
    var unused: Float = 0
    try withUnsafeMutablePointer(to: &unused) {
      try fill(source, scaleBlock?.assumingMemoryBound(to: Float.self) ?? $0)
    }
    pl_pack(call, source)
  }

  deinit {
    pl_release(strips, Self.byteCount(format, rows, width))
    if let scaleBlock {
      pl_release(scaleBlock, 4 * Int(pl_packed_scales(format.form, Int64(rows))))
    }
  }

  /// Bytes of the strips, with their padding.
  static func byteCount(_ format: WeightFormat, _ rows: Int, _ width: Int) -> Int {
    Int(pl_packed_bytes(format.form, Int64(rows), Int64(width)))
  }

  /// As the C functions take it; it lives no longer than this.
  var call: pl_packed {
    pl_packed(
      form: format.form, rows: Int64(rows), width: Int64(width), strips: strips,
      scales: scaleBlock.map { UnsafePointer($0.assumingMemoryBound(to: Float.self)) })
  }

  /// Of int8: the scale of each row.
  var scales: [Float] { (0..<rows).map { call.scales?[$0] ?? 1 } }

  /// Writes the format's numbers, row after row.
  func copy(to target: UnsafeMutableRawPointer) { pl_unpack(call, target) }
}

extension WeightFormat {
  fileprivate var form: pl_packed_form {
    switch self {
    case .float32: PL_PACKED_FLOAT32
    case .bfloat16: PL_PACKED_BFLOAT16
    case .int8: PL_PACKED_INT8
    }
  }

  /// Rounds rows of a matrix [rows, width] to numbers of this format; each row's scale is that of int8.
  func round(
    _ x: UnsafePointer<Float>, rows: Int, width: Int, to y: UnsafeMutableRawPointer,
    scales: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      pl_round_row(
        form, x + row * width, Int64(width), y + row * width * byteCount,
        self == .int8 ? scales + row : scales)
    }
  }
}
