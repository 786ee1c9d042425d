import ParlanceText

/// How the vectors of a sentence's words become one.
public enum SentenceWeighting: String, Codable, Sendable, CaseIterable {
  /// Their mean.
  case mean
  /// The mean of those of length 1: vectors of zeros are left out, as fastText does.
  case unit
  /// Smooth inverse frequency: the mean of a / (a + p(w)) · v, less its part along the sentences' first
  /// principal direction (Arora, Liang and Ma 2017).
  case sif
}

/// Vectors of sentences from those of their words.
public struct SentenceVectors: Sendable {
  /// A sentence's vector, and how many of its words have one.
  public struct Sentence: Sendable {
    public var vector: [Float]
    public let covered: Int
    public let words: Int
  }

  private let vectors: WordVectors
  private let weighting: SentenceWeighting
  private let frequencies: WordFrequencies
  private let smoothing: Double

  /// - `frequencies`: how frequent words are; only `sif` asks.
  /// - `smoothing`: a of `sif`.
  public init(
    _ vectors: WordVectors, _ weighting: SentenceWeighting = .mean,
    frequencies: WordFrequencies = WordFrequencies(), smoothing: Double = 1e-3
  ) {
    (self.vectors, self.weighting) = (vectors, weighting)
    (self.frequencies, self.smoothing) = (frequencies, smoothing)
  }

  /// The weighted mean over a sentence's words that have a vector; zeros where there is none.
  public func sentence(_ words: [String]) -> Sentence {
    var sum = [Double](repeating: 0, count: vectors.dimension)
    var (covered, counted) = (0, 0)
    for word in words {
      guard let vector = vector(of: word) else { continue }
      covered += 1
      let norm = weighting == .unit ? vector.norm : 1
      if norm == 0 { continue }
      counted += 1
      let weight =
        weighting == .sif ? smoothing / (smoothing + frequencies.probability(of: word)) : 1 / norm
      for place in sum.indices { sum[place] += weight * Double(vector[place]) }
    }
    let mean = sum.map { Float($0 / Double(max(counted, 1))) }
    return Sentence(vector: mean, covered: covered, words: words.count)
  }

  private func vector(of word: String) -> [Float]? {
    vectors.index(near: word).map(vectors.vector(at:)) ?? vectors.vector(of: word)
  }

  /// Takes out of sentences what they all share: v − u uᵀv, u the first right singular vector of the
  /// matrix of all. The parts along u are lost; a single sentence would become zeros and stays.
  public static func removeCommonDirection(_ sentences: inout [Sentence]) {
    guard sentences.count > 1, let dimension = sentences.first?.vector.count else { return }
    let rows = sentences.map { $0.vector.map(Double.init) }
    guard let first = PrincipalComponents.directions(of: rows, dimension, count: 1).first else {
      return
    }
    for (place, row) in rows.enumerated() {
      let part = zip(row, first.direction).reduce(0) { $0 + $1.0 * $1.1 }
      sentences[place].vector = zip(row, first.direction).map { Float($0 - part * $1) }
    }
  }
}

/// How often words occur.
public struct WordFrequencies: Sendable {
  private var counts: [TokenKey: Double] = [:]
  private var total = 0.0

  /// No word has been seen.
  public init() {}

  /// Counts a word.
  public mutating func add(_ word: String, count: Double = 1) {
    counts[TokenKey(word), default: 0] += count
    total += count
  }

  /// A word's share of all: 0 for one that has not been seen.
  public func probability(of word: String) -> Double {
    total > 0 ? (counts[TokenKey(word)] ?? 0) / total : 0
  }
}
