import CParlance
import ParlanceArrays

/// An argument of a kernel.
enum Argument {
  case int(Int)
  case long(Int)
  case float(Double)
  case word(UInt32)
  case key(UInt64)
  case flag(Bool)
  /// Nil for a pointer to nothing.
  case block(Block?)
  /// A struct of 64-bit numbers.
  case structure([UInt64])

  /// Adds the argument's bits, and returns how many bytes they are.
  func append(to words: inout [UInt64]) -> Int32 {
    switch self {
    case .int(let value): words.append(UInt64(UInt32(bitPattern: Int32(value))))
    case .float(let value): words.append(UInt64(Float(value).bitPattern))
    case .word(let value): words.append(UInt64(value))
    case .flag(let value): words.append(value ? 1 : 0)
    case .long(let value):
      words.append(UInt64(bitPattern: Int64(value)))
      return 8
    case .key(let value):
      words.append(value)
      return 8
    case .block(let block):
      words.append(UInt64(UInt(bitPattern: block?.pointer)))
      return 8
    case .structure(let values):
      words += values
      return Int32(8 * values.count)
    }
    return 4
  }

  /// The struct `axes` of a view with few axes.
  static func axes(_ view: View) -> Argument {
    let missing = [Int](repeating: 0, count: axisLimit - view.shape.count)
    let values = [view.shape.count, view.offset] + view.shape + missing + view.strides + missing
    return .structure(values.map { UInt64(bitPattern: Int64($0)) })
  }

  /// `AXES` of the kernels.
  static let axisLimit = 8

  /// The struct `numbers` of up to twelve numbers.
  static func numbers(_ values: [Double]) -> Argument {
    let bits = (values + [Double](repeating: 0, count: 12 - values.count)).map {
      UInt64(Float($0).bitPattern)
    }
    return .structure((0..<6).map { bits[2 * $0] | bits[2 * $0 + 1] << 32 })
  }
}

/// A matrix within a block, row by row.
struct Matrix {
  let block: Block
  var offset = 0
  /// From row to row.
  let stride: Int
  var isTransposed = false

  var described: pl_device_matrix {
    pl_device_matrix(
      buffer: block.pointer, offset: Int64(offset), stride: Int64(stride),
      is_transposed: isTransposed)
  }

  /// The struct `matrix` of the kernels; `size` leads from one matrix of a batch to the next.
  func argument(size: Int) -> Argument {
    .structure([offset, stride, size, isTransposed ? 1 : 0].map { UInt64($0) })
  }
}
