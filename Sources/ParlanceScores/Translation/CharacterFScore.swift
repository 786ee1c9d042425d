/// How many of a translation's character n-grams its reference has, and the other way round.
///
/// chrF = 100 · (1 + β²) P R / (β² P + R), where P and R are the means over n = 1 … 6 of the shares of n-grams
/// that are right, blanks left out; β = 2. chrF++ takes n-grams of 1 and 2 words in as well. Of several
/// references the one that gives the most counts. As sacrebleu. Popović 2015, 2017.
public struct CharacterFScore: TranslationMetric {
  /// The longest n-gram of characters.
  public let characterOrder: Int
  /// The longest n-gram of words; 0 in chrF, 2 in chrF++.
  public let wordOrder: Int
  /// β: how much more a reference's n-grams weigh than the translation's.
  public let beta: Double

  /// Creates a measure.
  public init(characterOrder: Int = 6, wordOrder: Int = 0, beta: Double = 2) {
    (self.characterOrder, self.wordOrder, self.beta) = (characterOrder, wordOrder, beta)
  }

  public var name: String {
    "chrF" + (beta == 2 ? "2" : "\(beta)") + String(repeating: "+", count: wordOrder)
  }

  public func signature(references: Int) -> String {
    "nrefs:\(references)|case:mixed|eff:yes|nc:\(characterOrder)|nw:\(wordOrder)|space:no"
  }

  /// For each kind of n-gram: the translation's, the reference's, those that both have.
  public func statistics(_ hypothesis: String, _ references: [String]) -> [Double] {
    let own = counts(hypothesis)
    var best: (score: Double, statistics: [Double]) = (-1, [])
    for reference in references {
      let statistics: [Double] = zip(own, counts(reference)).flatMap { own, other in
        [other.total == 0 ? 0 : own.total, other.total, own.shared(with: other.counts)]
          .map(Double.init)
      }
      let score = score(ofSums: statistics)
      if score > best.score { best = (score, statistics) }
    }
    return best.statistics
  }

  public func score(ofSums sums: [Double]) -> Double {
    var (precision, recall, kinds) = (0.0, 0.0, 0.0)
    for kind in stride(from: 0, to: sums.count, by: 3) where sums[kind] > 0 && sums[kind + 1] > 0 {
      precision += sums[kind + 2] / sums[kind]
      recall += sums[kind + 2] / sums[kind + 1]
      kinds += 1
    }
    guard kinds > 0, precision + recall > 0 else { return 0 }
    (precision, recall) = (precision / kinds, recall / kinds)
    let weight = beta * beta
    return 100 * (1 + weight) * precision * recall / (weight * precision + recall)
  }

  private func counts(_ line: String) -> [NGramCounts] {
    let words = line.spacedWords
    let characters = words.flatMap { $0.unicodeScalars.map { String($0) } }
    var counts = (1...characterOrder).map { NGramCounts(characters, length: $0) }
    if wordOrder > 0 {
      let parts = words.flatMap(Self.withoutMark)
      counts += (1...wordOrder).map { NGramCounts(parts, length: $0) }
    }
    return counts
  }

  /// A word and the mark at its end, or else at its beginning, apart.
  private static func withoutMark(_ word: String) -> [String] {
    let scalars = word.unicodeScalars
    guard scalars.count > 1, let first = scalars.first, let last = scalars.last else {
      return [word]
    }
    if isMark(last) { return [String(scalars.dropLast()), String(last)] }
    if isMark(first) { return [String(first), String(scalars.dropFirst())] }
    return [word]
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "!"..."/", ":"..."@", "["..."`", "{"..."~": true
    default: false
    }
  }
}
