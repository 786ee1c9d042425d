import ParlanceArrays

/// Batch normalisation: each channel over all sentences and steps of the batch;
/// y = (x − mean) / √(variance + ε) ⊙ weight + bias.
///
/// Also gives each channel's mean and variance, [C], without a graph. The variance is that of the
/// population. Traps for a single value per channel. Ioffe and Szegedy, *Batch Normalization*, 2015.
///
/// - `axis`: that of the channels.
public func batchNorm(
  _ x: Tensor, _ weight: Tensor? = nil, _ bias: Tensor? = nil, axis: Int = -1,
  epsilon: Double = 1e-5
) -> (output: Tensor, mean: Tensor, variance: Tensor) {
  let place = x.axis(axis, "batchNorm")
  let channels = x.shape[place]
  guard x.array.count != channels, weight == nil || weight?.shape == [channels],
    bias == nil || bias?.shape == [channels]
  else {
    fatalError(
      "batchNorm: input \(x.shape), axis \(axis), weight \(weight?.shape ?? []), "
        + "bias \(bias?.shape ?? [])")
  }
  let rest = x.shape.indices.filter { $0 != place }
  var perChannel = [Int](repeating: 1, count: x.shape.count)
  perChannel[place] = channels
  // Channels first, so that each is a row.
  let order = [place] + rest
  let inverse = x.shape.indices.map { order.firstIndex(of: $0)! }
  var y = normalized(x.permuted(order), rows: channels, epsilon: epsilon).permuted(inverse)
  if let weight { y = y * weight.reshaped(perChannel) }
  if let bias { y = y + bias.reshaped(perChannel) }
  return withoutGraph {
    (y, x.detached.mean(axes: rest), x.detached.variance(axes: rest, correction: 0))
  }
}
