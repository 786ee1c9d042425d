import ParlanceArrays

// First values of biases.
extension Initializer {
  /// The bias of an LSTM's gates i, f, g, o: a value for the forget gate, zeros elsewhere.
  ///
  /// A value of 1 or 2 keeps the forget gate open at first. Gers et al., 2000; Jozefowicz et al., 2015.
  public static func forgetGate(_ value: Double = 1) -> Initializer {
    Initializer { weight, _ in
      guard weight.shape.count == 1, weight.shape[0] % 4 == 0 else {
        fatalError("Initializer.forgetGate: expected shape [4 H], found \(weight.shape)")
      }
      let size = weight.shape[0] / 4
      return NDArray(
        float64: (0..<4 * size).map { $0 / Swift.max(size, 1) == 1 ? value : 0 },
        shape: weight.shape)
    }
  }

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
