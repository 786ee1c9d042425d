import Foundation
import ParlanceText

/// What the features of training texts say about how to read all texts.
struct FeatureStatistics {
  /// How many distinct n-grams there are beside the vocabulary.
  static func distinctNGrams(
    _ texts: [ReadText], _ architecture: ClassifierArchitecture, _ vocabulary: Vocabulary
  ) -> Int {
    var architecture = architecture
    architecture.vocabularySize = vocabulary.count
    let encoder = TextEncoder(architecture, vocabulary: vocabulary)
    var seen: Set<UInt64> = []
    for text in texts { encoder.forEachNGram(text) { hash, _, _ in seen.insert(hash.value) } }
    return seen.count
  }

  /// The least power of two that is twice as many, so that few n-grams share a row: between 2¹⁰ and
  /// 2²², and where there are many labels, less.
  static func buckets(for distinct: Int, width: Int) -> Int {
    let most = max(1 << 14, (1 << 26) / max(width, 1))
    var buckets = 1 << 10
    while buckets < 2 * distinct, buckets < 1 << 22, 2 * buckets <= most { buckets *= 2 }
    return buckets
  }

  /// idf of each feature: see `FeatureWeighting.tfidf`.
  static func idf(_ texts: [ReadText], _ encoder: TextEncoder) -> [Float] {
    var counts = [Int32](repeating: 0, count: encoder.architecture.featureCount)
    var last = [Int32](repeating: -1, count: counts.count)
    for (index, text) in texts.enumerated() {
      encoder.forEachFeature(text) { feature in
        let id = Int(feature.id)
        guard feature.family != .vectors, last[id] != Int32(index) else { return }
        last[id] = Int32(index)
        counts[id] += 1
      }
    }
    let total = Float(texts.count)
    return counts.map { $0 == 0 ? 0 : 1 + log((1 + total) / (1 + Float($0))) }
  }
}
