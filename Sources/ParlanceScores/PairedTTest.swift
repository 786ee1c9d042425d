import Foundation

/// Whether two scores of the same items differ in the mean: Student's t-test of paired samples.
///
/// t = d̄ / (s / √n) with n − 1 degrees of freedom, d being the differences and s their standard
/// deviation. p is two-sided. Student 1908, "The probable error of a mean".
public struct PairedTTest: Codable, Sendable, Equatable {
  /// The mean of first − second.
  public let difference: Double
  /// Pairs.
  public let count: Int
  /// nil where the differences are all the same, or where there are fewer than two.
  public let t: Double?
  /// How likely a difference as great is where there is none: 1 where all differences are 0, nil
  /// where one pair, or a score that is no number, says nothing.
  public let pValue: Double?

  /// Compares scores; traps for other counts, and for none.
  public init(_ first: [Double], _ second: [Double]) {
    guard first.count == second.count, !first.isEmpty else {
      fatalError("PairedTTest: expected \(first.count) scores, found \(second.count)")
    }
    let differences = zip(first, second).map { $0 - $1 }
    let statistics = RunStatistics(differences)
    difference = statistics.mean
    count = differences.count
    guard let deviation = statistics.standardDeviation, deviation.isFinite else {
      (t, pValue) = (nil, nil)
      return
    }
    // What is left of rounding is no deviation.
    let scale = zip(first, second).reduce(0) { max($0, abs($1.0), abs($1.1)) }
    guard deviation > 1e-14 * scale else {
      t = nil
      pValue = abs(difference) <= 1e-14 * scale ? 1 : 0
      return
    }
    let value = difference / (deviation / Double(count).squareRoot())
    let freedom = Double(count - 1)
    t = value
    pValue = Self.regularizedBeta(freedom / (freedom + value * value), freedom / 2, 0.5)
  }

  /// I_x(a, b): the continued fraction of Lentz's method, on the side where it converges fast. Press,
  /// Teukolsky, Vetterling and Flannery, *Numerical Recipes*, section 6.4.
  static func regularizedBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    if x > (a + 1) / (a + b + 2) { return 1 - regularizedBeta(1 - x, b, a) }
    func bounded(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }
    let front = exp(
      lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    var c = 1.0
    var d = 1 / bounded(1 - (a + b) * x / (a + 1))
    var fraction = d
    for step in 1...1000 {
      let m = Double(step)
      for term in [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ] {
        d = 1 / bounded(1 + term * d)
        c = bounded(1 + term / c)
        fraction *= c * d
      }
      if abs(c * d - 1) < 1e-15 { break }
    }
    return front * fraction / a
  }
}
