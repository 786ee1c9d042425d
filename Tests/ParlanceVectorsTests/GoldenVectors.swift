import Foundation
import ParlanceTestSupport
import ParlanceText
import ParlanceVectors

/// What gensim and scikit-learn say of a small table: `Tools/reference/golden_vectors.py`.
struct GoldenVectors: Decodable {
  struct Ask: Decodable {
    let words: [String]
    let neighbours: [Neighbour]
  }
  struct Analogies: Decodable {
    let words: [String]
    let add: [Neighbour]
    let mul: [Neighbour]
  }
  struct PairScores: Decodable {
    struct Both: Decodable {
      let pearson: Double
      let spearman: Double
    }
    let covered: Both
    let all: Both
    let unknown: Double
  }
  struct AnalogyScores: Decodable {
    struct Section: Decodable, Equatable {
      let name: String
      let correct: Int
      let questions: Int
    }
    let accuracy: Double
    let sections: [Section]
  }
  struct Scores: Decodable {
    let pairs: PairScores
    let analogies: AnalogyScores
    let analogiesOfAll: AnalogyScores
    let multiplied: AnalogyScores
  }
  struct Odd: Decodable {
    struct Place: Decodable {
      let similarity: Double
      let word: String
      init(from decoder: any Decoder) throws {
        var values = try decoder.unkeyedContainer()
        similarity = try values.decode(Double.self)
        word = try values.decode(String.self)
      }
    }
    let words: [String]
    let ranking: [Place]
  }
  struct Map: Decodable {
    let points: [[Float]]
    let pca: [[Double]]
    let explained: [Double]
    let perplexity: Double
    let divergence: Double
  }

  let words: [String]
  let vectors: [Float]
  let pairs: String
  let questions: String
  let scores: Scores
  let nearest: [Ask]
  let analogies: [Analogies]
  let odd: [Odd]
  let probabilities: [String: Double]
  let sentences: [[String]]
  let sentenceVectors: [[Double]]
  let map: Map

  static let all = try! JSONDecoder().decode(
    GoldenVectors.self, from: goldenData("vectors.json"))

  var wordVectors: WordVectors {
    WordVectors(words: words, numbers: vectors, dimension: vectors.count / words.count)
  }

  var index: SimilarityIndex { SimilarityIndex(wordVectors) }
}

/// Whether the words are the same in the same order, and the numbers near.
func areEqual(_ a: [Neighbour], _ b: [Neighbour], _ tolerance: Double = 1e-5) -> Bool {
  a.map(\.word) == b.map(\.word)
    && zip(a, b).allSatisfy { abs($0.similarity - $1.similarity) < tolerance }
}

/// Calls the body with the path of a file of a text.
func withFile<T>(_ text: String, _ body: (String) throws -> T) throws -> T {
  try withFolder { folder in
    let path = folder + "/file"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return try body(path)
  }
}
