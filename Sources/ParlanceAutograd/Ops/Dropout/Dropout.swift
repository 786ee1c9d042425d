import ParlanceArrays
import ParlanceSystem

/// Dropout: each element is zero with probability `rate`, else divided by 1 − rate.
///
/// The mask is a function of the key and the element's place alone; it is drawn again on the way
/// back rather than stored. With `sharedOverTime` and x [B, T, D], all steps of a sequence share one
/// mask (Gal and Ghahramani, 2016). Srivastava et al., *Dropout*, 2014.
public func dropout(
  _ x: Tensor, rate: Double, key: RandomKey, sharedOverTime: Bool = false
) -> Tensor {
  guard rate >= 0, rate < 1 else { fatalError("dropout: rate \(rate) is outside [0, 1)") }
  guard !sharedOverTime || x.array.rank == 3 else {
    fatalError("dropout: a mask shared over time needs [B, T, D], found \(x.shape)")
  }
  if rate == 0 { return x }
  let steps = sharedOverTime ? max(x.shape[1], 1) : 1
  let (shape, type, kernels) = (x.shape, x.elementType, x.kernels)
  var y = NDArray(zeros: shape, like: x.array)
  kernels.addDropout(x.array, rate: rate, key: key, sharedSteps: steps, &y)
  return .operation(
    "dropout", y,
    OperationInput(x) { dy, dx in
      dx.accumulate(shape, type) {
        kernels.addDropout(dy, rate: rate, key: key, sharedSteps: steps, &$0)
      }
    })
}
