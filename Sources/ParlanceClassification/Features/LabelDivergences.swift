import Foundation

/// How far the labels of texts with a feature are from those of all texts.
///
/// d_i = Σ_k p_ik ln (p_ik / π_k) in nats, where p_ik = (n_ik + a π_k) / (n_i + a): n_i texts have feature i, n_ik of them
/// label k, and π_k is the share of label k among all labels of texts; having none is a label too. The a texts that are
/// added, with labels as all have them, keep what is seen once from telling as much as what is seen often. Weights of
/// features by this divergence: Lee, Gutierrez and Dou, *Calculating Feature Weights in Naive Bayes with Kullback-Leibler
/// Measure*, 2011.
struct LabelDivergences {
  /// a.
  private static let added: Float = 2

  /// d by id: 0 for what none of the texts has.
  let values: [Float]

  /// Counts by some of the texts, whatever they weigh; one with several labels counts once for each.
  init(_ features: BagFeatures, by texts: [Int]) {
    var withLabel = [[Int]](repeating: [], count: features.labelCount + 1)
    for text in texts {
      let own = features.targets[text]
      for label in own.isEmpty ? [features.labelCount] : own { withLabel[label].append(text) }
    }
    let total = withLabel.reduce(0) { $0 + $1.count }
    var ids = features.distinctIDs
    var counts = [Int32](repeating: 0, count: features.rowCount)
    for members in withLabel {
      for text in members { ids.forEach(of: text) { counts[$0] += 1 } }
    }
    let a = Self.added
    var values = [Float](repeating: 0, count: counts.count)
    /// The labels' share of which no text has the feature.
    var missing = [Float](repeating: 1, count: counts.count)
    var own = [Int32](repeating: 0, count: counts.count)
    for members in withLabel where !members.isEmpty {
      var touched: [Int] = []
      for text in members {
        ids.forEach(of: text) { id in
          if own[id] == 0 { touched.append(id) }
          own[id] += 1
        }
      }
      let share = Float(members.count) / Float(total)
      for id in touched {
        let p = (Float(own[id]) + a * share) / (Float(counts[id]) + a)
        values[id] += p * log(p / share)
        missing[id] -= share
        own[id] = 0
      }
    }
    for id in counts.indices where counts[id] > 0 {
      let ratio = a / (Float(counts[id]) + a)
      values[id] = max(0, values[id] + max(0, missing[id]) * ratio * log(ratio))
    }
    self.values = values
  }
}
