import ParlanceArrays

// First values of biases.
extension Initializer {
  /// The logarithms of the classes' shares: the best biases of a softmax layer whose weights are
  /// zero.
  ///
  /// b = log(n / Σ n), where a class that was never seen counts as half an occurrence. Traps for a
  /// negative count and for another number of classes than the bias has.
  public static func logFrequencies(_ counts: [Int]) -> Initializer {
    guard counts.allSatisfy({ $0 >= 0 }) else {
      fatalError("Initializer.logFrequencies: expected counts of 0 or more, found \(counts)")
    }
    let seen = counts.map { Swift.max(Double($0), 0.5) }
    let total = seen.reduce(0, +)
    return Initializer { weight, _ in
      guard weight.shape == [seen.count] else {
        fatalError(
          "Initializer.logFrequencies: expected shape [\(seen.count)], found \(weight.shape)")
      }
      return NDArray(float64: seen.map { Double.log($0 / total) }, shape: weight.shape)
    }
  }

  /// The logarithm of the odds: the best bias of a sigmoid unit whose weights are zero, of the given
  /// numbers of positive and negative examples.
  public static func logOdds(positive: Int, negative: Int) -> Initializer {
    guard positive >= 0, negative >= 0 else {
      fatalError(
        "Initializer.logOdds: expected counts of 0 or more, found \(positive) and \(negative)")
    }
    return constant(
      Double.log(Swift.max(Double(positive), 0.5)) - Double.log(Swift.max(Double(negative), 0.5)))
  }
}
