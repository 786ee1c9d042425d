import Parlance

/// B3. Dropout of 15 % of the inputs and 50 % of the hidden units. What stays is divided by 1 − rate
/// in training, so that the expectation is the same and evaluation needs no change.
func dropoutScaling() {
  let ones = Tensor(NDArray(repeating: 1, shape: [100, 1000]))
  for (what, rate) in [("inputs", 0.15), ("hidden", 0.5)] {
    let layer = Dropout(rate)
    let kept = layer(ones, .training(RandomKey(seed: 1))).array.doubles
    let zeros = Double(kept.count { $0 == 0 }) / Double(kept.count)
    let mean = kept.reduce(0, +) / Double(kept.count)
    print(
      "\(what), rate \(rate): \(text(100 * zeros, 0)) % are zero, the others \(text(kept.max()!, 4)), "
        + "mean \(text(mean))")
    print("  in evaluation: \(text(layer(ones, .evaluation).array[0, 0]))")
  }

  // The same key draws the same mask; another step of training has another key.
  let layer = Dropout(0.5)
  func mask(_ seed: UInt64) -> [Double] {
    layer(Tensor(NDArray(repeating: 1, shape: [8])), .training(RandomKey(seed: seed))).array.doubles
  }
  print("step 1: \(text(mask(1), 0))")
  print("again:  \(text(mask(1), 0))")
  print("step 2: \(text(mask(2), 0))")
}
