import ParlanceSystem

/// The word embedding association test: whether X, more than Y, is near to A, more than to B.
///
/// s(w) = mean cos(w, a) − mean cos(w, b). The effect size is (mean s(x) − mean s(y)) / σ, −2 … 2 at
/// equal sizes, with σ = √(Σ (s − mean)² / n) over all n words of X ∪ Y, as the field's programs have it.
/// p is one-sided: the share of the ways to divide X ∪ Y into sets of these sizes whose Σ s(x) is at
/// least as great. Caliskan, Bryson and Narayanan 2017, "Semantics derived automatically from language
/// corpora contain human-like biases".
public struct WEAT: Sendable, Equatable {
  /// nil where all words are associated alike.
  public let effectSize: Double?
  /// Σ s(x) − Σ s(y).
  public let statistic: Double
  /// One-sided. Exact where all divisions were counted, the given one among them; else
  /// (those at least as great + 1) / (those drawn + 1).
  public let pValue: Double
  /// How many divisions p was counted over.
  public let divisions: Int
  /// Whether these are all there are.
  public let isExact: Bool

  /// Tests two sets by the associations s of their words; traps where one is empty.
  ///
  /// - `permutations`: how many divisions to draw where there are more than these; at least 1.
  public init(_ x: [Double], _ y: [Double], permutations: Int = 100_000, seed: UInt64 = 1) {
    guard !x.isEmpty, !y.isEmpty, permutations > 0 else {
      fatalError("WEAT: expected words in both sets, found \(x.count) and \(y.count)")
    }
    let all = x + y
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let centre = mean(all)
    let deviation = mean(all.map { ($0 - centre) * ($0 - centre) }).squareRoot()
    // Less is rounding.
    let scale = all.map(abs).max() ?? 0
    effectSize = deviation > 1e-9 * scale ? (mean(x) - mean(y)) / deviation : nil
    statistic = x.reduce(0, +) - y.reduce(0, +)
    // Sums in another order differ by rounding, and equal ones count.
    let least = x.reduce(0, +) - 1e-12 * Double(all.count) * scale
    if let count = Self.binomial(all.count, x.count, atMost: permutations) {
      (divisions, isExact) = (count, true)
      pValue = Double(Self.countAll(all, x.count, least)) / Double(count)
    } else {
      (divisions, isExact) = (permutations, false)
      let count = Self.countDrawn(all, x.count, least, permutations, seed)
      pValue = Double(count + 1) / Double(permutations + 1)
    }
  }

  /// s(w) of each word.
  static func associations(_ words: [[Double]], _ a: [[Double]], _ b: [[Double]]) -> [Double] {
    let (a, b) = (a.map(normalized), b.map(normalized))
    return words.map { word in
      let word = normalized(word)
      func mean(_ set: [[Double]]) -> Double {
        set.reduce(0) { $0 + dot(word, $1) } / Double(set.count)
      }
      return mean(a) - mean(b)
    }
  }

  /// C(n, k), or nil above a bound.
  private static func binomial(_ n: Int, _ k: Int, atMost bound: Int) -> Int? {
    var count = 1
    for step in 0..<min(k, n - k) {
      let (product, isOver) = count.multipliedReportingOverflow(by: n - step)
      guard !isOver else { return nil }
      // C(n, step + 1) is whole, and grows up to the middle.
      count = product / (step + 1)
      guard count <= bound else { return nil }
    }
    return count
  }

  /// How many of all choices of k values have a sum of at least `least`.
  private static func countAll(_ values: [Double], _ k: Int, _ least: Double) -> Int {
    var (chosen, count) = (Array(0..<k), 0)
    while true {
      if chosen.reduce(0, { $0 + values[$1] }) >= least { count += 1 }
      // The next choice in the order of the alphabet.
      guard let place = chosen.indices.last(where: { chosen[$0] < values.count - k + $0 }) else {
        return count
      }
      chosen[place] += 1
      for later in place + 1..<max(k, place + 1) { chosen[later] = chosen[later - 1] + 1 }
    }
  }

  private static func countDrawn(
    _ values: [Double], _ k: Int, _ least: Double, _ draws: Int, _ seed: UInt64
  ) -> Int {
    var (values, count) = (values, 0)
    var generator = RandomGenerator(seed: seed)
    for _ in 0..<draws {
      // The first k of a random order.
      for place in 0..<k {
        let bound = UInt64(values.count - place)
        values.swapAt(
          place, place + Int(generator.next().multipliedFullWidth(by: bound).high))
      }
      if values[..<k].reduce(0, +) >= least { count += 1 }
    }
    return count
  }
}
