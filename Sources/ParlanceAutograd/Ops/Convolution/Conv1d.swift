import ParlanceArrays

/// Convolution over time (cross-correlation, as in PyTorch):
/// y[b, o, t] = bias[o] + Σ_c Σ_k weight[o, c, k] · x[b, c, t · stride + k · dilation − padding].
///
/// x [B, T, C] (or [B, C, T] where `layout` says so), weight [O, C / groups, K], bias [O] →
/// [B, T′, O] (or [B, O, T′]), with T′ = ⌊(T + padding − dilation · (K − 1) − 1) / stride⌋ + 1. Each
/// of the groups maps C / groups channels to O / groups. Traps for shapes that do not fit.
public func conv1d(
  _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, stride: Int = 1, padding: Padding = .valid,
  dilation: Int = 1, groups: Int = 1, layout: SequenceLayout = .channelsLast
) -> Tensor {
  guard x.array.rank == 3, weight.array.rank == 3, stride > 0, dilation > 0, groups > 0,
    x.shape[layout.channelAxis] == weight.shape[1] * groups, weight.shape[0] % groups == 0,
    weight.shape[2] > 0, bias == nil || bias?.shape == [weight.shape[0]]
  else {
    fatalError(
      "conv1d: input \(x.shape) (\(layout)) does not fit weight \(weight.shape)"
        + (bias.map { ", bias \($0.shape)" } ?? "")
        + ", stride \(stride), dilation \(dilation), groups \(groups)")
  }
  let size = weight.shape[2]
  let sides = padding.steps("conv1d", reach: dilation * (size - 1) + 1, stride: stride)
  let axis = layout.timeAxis
  let padded = sides == (0, 0) ? x : x.padded(before: sides.before, after: sides.after, axis: axis)
  let windows = padded.windows(axis: axis, size: size, step: stride, dilation: dilation)
  switch layout {
  case .channelsLast:
    let y = channelsLast(windows, weight, groups)
    return bias.map { y + $0 } ?? y
  case .channelsFirst:
    let y = channelsFirst(windows, weight, groups)
    return bias.map { y + $0.reshaped([$0.shape[0], 1]) } ?? y
  }
}

/// Windows [B, T, C, K] → [B, T, O]: for each group one product of all windows with its weights.
private func channelsLast(_ windows: Tensor, _ weight: Tensor, _ groups: Int) -> Tensor {
  let (batch, steps, size) = (windows.shape[0], windows.shape[1], windows.shape[3])
  let (outputs, inputs) = (weight.shape[0] / groups, weight.shape[1])
  let rows = windows.reshaped([batch * steps, groups, inputs * size])
  if groups == 1 {
    return matmul(
      rows.reshaped([batch * steps, inputs * size]),
      weight.reshaped([outputs, inputs * size]), transposingB: true
    ).reshaped([batch, steps, outputs])
  }
  return matmul(
    rows.permuted([1, 0, 2]), weight.reshaped([groups, outputs, inputs * size]),
    transposingB: true
  ).permuted([1, 0, 2]).reshaped([batch, steps, groups * outputs])
}

/// Windows [B, C, T, K] → [B, O, T]: the weights times each sentence's windows.
private func channelsFirst(_ windows: Tensor, _ weight: Tensor, _ groups: Int) -> Tensor {
  let (batch, steps, size) = (windows.shape[0], windows.shape[2], windows.shape[3])
  let (outputs, inputs) = (weight.shape[0] / groups, weight.shape[1])
  let columns = windows.permuted([0, 1, 3, 2]).reshaped([batch, groups, inputs * size, steps])
  return matmul(weight.reshaped([1, groups, outputs, inputs * size]), columns)
    .reshaped([batch, groups * outputs, steps])
}
