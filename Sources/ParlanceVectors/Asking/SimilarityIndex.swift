import ParlanceArrays
import ParlanceText

/// Word vectors with what questions about their cosines need.
///
/// cos(a, b) = aᵀb / (‖a‖ ‖b‖); a vector of zeros has the cosine 0 with all others.
public struct SimilarityIndex: Sendable {
  /// The vectors.
  public let vectors: WordVectors
  /// How many words may be an answer: the first so many of the vectors.
  public let count: Int
  /// 1 / ‖v‖ of each of these, 0 for vectors of zeros.
  let inverseNorms: [Float]

  /// Takes vectors that are to be asked.
  ///
  /// - `mostFrequent`: how many words may be an answer, the first of the file, which usually are the
  ///   most frequent ones; nil for all.
  public init(_ vectors: WordVectors, mostFrequent: Int? = nil) {
    self.vectors = vectors
    count = max(0, min(mostFrequent ?? vectors.count, vectors.count))
    inverseNorms = vectors.norms[0..<count].map { norm in
      let inverse = 1 / norm
      return inverse.isFinite ? inverse : 0
    }
  }

  /// A word as questions take it.
  public struct Word: Sendable {
    /// Its place among the vectors; nil for a word that is made of its parts.
    public let place: Int?
    /// Its vector with length 1, or zeros.
    public let unit: [Float]
  }

  /// Finds a word: as it is written, in small letters, or made of its parts where the vectors have
  /// these; else nil.
  public func word(_ text: String) -> Word? {
    if let place = vectors.index(near: text) { return word(at: place) }
    return vectors.vector(of: text).map { Word(place: nil, unit: $0.unit) }
  }

  /// A word by its place.
  public func word(at place: Int) -> Word {
    Word(place: place, unit: vectors.vector(at: place).unit)
  }

  /// cos(a, b).
  public func similarity(_ a: Word, _ b: Word) -> Double {
    let product = zip(a.unit, b.unit).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    return min(max(product, -1), 1)
  }

  /// cos of each word with each, by row and column.
  public func similarities(_ words: [Word]) -> [[Double]] {
    guard !words.isEmpty else { return [] }
    let units = NDArray(words.flatMap(\.unit), shape: [words.count, vectors.dimension])
    var products = NDArray(zeros: [words.count, words.count])
    units.kernels.matrixProduct(
      units, transposed: false, units, transposed: true, accumulate: false, &products)
    let numbers = products.doubles
    return words.indices.map { row in
      numbers[row * words.count..<(row + 1) * words.count].map { min(max($0, -1), 1) }
    }
  }

  /// Words in the order of how well they go with the others, the best first: by the cosine with the
  /// mean of all of them as vectors of length 1; the last one is the odd one out. Equal ones stay in
  /// their order.
  public func centrality(of words: [Word]) -> [(index: Int, similarity: Double)] {
    let mean = Word(place: nil, unit: Self.sum(words.map(\.unit), vectors.dimension).unit)
    return words.indices.map { ($0, similarity(words[$0], mean)) }
      .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
  }

  /// The sum of vectors.
  static func sum(_ vectors: [[Float]], _ dimension: Int) -> [Float] {
    var sum = [Double](repeating: 0, count: dimension)
    for vector in vectors { for place in sum.indices { sum[place] += Double(vector[place]) } }
    return sum.map(Float.init)
  }
}
