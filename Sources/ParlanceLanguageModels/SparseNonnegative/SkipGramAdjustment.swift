import ParlanceSystem
import ParlanceText

/// The adjustment A of one type of features: how much more or less a link says than its counts do.
///
/// A(f, w) is a sum of weights, one for each meta-feature of the link: the counts of the feature and of
/// the link together; those of the feature and of its different words; the feature; the word; the link.
/// Counts are taken by their logarithm, between two whole powers of two by both of their weights. The
/// paper hashes meta-features into one table; here each has a place of its own.
struct SkipGramAdjustment: Sendable {
  let counts: SkipGramCounts
  /// A feature must be as frequent to be one.
  let minimumCount: UInt32
  /// By the logarithms of two counts.
  let pairs: AdjustmentWeights
  let diversities: AdjustmentWeights
  let words: AdjustmentWeights
  let features: AdjustmentWeights
  let links: AdjustmentWeights
  /// M of the links, the block at hand left out.
  let values: NumberBuffer<Float>
  /// Counts of a row without the block at hand.
  private let kept: NumberBuffer<UInt32>

  init(_ counts: SkipGramCounts, vocabularySize: Int, minimumCount: Int) throws {
    self.counts = counts
    self.minimumCount = UInt32(minimumCount)
    pairs = try AdjustmentWeights(count: LogCount.limit * LogCount.limit)
    diversities = try AdjustmentWeights(count: LogCount.limit * LogCount.limit)
    words = try AdjustmentWeights(count: vocabularySize)
    features = try AdjustmentWeights(count: counts.featureCount)
    links = try AdjustmentWeights(count: counts.linkCount)
    values = try NumberBuffer(count: counts.linkCount)
    kept = try NumberBuffer(count: counts.longestRow)
  }

  /// What the counts of a row, a block left out, come to.
  private struct Row {
    let links: Range<Int>
    var count = 0 as UInt32
    var different = 0 as UInt32
  }

  /// Counts a feature's row without some occurrences.
  @inline(__always)
  private func row(_ feature: Int, without occurrences: Range<Int>) -> Row {
    var row = Row(links: counts.links(of: feature))
    var next = occurrences.lowerBound
    for link in row.links {
      var count = counts.counts[link]
      while next < occurrences.upperBound && Int(counts.occurrenceLinks[next]) == link {
        count -= 1
        next += 1
      }
      kept[link - row.links.lowerBound] = count
      row.count += count
      if count > 0 { row.different += 1 }
    }
    return row
  }

  /// Fills in M = C(f, w) / C(f) · e^A(f, w) of a row: → its sum; 0 where the feature is not there.
  func fill(_ feature: Int, without occurrences: Range<Int>) -> Float {
    let row = row(feature, without: occurrences)
    guard row.count >= minimumCount else { return 0 }
    let (count, different) = (LogCount(row.count), LogCount(row.different))
    let shared = features.weights[feature] + diversities.value(count, different)
    var sum: Float = 0
    for link in row.links {
      let own = kept[link - row.links.lowerBound]
      var value: Float = 0
      if own > 0 {
        let adjustment =
          shared + pairs.value(count, LogCount(own)) + links.weights[link]
          + words.weights[Int(counts.words[link])]
        value = Float(own) / Float(row.count) * Float.exp(adjustment)
      }
      values[link] = value
      sum += value
    }
    return sum
  }

  /// Adds what the features of a block say to each of its positions: M of the word that stands there, and
  /// the sum over all words.
  func addValues(
    ofBlock block: Int, from start: Int, given: NumberBuffer<Float>, total: NumberBuffer<Float>
  ) {
    forEachFeature(ofBlock: block) { feature, occurrences in
      let sum = fill(feature, without: occurrences)
      guard sum > 0 else { return }
      for occurrence in occurrences {
        let position = Int(counts.occurrencePositions[occurrence]) - start
        given[position] += values[Int(counts.occurrenceLinks[occurrence])]
        total[position] += sum
      }
    }
  }

  /// One step of AdaGrad down the loss of a block, after `addValues`.
  ///
  /// With y(w) = Σ M(f, w) and the loss log Σ y - log y(target) of a position,
  /// ∂/∂A(f, w) = M(f, w) (Σ 1 / Σ y - Σ 1 / y(w)), the first sum over the positions that have f, the
  /// second over those where w follows.
  func descend(
    ofBlock block: Int, from start: Int, inverseGiven: NumberBuffer<Float>,
    inverseTotal: NumberBuffer<Float>, rate: Float
  ) {
    forEachFeature(ofBlock: block) { feature, occurrences in
      let row = row(feature, without: occurrences)
      guard row.count >= minimumCount else { return }
      var all = 0.0
      for occurrence in occurrences {
        all += Double(inverseTotal[Int(counts.occurrencePositions[occurrence]) - start])
      }
      let (count, different) = (LogCount(row.count), LogCount(row.different))
      var next = occurrences.lowerBound
      var sum: Float = 0
      for link in row.links {
        var own = 0.0
        while next < occurrences.upperBound && Int(counts.occurrenceLinks[next]) == link {
          own += Double(inverseGiven[Int(counts.occurrencePositions[next]) - start])
          next += 1
        }
        let rest = kept[link - row.links.lowerBound]
        guard rest > 0 else { continue }
        let gradient = values[link] * Float(all - own)
        pairs.add(gradient, count, LogCount(rest))
        words.gradients[Int(counts.words[link])] += gradient
        links.descend(link, gradient, rate)
        sum += gradient
      }
      diversities.add(sum, count, different)
      features.descend(feature, sum, rate)
    }
    for weights in [pairs, diversities, words] { weights.descend(rate) }
  }

  /// Calls the body with each feature of a block and its occurrences.
  @inline(__always)
  private func forEachFeature(
    ofBlock block: Int, _ body: (_ feature: Int, _ occurrences: Range<Int>) -> Void
  ) {
    var begin = counts.blockStarts[block]
    var feature = 0
    while begin < counts.blockStarts[block + 1] {
      while counts.featureStarts[feature + 1] <= counts.occurrenceLinks[begin] { feature += 1 }
      var end = begin
      while end < counts.blockStarts[block + 1],
        counts.occurrenceLinks[end] < counts.featureStarts[feature + 1]
      { end += 1 }
      body(feature, begin..<end)
      begin = end
    }
  }
}

/// The logarithm of a count to base 2, as the power of two below it and the way to the next.
struct LogCount {
  let power: Int
  let part: Float

  /// Powers, and one to have a next one.
  static let limit = 33

  /// Of a count of at least 1.
  @inline(__always)
  init(_ count: UInt32) {
    power = 31 - count.leadingZeroBitCount
    part = Float(count) / Float(UInt32(1) << UInt32(power)) - 1
  }
}

/// Weights of meta-features with what AdaGrad knows of their gradients (Duchi, Hazan and Singer 2011).
struct AdjustmentWeights: Sendable {
  let weights: NumberBuffer<Float>
  /// Collected, where many links share a weight.
  let gradients: NumberBuffer<Float>
  /// Sums of squared gradients, beside the first 1 that keeps early steps small.
  let squares: NumberBuffer<Float>

  init(count: Int) throws {
    weights = try NumberBuffer(count: count)
    gradients = try NumberBuffer(count: count)
    squares = try NumberBuffer(count: count)
  }

  @inline(__always)
  func descend(_ index: Int, _ gradient: Float, _ rate: Float) {
    squares[index] += gradient * gradient
    weights[index] -= rate * gradient / (1 + squares[index]).squareRoot()
  }

  /// A step with all the gradients that were collected.
  func descend(_ rate: Float) {
    for index in 0..<weights.count where gradients[index] != 0 {
      descend(index, gradients[index], rate)
      gradients[index] = 0
    }
  }

  /// The four weights around two logarithms.
  @inline(__always)
  private func corner(_ a: LogCount, _ b: LogCount) -> Int { a.power * LogCount.limit + b.power }

  @inline(__always)
  func value(_ a: LogCount, _ b: LogCount) -> Float {
    let place = corner(a, b)
    let near = (1 - b.part) * weights[place] + b.part * weights[place + 1]
    let far =
      (1 - b.part) * weights[place + LogCount.limit]
      + b.part * weights[place + LogCount.limit + 1]
    return (1 - a.part) * near + a.part * far
  }

  @inline(__always)
  func add(_ gradient: Float, _ a: LogCount, _ b: LogCount) {
    let place = corner(a, b)
    gradients[place] += gradient * (1 - a.part) * (1 - b.part)
    gradients[place + 1] += gradient * (1 - a.part) * b.part
    gradients[place + LogCount.limit] += gradient * a.part * (1 - b.part)
    gradients[place + LogCount.limit + 1] += gradient * a.part * b.part
  }
}
