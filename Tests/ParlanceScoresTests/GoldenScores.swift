import Foundation
import ParlanceScores
import ParlanceTestSupport
import ParlanceText
import Testing

/// As `Tools/reference/golden_scores.py` computes it with scikit-learn.
struct GoldenScores: Decodable {
  struct Single: Decodable {
    let labels: Int
    let known: Int
    let truth: [Int]
    let probabilities: [[Double]]
    let predicted: [Int]
    let accuracy: Double
    let averages: [String: [Double]]
    let byLabel: [[Double]]
    let confusion: [[Int]]
    let logLoss: Double
    let macroInterval: [Double]
    let rocAUC: Double?
    let averagePrecision: Double?

    /// Labels are called by their numbers; the model knows the first.
    var results: ClassificationResults {
      get throws {
        let known = try LabelSet((0..<known).map(String.init))
        return ClassificationResults(
          truth: TrueLabels(truth.map { [String($0)] }, known: known),
          probabilities: probabilities)
      }
    }
  }

  struct Multiple: Decodable {
    let truth: [[Int]]
    let labels: Int
    let probabilities: [[Double]]
    let thresholds: [Double]
    let accuracy: Double
    let hammingLoss: Double
    let averages: [String: [Double]]
    let logLoss: Double
    let greatestF1: [Double]
    let rocAUC: Double?
    let averagePrecision: Double?

    func results(_ thresholds: [Double]) throws -> ClassificationResults {
      let known = try LabelSet((0..<labels).map(String.init))
      let truth = TrueLabels(truth.map { $0.map(String.init) }, known: known)
      return ClassificationResults(
        truth: truth, probabilities: probabilities, thresholds: thresholds)
    }
  }

  struct Calibration: Decodable {
    let confidences: [Double]
    let right: [Bool]
    let bins: Int
    let accuracy: [Double]
    let confidence: [Double]
    let counts: [Int]
    let expectedError: Double
    let maximumError: Double
  }

  struct Temperature: Decodable {
    let logits: [[Double]]
    let truth: [Int]
    let temperature: Double
    let binaryTemperature: Double
  }

  struct Test: Decodable {
    let first: Int
    let second: Int
    let pValue: Double
  }

  let single: [Single]
  let multiple: [Multiple]
  let calibration: [Calibration]
  let temperature: [Temperature]
  let mcNemar: [Test]

  static let all = try! JSONDecoder().decode(GoldenScores.self, from: goldenData("scores.json"))
}

func expectNear(
  _ found: Double?, _ expected: Double?, tolerance: Double = 1e-10,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  switch (found, expected) {
  case (nil, nil): break
  case (let found?, let expected?):
    #expect(
      abs(found - expected) <= tolerance * max(1, abs(expected)), "\(found), not \(expected)",
      sourceLocation: sourceLocation)
  default:
    Issue.record(
      "\(String(describing: found)), not \(String(describing: expected))",
      sourceLocation: sourceLocation)
  }
}
