extension AdaptiveSoftmax {
  /// Cutoffs that make a training step cheap: of at most three clusters, those with the least expected
  /// multiplications for each token.
  ///
  /// A token costs H (S + C) in the head of S tokens and C clusters, and with probability pᵢ, the share
  /// of the text that is in cluster i, dᵢ (H + Vᵢ) there. Ids are taken to be ordered by frequency.
  /// Grave et al., 2017, section 4.
  ///
  /// - Parameter counts: how often each token stands in the text; without any, token n is taken to
  ///   stand there in proportion to 1 / (n + 1) (Zipf's law).
  public static func cutoffs(
    forVocabulary vocabularySize: Int, hiddenSize: Int, counts: [Int] = [], divValue: Double = 4
  ) -> [Int] {
    guard counts.isEmpty || counts.count == vocabularySize else {
      fatalError("AdaptiveSoftmax: \(counts.count) counts for \(vocabularySize) tokens")
    }
    let weights =
      counts.isEmpty
      ? (0..<vocabularySize).map { 1 / Double($0 + 1) } : counts.map(Double.init)
    let cost = ClusterCost(weights, hiddenSize: hiddenSize, divValue: divValue)
    return cost.best(of: candidates(vocabularySize), clusters: 3)
  }

  /// Places at ratios of about 1.25, all of them for small vocabularies.
  private static func candidates(_ vocabularySize: Int) -> [Int] {
    var (places, place) = ([Int](), 1)
    while place < vocabularySize {
      places.append(place)
      place = max(place + 1, place * 5 / 4)
    }
    return places
  }
}

/// What a step of an adaptive softmax is expected to cost.
private struct ClusterCost {
  /// The share of the text before each id.
  private let covered: [Double]
  private let hiddenSize: Double
  private let sizes: [Double]

  init(_ weights: [Double], hiddenSize: Int, divValue: Double) {
    let total = max(weights.reduce(0, +), .leastNormalMagnitude)
    covered = weights.reduce(into: [0]) { $0.append($0.last! + $1 / total) }
    self.hiddenSize = Double(hiddenSize)
    sizes = (0..<3).map {
      Double(AdaptiveSoftmax.projectionSize(hiddenSize, cluster: $0, divValue))
    }
  }

  /// Gathering rows and products of few rows have costs of their own.
  private var perCluster: Double { 10 * hiddenSize }

  func callAsFunction(_ cutoffs: [Int]) -> Double {
    let bounds = cutoffs + [covered.count - 1]
    let head = hiddenSize * Double(bounds[0] + cutoffs.count)
    return cutoffs.indices.reduce(head) { cost, index in
      let (begin, end) = (bounds[index], bounds[index + 1])
      let share = covered[end] - covered[begin]
      return cost + perCluster
        + share * sizes[index] * (hiddenSize + Double(end - begin))
    }
  }

  func best(of candidates: [Int], clusters: Int) -> [Int] {
    var best: (cutoffs: [Int], cost: Double) = ([], self([]))
    func visit(_ cutoffs: [Int], from start: Int) {
      if !cutoffs.isEmpty {
        let cost = self(cutoffs)
        if cost < best.cost { best = (cutoffs, cost) }
      }
      if cutoffs.count == clusters { return }
      for place in start..<candidates.count {
        visit(cutoffs + [candidates[place]], from: place + 1)
      }
    }
    visit([], from: 0)
    return best.cutoffs
  }
}
