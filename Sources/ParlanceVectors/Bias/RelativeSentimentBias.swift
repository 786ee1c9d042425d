import Foundation

/// Relative negative sentiment bias: how unequally a classifier of A against B, trained on their
/// vectors alone, finds the targets to be B.
///
/// D(P ‖ U) in nats: P(w) is the probability of B for the word w over the sum of all words', and U is
/// uniform; 0 is no bias. The classifier is logistic regression, which minimises
/// ½ (‖w‖² + b²) + Σ ln(1 + exp(−y (w · x + b))). Sweeney and Najafian 2019, "A transparent framework for
/// evaluating unintended demographic bias in word embeddings".
enum RelativeSentimentBias {
  /// More attributes than these would take minutes.
  private static let mostAttributes = 1000

  /// The divergence; nil for too many attributes.
  static func score(targets: [[Double]], positive: [[Double]], negative: [[Double]]) -> Double? {
    let examples = positive + negative
    guard examples.count <= mostAttributes, !targets.isEmpty else { return nil }
    let signs = positive.map { _ in 1.0 } + negative.map { _ in -1.0 }
    let weights = dualWeights(examples, signs)
    let odds = targets.map { word in
      let margin = zip(weights, examples).reduce(0) { $0 + $1.0 * (dot($1.1, word) + 1) }
      return 1 / (1 + exp(margin))
    }
    let total = odds.reduce(0, +)
    return odds.reduce(0) { sum, odd in
      let share = odd / total
      return share > 0 ? sum + share * log(share * Double(odds.count)) : sum
    }
  }

  /// α with w = Σ α x: Newton's method on the examples' margins (Rasmussen and Williams, *Gaussian
  /// Processes for Machine Learning*, algorithm 3.1), which takes as many unknowns as there are words,
  /// however long their vectors.
  private static func dualWeights(_ examples: [[Double]], _ signs: [Double]) -> [Double] {
    // The one is for b.
    let kernel = examples.map { x in examples.map { dot(x, $0) + 1 } }
    func margins(_ alpha: [Double]) -> [Double] { kernel.map { dot($0, alpha) } }
    func objective(_ alpha: [Double], _ margins: [Double]) -> Double {
      dot(alpha, margins) / 2
        + zip(signs, margins).reduce(0) { $0 + softplus(-$1.0 * $1.1) }
    }
    var alpha = [Double](repeating: 0, count: examples.count)
    var (f, value) = (alpha, objective(alpha, alpha))
    for _ in 0..<100 {
      let chance = zip(signs, f).map { 1 / (1 + exp($0 * $1)) }
      let curvature = chance.map { $0 * (1 - $0) }
      let root = curvature.map { $0.squareRoot() }
      let b = f.indices.map { curvature[$0] * f[$0] + signs[$0] * chance[$0] }
      let kb = kernel.map { dot($0, b) }
      let matrix = f.indices.map { i in
        f.indices.map { root[i] * kernel[i][$0] * root[$0] + (i == $0 ? 1 : 0) }
      }
      let solved = solve(matrix, zip(root, kb).map { $0 * $1 })
      let step = f.indices.map { b[$0] - root[$0] * solved[$0] - alpha[$0] }
      var (size, next, nextMargins) = (1.0, alpha, f)
      var nextValue = Double.infinity
      while nextValue > value, size > 1e-10 {
        next = zip(alpha, step).map { $0 + size * $1 }
        nextMargins = margins(next)
        nextValue = objective(next, nextMargins)
        size /= 2
      }
      guard nextValue < value - 1e-14 * abs(value) else { break }
      (alpha, f, value) = (next, nextMargins, nextValue)
    }
    return alpha
  }

  private static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

  /// x of a x = b for a symmetric, positive definite matrix: Cholesky.
  private static func solve(_ a: [[Double]], _ b: [Double]) -> [Double] {
    var l = a
    var x = b
    for i in b.indices {
      for j in 0...i {
        var sum = a[i][j]
        for k in 0..<j { sum -= l[i][k] * l[j][k] }
        l[i][j] = i == j ? max(sum, 1e-300).squareRoot() : sum / l[j][j]
      }
      for k in 0..<i { x[i] -= l[i][k] * x[k] }
      x[i] /= l[i][i]
    }
    for i in b.indices.reversed() {
      for k in i + 1..<max(b.count, i + 1) { x[i] -= l[k][i] * x[k] }
      x[i] /= l[i][i]
    }
    return x
  }
}
