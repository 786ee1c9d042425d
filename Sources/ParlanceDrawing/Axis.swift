import Foundation

/// One axis of a chart: a range of numbers, and where its ticks stand.
struct Axis: Sendable, Equatable {
  let scale: Chart.Scale
  /// In the numbers' own unit; positive on a logarithmic axis.
  let lower: Double
  let upper: Double
  let ticks: [Double]

  /// An axis over the values that it can show; over 0 ... 1, or 1 ... 10, if there is none.
  ///
  /// - Parameter isTight: whether the axis ends where the values do, not at a tick.
  init(_ values: [Double], _ scale: Chart.Scale, isTight: Bool = false) {
    self.scale = scale
    let shown = values.filter { Self.canShow($0, scale) }
    let (least, greatest) = (shown.min(), shown.max())
    switch scale {
    case .linear:
      var (low, high) = (least ?? 0, greatest ?? 1)
      if low == high {
        let margin = low == 0 ? 1 : abs(low) / 2
        (low, high) = (low - margin, high + margin)
      }
      // A little room beyond the outermost values, unless they stand at the border by nature.
      let room = isTight ? 0 : (high - low) * 0.04
      lower = low - room
      upper = high + room
      let step = Self.step(over: high - low)
      let (first, last) = (
        (lower / step - 1e-9).rounded(.up), (upper / step + 1e-9).rounded(.down)
      )
      ticks = first > last ? [] : (0...Int(last - first)).map { (first + Double($0)) * step }
    case .logarithmic:
      let (low, high) = (least ?? 1, greatest ?? 10)
      let room =
        isTight || low == high ? 0 : (Foundation.log10(high) - Foundation.log10(low)) * 0.04
      let (from, to) = (Foundation.log10(low) - room, Foundation.log10(high) + room)
      let (a, b) = from == to ? (from - 0.5, to + 0.5) : (from, to)
      lower = Foundation.pow(10, a)
      upper = Foundation.pow(10, b)
      ticks = Self.logarithmicTicks(a, b)
    }
  }

  static func canShow(_ value: Double, _ scale: Chart.Scale) -> Bool {
    value.isFinite && (scale == .linear || value > 0)
  }

  /// Where a value lies between the axis' ends: 0 at the lower, 1 at the upper.
  func place(_ value: Double) -> Double {
    switch scale {
    case .linear: (value - lower) / (upper - lower)
    case .logarithmic:
      Foundation.log(value / lower) / Foundation.log(upper / lower)
    }
  }

  /// 1, 2 or 5 times a power of ten, so that some five ticks fit.
  private static func step(over span: Double) -> Double {
    let rough = span / 5
    let power = Foundation.pow(10, Foundation.log10(rough).rounded(.down))
    let factor = [1.0, 2, 5, 10].first { $0 * power >= rough * 0.999 } ?? 10
    return factor * power
  }

  /// Powers of ten, thinned out over many decades; with 2 and 5 between over few.
  private static func logarithmicTicks(_ a: Double, _ b: Double) -> [Double] {
    let decades = Int(a.rounded(.down))...Int(b.rounded(.up))
    let stride = max(1, decades.count / 7)
    let factors: [Double] = b - a < 2.5 ? [1, 2, 5] : [1]
    return decades.flatMap { decade in
      factors.map { (decade, $0 * Foundation.pow(10, Double(decade))) }
    }
    .filter { decade, value in
      let place = Foundation.log10(value)
      return decade % stride == 0 && place >= a - 1e-9 && place <= b + 1e-9
    }
    .map(\.1)
  }

  /// A tick's number as short as it can be read.
  static func label(_ value: Double) -> String {
    if value == 0 { return "0" }
    let magnitude = abs(value)
    if magnitude < 1e-3 || magnitude >= 1e6 {
      let exponent = Int((Foundation.log10(magnitude) + 1e-9).rounded(.down))
      let factor = value / Foundation.pow(10, Double(exponent))
      return String(format: "%.3ge%d", factor, exponent).replacingOccurrences(of: "-", with: "−")
    }
    return String(format: "%.6g", value).replacingOccurrences(of: "-", with: "−")
  }
}
