import ParlanceArrays
import ParlanceSystem

/// Dropout of whole embeddings: each word type of the vocabulary is dropped with probability `rate`
/// wherever it stands, else its vectors are divided by 1 − rate.
///
/// `x` holds the vectors of `ids`: [.., D]. The mask is a function of the key and the id alone. Gal
/// and Ghahramani, *A Theoretically Grounded Application of Dropout in Recurrent Neural Networks*, 2016.
public func wordDropout(
  _ x: Tensor, _ ids: [Int32], vocabularySize: Int, rate: Double, key: RandomKey
) -> Tensor {
  guard rate >= 0, rate < 1 else { fatalError("wordDropout: rate \(rate) is outside [0, 1)") }
  let shape = Array(x.shape.dropLast())
  guard x.array.rank >= 1, shape.reduce(1, *) == ids.count else {
    fatalError("wordDropout: \(ids.count) ids for vectors \(x.shape)")
  }
  if rate == 0 { return x }
  let ones = NDArray(ones: [vocabularySize, 1], like: x.array)
  var mask = NDArray(zeros: [vocabularySize, 1], like: x.array)
  x.kernels.addDropout(ones, rate: rate, key: key, sharedSteps: 1, firstPlace: 0, &mask)
  checkIds("wordDropout", ids, Tensor(mask))
  return x * Tensor(x.kernels.gatherRows(mask, ids).reshaped(shape + [1]))
}
