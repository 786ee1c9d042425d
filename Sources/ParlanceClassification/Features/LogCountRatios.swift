import Foundation

/// How well each feature tells labels apart.
///
/// r_i = Σ_k π_k |ln (p_ik / q_ik)|, where p_ik = (a + n_ik) / Σ_j (a + n_jk): of the texts with label k, n_ik have
/// feature i; q_ik is the same of the texts without it, and π_k the share of those with it. Of two labels it is the
/// size of the log-count ratio of Wang and Manning, *Baselines and Bigrams: Simple, Good Sentiment and Topic
/// Classification*, 2012; of more, one number a feature rather than one for each label, so that it scales features as
/// their rarity does.
struct LogCountRatios {
  /// a: what is added to each count.
  private static let added: Float = 0.3

  /// r by id: 0 for what none of the texts has.
  let values: [Float]

  /// Counts by some of the texts.
  ///
  /// - `targets`: by text, the labels that it has, all less than `labelCount`.
  init(_ features: BagFeatures, texts: [Int], targets: [[Int]], labelCount: Int) {
    var withLabel = [[Int]](repeating: [], count: labelCount)
    var counts = [Int32](repeating: 0, count: features.rowCount)
    for text in texts {
      for label in targets[text] { withLabel[label].append(text) }
      for place in features.places(of: text) { counts[Int(features.ids[place])] += 1 }
    }
    let known = counts.indices.filter { counts[$0] > 0 }
    let logarithms = (0...Int(counts.max() ?? 0)).map { log(Self.added + Float($0)) }
    let (total, add) = (counts.reduce(0) { $0 + Int($1) }, Self.added * Float(known.count))
    var values = [Float](repeating: 0, count: counts.count)
    var own = [Int32](repeating: 0, count: counts.count)
    for members in withLabel where !members.isEmpty && members.count < texts.count {
      var (touched, sum) = ([Int](), 0)
      for text in members {
        for place in features.places(of: text) {
          let id = Int(features.ids[place])
          if own[id] == 0 { touched.append(id) }
          own[id] += 1
          sum += 1
        }
      }
      let share = Float(members.count) / Float(texts.count)
      let scale = log(add + Float(total - sum)) - log(add + Float(sum))
      // What none of them has is most of all, and needs no logarithm.
      let none = logarithms[0] + scale
      for id in known { values[id] += share * abs(none - logarithms[Int(counts[id])]) }
      for id in touched {
        let (with, without) = (Int(own[id]), Int(counts[id] - own[id]))
        let ratio = logarithms[with] - logarithms[without] + scale
        values[id] += share * (abs(ratio) - abs(none - logarithms[Int(counts[id])]))
        own[id] = 0
      }
    }
    self.values = values
  }
}
