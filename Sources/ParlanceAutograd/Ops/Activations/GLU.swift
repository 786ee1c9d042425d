import ParlanceArrays

/// The gated linear unit y = a ⊙ σ(b) for the halves a, b of an axis: [.., 2 N, ..] → [.., N, ..].
///
/// Dauphin et al., *Language Modeling with Gated Convolutional Networks*, 2017.
public func glu(_ x: Tensor, axis: Int = -1) -> Tensor {
  let place = x.axis(axis, "glu")
  guard x.shape[place] % 2 == 0 else {
    fatalError("glu: axis \(axis) of shape \(x.shape) has no halves")
  }
  let half = x.shape[place] / 2
  return x.slice(axis: place, 0..<half) * sigmoid(x.slice(axis: place, half..<2 * half))
}
