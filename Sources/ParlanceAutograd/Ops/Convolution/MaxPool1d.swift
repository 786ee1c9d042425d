/// The greatest value of each channel in windows of steps: [B, T, C] → [B, T′, C] (or [B, C, T] →
/// [B, C, T′]).
///
/// T′ = ⌊(T + padding − dilation · (size − 1) − 1) / stride⌋ + 1, or rounded up. The gradient goes to
/// the first step of a window that has the greatest value. Padding counts as −∞.
///
/// - Parameters:
///   - x: the sequences.
///   - size: the steps of a window.
///   - stride: the steps from one window to the next; `size` by default.
///   - padding: steps added before and after each sequence.
///   - dilation: the distance of a window's steps from each other.
///   - roundingUp: whether a last window counts that reaches beyond the end, if it begins before it.
///   - layout: which axis is time.
public func maxPool1d(
  _ x: Tensor, size: Int, stride: Int? = nil, padding: Padding = .valid, dilation: Int = 1,
  roundingUp: Bool = false, layout: SequenceLayout = .channelsLast
) -> Tensor {
  let plan = PoolingPlan(
    "maxPool1d", x.shape, size, stride ?? size, padding, dilation, roundingUp, layout)
  return plan.windows(x, padding: -.infinity).max(axis: -1).values
}

/// Where the windows of a pooling lie.
struct PoolingPlan {
  let size, stride, dilation, axis, length: Int
  /// The padding that was asked for.
  let sides: (before: Int, after: Int)
  /// The number of windows.
  let count: Int

  init(
    _ operation: String, _ shape: [Int], _ size: Int, _ stride: Int, _ padding: Padding,
    _ dilation: Int, _ roundingUp: Bool, _ layout: SequenceLayout
  ) {
    guard shape.count == 3, size > 0, stride > 0, dilation > 0 else {
      fatalError(
        "\(operation): input \(shape), size \(size), stride \(stride), dilation \(dilation)")
    }
    let reach = dilation * (size - 1) + 1
    (self.size, self.stride, self.dilation) = (size, stride, dilation)
    axis = layout.timeAxis
    length = shape[axis]
    sides = padding.steps(operation, reach: reach, stride: stride)
    let room = length + sides.before + sides.after - reach + (roundingUp ? stride - 1 : 0)
    guard room >= 0 else {
      fatalError("\(operation): no window of \(reach) steps fits input \(shape)")
    }
    var count = room / stride + 1
    if roundingUp, (count - 1) * stride >= length + sides.before { count -= 1 }
    self.count = count
  }

  /// The windows as a last axis.
  func windows(_ x: Tensor, padding value: Double) -> Tensor {
    let end = (count - 1) * stride + dilation * (size - 1) + 1
    let after = max(end - length - sides.before, 0)
    let padded =
      sides.before == 0 && after == 0
      ? x : x.padded(before: sides.before, after: after, axis: axis, mode: .constant(value))
    return padded.windows(axis: axis, size: size, step: stride, dilation: dilation)
  }

  /// For each window, how many of its places lie in the sequence, or in it and its padding.
  func counts(includingPadding: Bool) -> [Int] {
    let range =
      includingPadding ? -sides.before..<length + sides.after : 0..<length
    return (0..<count).map { window in
      (0..<size).count { range.contains(window * stride - sides.before + $0 * dilation) }
    }
  }
}
