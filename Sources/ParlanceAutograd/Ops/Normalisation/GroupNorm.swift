import ParlanceArrays

/// Group normalisation: each sentence's channels in groups, each group over all its channels and
/// steps; y = (x − mean) / √(variance + ε) ⊙ weight + bias.
///
/// [B, C, ..] → [B, C, ..]; weight and bias [C]. One group normalises a sentence as a whole, as many
/// groups as channels each channel (instance normalisation). Wu and He, *Group Normalization*, 2018.
public func groupNorm(
  _ x: Tensor, groups: Int, _ weight: Tensor? = nil, _ bias: Tensor? = nil, epsilon: Double = 1e-5
) -> Tensor {
  guard x.array.rank >= 2, groups > 0, x.shape[1] % groups == 0,
    weight == nil || weight?.shape == [x.shape[1]], bias == nil || bias?.shape == [x.shape[1]]
  else {
    fatalError(
      "groupNorm: input \(x.shape) in \(groups) groups, weight \(weight?.shape ?? []), "
        + "bias \(bias?.shape ?? [])")
  }
  let perChannel = [x.shape[1]] + [Int](repeating: 1, count: x.shape.count - 2)
  var y = normalized(x, rows: x.shape[0] * groups, epsilon: epsilon)
  if let weight { y = y * weight.reshaped(perChannel) }
  if let bias { y = y + bias.reshaped(perChannel) }
  return y
}
