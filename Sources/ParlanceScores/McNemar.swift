import Foundation

/// Whether of two models one is right more often where just one of them is: McNemar's test, exact.
///
/// p = 2 Σ C(n, k) 2⁻ⁿ over k = 0 … min(b, c), at most 1, with n = b + c. McNemar, *Note on the Sampling
/// Error of the Difference between Correlated Proportions or Percentages*, 1947.
public struct McNemar: Codable, Sendable, Equatable {
  /// b: the items that only the first model has right.
  public let onlyFirst: Int
  /// c: the items that only the second model has right.
  public let onlySecond: Int
  /// How likely they divide as unequally, or more, where both models are as good.
  public let pValue: Double

  /// Tests two counts.
  public init(onlyFirst: Int, onlySecond: Int) {
    (self.onlyFirst, self.onlySecond) = (onlyFirst, onlySecond)
    let count = onlyFirst + onlySecond
    var (tail, logChoices) = (0.0, 0.0)
    for k in 0...min(onlyFirst, onlySecond) {
      // C(n, k) = C(n, k − 1) · (n − k + 1) / k, in logarithms: it may be of any size.
      if k > 0 { logChoices += log(Double(count - k + 1) / Double(k)) }
      tail += exp(logChoices - Double(count) * log(2))
    }
    pValue = min(1, 2 * tail)
  }

  /// Compares which items each model has right; traps where the counts differ.
  public init(first: [Bool], second: [Bool]) {
    guard first.count == second.count else {
      fatalError("McNemar: expected \(first.count) items, found \(second.count)")
    }
    let pairs = zip(first, second)
    self.init(
      onlyFirst: pairs.count { $0 && !$1 }, onlySecond: pairs.count { !$0 && $1 })
  }
}
