import Foundation

/// The text of an array, as PyTorch writes it: nested brackets, aligned columns, four digits after
/// the point, the middle left out beyond 1000 elements.
struct ArrayText {
  private static let precision = 4
  private static let threshold = 1000
  private static let edge = 3
  private static let lineWidth = 80

  private let values: [Double]
  private let shape: [Int]
  private let strides: [Int]
  private let isSummary: Bool
  private let format: NumberFormat

  init(_ values: [Double], shape: [Int], isInteger: Bool = false) {
    self.values = values
    self.shape = shape
    strides = View(shape).strides
    isSummary = values.count > Self.threshold
    var shown: [Double] = []
    Self.visit(shape, strides, isSummary) { shown.append(values[$0]) }
    format = NumberFormat(shown, isInteger: isInteger)
  }

  /// The text between a name's brackets, with remarks after it.
  func wrapped(_ name: String, _ remarks: [String]) -> String {
    let indent = name.count + 1
    var text = "\(name)(" + (values.isEmpty ? "[]" : body(0, 0, indent))
    var length =
      text.count
      - (text.lastIndex(of: "\n").map { text.distance(from: text.startIndex, to: $0) } ?? -1) + 1
    for remark in remarks {
      if length + remark.count + 2 > Self.lineWidth {
        text += ",\n" + String(repeating: " ", count: indent) + remark
        length = indent + remark.count
      } else {
        text += ", " + remark
        length += remark.count + 2
      }
    }
    return text + ")"
  }

  private func body(_ axis: Int, _ offset: Int, _ indent: Int) -> String {
    guard axis < shape.count else { return format.text(values[offset]) }
    let places = Self.places(shape[axis], isSummary)
    let gap = String(repeating: " ", count: indent + 1)
    if axis == shape.count - 1 {
      let items = places.map { $0.map { format.text(values[offset + $0]) } ?? " ..." }
      let perLine = max(1, (Self.lineWidth - indent) / (format.width + 2))
      let lines = stride(from: 0, to: items.count, by: perLine).map {
        items[$0..<min($0 + perLine, items.count)].joined(separator: ", ")
      }
      return "[" + lines.joined(separator: ",\n" + gap) + "]"
    }
    let parts = places.map { place in
      place.map { body(axis + 1, offset + $0 * strides[axis], indent + 1) } ?? "..."
    }
    let breaks = String(repeating: "\n", count: shape.count - axis - 1)
    return "[" + parts.joined(separator: "," + breaks + gap) + "]"
  }

  /// The places of an axis that are shown, nil for those left out.
  private static func places(_ length: Int, _ isSummary: Bool) -> [Int?] {
    guard isSummary, length > 2 * edge else { return Array(0..<length) }
    return Array(0..<edge) + [nil] + Array(length - edge..<length)
  }

  private static func visit(
    _ shape: [Int], _ strides: [Int], _ isSummary: Bool, _ axis: Int = 0, _ offset: Int = 0,
    _ body: (Int) -> Void
  ) {
    if axis == shape.count { return body(offset) }
    for case .some(let place) in places(shape[axis], isSummary) {
      visit(shape, strides, isSummary, axis + 1, offset + place * strides[axis], body)
    }
  }

  /// How all numbers of one array are written.
  private struct NumberFormat {
    private enum Kind { case integer, whole, fixed, scientific }
    private let kind: Kind
    private(set) var width = 1

    init(_ shown: [Double], isInteger: Bool) {
      let values = isInteger ? shown : shown.filter { $0.isFinite && $0 != 0 }
      let sizes = values.map(abs)
      guard let least = sizes.min(), let greatest = sizes.max() else {
        kind = isInteger ? .integer : .whole
        return
      }
      if isInteger {
        kind = .integer
      } else if greatest / least > 1000 || greatest > 1e8 || least < 1e-4 {
        kind = .scientific
      } else {
        kind = values.allSatisfy { $0 == $0.rounded() } ? .whole : .fixed
      }
      for value in values { width = max(width, plain(value).count) }
    }

    func text(_ value: Double) -> String {
      let text = plain(value)
      return String(repeating: " ", count: max(width - text.count, 0)) + text
    }

    private func plain(_ value: Double) -> String {
      if value.isNaN { return "nan" }
      if value.isInfinite { return value < 0 ? "-inf" : "inf" }
      return switch kind {
      case .integer: String(format: "%.0f", value)
      case .whole: String(format: "%.0f.", value)
      case .fixed: String(format: "%.\(ArrayText.precision)f", value)
      case .scientific: String(format: "%.\(ArrayText.precision)e", value)
      }
    }
  }
}

extension NDArray: CustomStringConvertible {
  /// The elements in nested brackets, as PyTorch writes them, with the element type where it is not
  /// float32 and the shape where there are no elements.
  public var description: String { text("NDArray") }

  /// The description under another name and with further remarks.
  package func text(_ name: String, _ remarks: [String] = []) -> String {
    let own =
      (count == 0 ? ["shape: \(shape)"] : [])
      + (elementType == .float32 ? [] : ["type: \(elementType)"])
    return ArrayText(doubles, shape: shape).wrapped(name, own + remarks)
  }
}

extension Indices: CustomStringConvertible {
  /// The numbers in nested brackets, with the shape where there are none.
  public var description: String {
    ArrayText(values.map(Double.init), shape: shape, isInteger: true)
      .wrapped("Indices", values.isEmpty ? ["shape: \(shape)"] : [])
  }
}
