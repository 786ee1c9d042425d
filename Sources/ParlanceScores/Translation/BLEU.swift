import Foundation

/// How many of a translation's word n-grams its references have.
///
/// BLEU = 100 · b · (p₁ p₂ p₃ p₄)^¼, where pₙ is the share of n-grams that are in a reference, each counted at
/// most as often as there, and b = min(1, e^(1 − r/c)) with c the translations' words and r those of the
/// references that are nearest in length. Where no n-gram of a length is right, pₙ is 1 / 2ᵏ of one, the
/// k-th time. As sacrebleu, to the last digit: Post 2018; Papineni et al. 2002.
public struct BLEU: TranslationMetric {
  /// How lines are cut.
  public enum Tokenization: String, Sendable, Codable {
    /// As mteval-v13a: marks apart, but for those within numbers.
    case mteval13a = "13a"
    /// At white space.
    case none
    /// Each character.
    case character = "char"
  }

  /// The longest n-gram.
  public static let order = 4
  /// How lines are cut.
  public let tokenization: Tokenization
  /// Whether capital letters are small ones.
  public let lowercased: Bool
  /// Whether n-grams that a sentence is too short for are left out: for scores of single sentences.
  public let hasEffectiveOrder: Bool
  public let name = "BLEU"

  /// Creates a measure.
  public init(
    tokenization: Tokenization = .mteval13a, lowercased: Bool = false,
    hasEffectiveOrder: Bool = false
  ) {
    (self.tokenization, self.lowercased) = (tokenization, lowercased)
    self.hasEffectiveOrder = hasEffectiveOrder
  }

  public func signature(references: Int) -> String {
    "nrefs:\(references)|case:\(lowercased ? "lc" : "mixed")|eff:\(hasEffectiveOrder ? "yes" : "no")"
      + "|tok:\(tokenization.rawValue)|smooth:exp"
  }

  /// c, r, then the right n-grams of each length, then all.
  public func statistics(_ hypothesis: String, _ references: [String]) -> [Double] {
    let words = tokens(hypothesis)
    let others = references.map(tokens)
    // Of equally near ones the shorter.
    let nearest = others.map(\.count).min {
      let (a, b) = (abs($0 - words.count), abs($1 - words.count))
      return a != b ? a < b : $0 < $1
    }
    var right: [Double] = []
    var all: [Double] = []
    for length in 1...Self.order {
      let counts = NGramCounts(words, length: length)
      var most: [ArraySlice<String>: Int] = [:]
      for other in others {
        most.merge(NGramCounts(other, length: length).counts) { max($0, $1) }
      }
      right.append(Double(counts.shared(with: most)))
      all.append(Double(counts.total))
    }
    return [Double(words.count), Double(nearest ?? 0)] + right + all
  }

  public func score(ofSums sums: [Double]) -> Double {
    let (length, reference) = (sums[0], sums[1])
    let right = Array(sums[2..<2 + Self.order])
    let all = Array(sums[(2 + Self.order)...])
    guard right.contains(where: { $0 > 0 }) else { return 0 }
    var smoothing = 1.0
    var logarithms: [Double] = []
    for (right, all) in zip(right, all) {
      if all == 0 { break }
      if right == 0 { smoothing *= 2 }
      logarithms.append(log(100 * (right == 0 ? 1 / (smoothing * all) : right / all)))
    }
    guard hasEffectiveOrder || logarithms.count == Self.order else { return 0 }
    let brevity = length < reference ? exp(1 - reference / length) : 1
    return brevity * exp(logarithms.reduce(0, +) / Double(logarithms.count))
  }

  /// The words that n-grams are made of.
  func tokens(_ line: String) -> [String] {
    let line = lowercased ? line.lowercased() : line
    switch tokenization {
    case .none: return line.spacedWords
    case .character:
      return line.unicodeScalars.filter { !$0.properties.isWhitespace }.map { String($0) }
    case .mteval13a: return Mteval13a.tokens(line)
    }
  }
}

/// How often each n-gram of a length occurs.
struct NGramCounts {
  private(set) var counts: [ArraySlice<String>: Int] = [:]
  let total: Int

  init(_ tokens: [String], length: Int) {
    total = max(tokens.count - length + 1, 0)
    for start in 0..<total { counts[tokens[start..<start + length], default: 0] += 1 }
  }

  /// How many of them others have, each at most as often as there.
  func shared(with others: [ArraySlice<String>: Int]) -> Int {
    counts.reduce(0) { $0 + min($1.value, others[$1.key] ?? 0) }
  }
}
