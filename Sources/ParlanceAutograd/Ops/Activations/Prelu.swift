import ParlanceArrays

/// The parametric rectified linear unit: x for x > 0, else slope ⊙ x, with a slope that is learned.
///
/// The slope is one number, or one for each channel, [C]: for x [B, C, ..] it lies along axis 1. A
/// slope with more axes broadcasts against x. He et al., *Delving Deep into Rectifiers*, 2015.
public func prelu(_ x: Tensor, _ slope: Tensor) -> Tensor {
  var channels = slope
  if slope.shape.count == 1, slope.shape != [1] {
    guard x.shape.count >= 2, x.shape[1] == slope.shape[0] else {
      fatalError(
        "prelu: expected one slope or one for each of axis 1 of \(x.shape), found \(slope.shape)")
    }
    channels = slope.reshaped(slope.shape + [Int](repeating: 1, count: x.shape.count - 2))
  }
  let y = Tensor.binary(
    "prelu", x, channels, { x, slope in x > 0 ? x : slope * x },
    derivatives: { x, slope in x > 0 ? 1 : slope }, { x, _ in x > 0 ? 0 : x })
  guard slope.shape == [1] || y.shape == x.shape else {
    fatalError("prelu: slope \(slope.shape) does not broadcast to \(x.shape)")
  }
  return slope.shape == [1] ? y.reshaped(x.shape) : y
}
