import Foundation
import ParlanceTestSupport

/// What `golden_word_vectors.py` found by brute force and in float64.
struct WordVectorsGolden: Decodable {
  struct Counting: Decodable {
    let words: [String]
    let counts: [Int]
    let entries: [[Double]]
    let window: Int
    let symmetric: Bool
    let weighted: Bool
    let minimum: Int
  }

  struct GloVe: Decodable {
    let a: [Float]
    let b: [Float]
    let biasA: [Float]
    let biasB: [Float]
    let pairs: [[Double]]
    let side: Int
    let dimension: Int
    let rate: Double
    let losses: [Double]
    let afterA: [Double]
    let afterB: [Double]
  }

  struct Predicting: Decodable {
    let cbow: Bool
    let text: [UInt32]
    let bags: [[Int32]]
    let dimension: Int
    let window: Int
    let batch: Int
    let kept: [Float]
    let shares: [Float]
    let others: [Int32]
    let negatives: Int
    let paths: [[Int32]]?
    let ways: [Float]?
    let rate: Double
    let input: [Float]
    let output: [Float]
    let losses: [Double]
    let afterInput: [Double]
    let afterOutput: [Double]
  }

  let lines: [String]
  let counting: [Counting]
  let glove: GloVe
  let predicting: [Predicting]

  static func read() throws -> WordVectorsGolden {
    try JSONDecoder().decode(Self.self, from: goldenData("word_vectors.json"))
  }
}

/// A file of a text in a folder.
func write(_ lines: [String], to path: String) throws -> String {
  try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
  return path
}

/// A folder that goes with its owner.
final class Folder {
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("parlance-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
