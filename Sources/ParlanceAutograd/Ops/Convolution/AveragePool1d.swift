import ParlanceArrays

/// The mean of each channel in windows of steps: [B, T, C] → [B, T′, C] (or [B, C, T] → [B, C, T′]).
///
/// T′ as for `maxPool1d`. What lies beyond the padding never counts.
///
/// - Parameters:
///   - x: the sequences.
///   - size: the steps of a window.
///   - stride: the steps from one window to the next; `size` by default.
///   - padding: steps added before and after each sequence.
///   - dilation: the distance of a window's steps from each other.
///   - roundingUp: whether a last window counts that reaches beyond the end, if it begins before it.
///   - countingPadding: whether the zeros of the padding count in the mean.
///   - layout: which axis is time.
public func averagePool1d(
  _ x: Tensor, size: Int, stride: Int? = nil, padding: Padding = .valid, dilation: Int = 1,
  roundingUp: Bool = false, countingPadding: Bool = true, layout: SequenceLayout = .channelsLast
) -> Tensor {
  let plan = PoolingPlan(
    "averagePool1d", x.shape, size, stride ?? size, padding, dilation, roundingUp, layout)
  let shares = plan.counts(includingPadding: countingPadding).map { 1 / Double(max($0, 1)) }
  let factors = NDArray(
    shares, shape: layout == .channelsLast ? [plan.count, 1] : [plan.count], like: x.array)
  return plan.windows(x, padding: 0).sum(axis: -1) * Tensor(factors)
}
