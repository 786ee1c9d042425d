import Foundation

/// How far the labels of texts with a feature are from those of all texts.
///
/// d_i = Σ_k p_ik ln (p_ik / π_k) in nats, where p_ik = (n_ik + a π_k) / (n_i + a): n_i texts have feature i, n_ik of them
/// label k, and π_k is the share of label k among all labels of texts. The a texts that are added, with labels as all have
/// them, keep what is seen once from telling as much as what is seen often. Weights of features by this divergence:
/// Lee, Gutierrez and Dou, *Calculating Feature Weights in Naive Bayes with Kullback-Leibler Measure*, 2011.
struct LabelDivergences {
  /// a.
  private static let added: Float = 2

  /// d by id: 0 for what none of the texts has.
  let values: [Float]

  /// Counts by some of the texts; one with several labels counts once for each.
  ///
  /// - `targets`: by text, the labels that it has, all less than `labelCount`.
  init(_ features: BagFeatures, texts: [Int], targets: [[Int]], labelCount: Int) {
    var withLabel = [[Int]](repeating: [], count: labelCount)
    var counts = [Int32](repeating: 0, count: features.rowCount)
    for text in texts {
      for label in targets[text] { withLabel[label].append(text) }
      for place in features.places(of: text) {
        counts[Int(features.ids[place])] += Int32(targets[text].count)
      }
    }
    let total = withLabel.reduce(0) { $0 + $1.count }
    let a = Self.added
    var values = [Float](repeating: 0, count: counts.count)
    /// The labels' share of which no text has the feature.
    var missing = [Float](repeating: 1, count: counts.count)
    var own = [Int32](repeating: 0, count: counts.count)
    for members in withLabel where !members.isEmpty {
      var touched: [Int] = []
      for text in members {
        for place in features.places(of: text) {
          let id = Int(features.ids[place])
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
