import Foundation
import ParlanceTestSupport
import Testing

@testable import ParlanceLanguageModels

/// As `Tools/reference/golden_mixture.py` fits them with numpy.
private struct Golden: Decodable {
  struct Case: Decodable {
    let logProbabilities: [[Double]]
    let weights: [Double]
    let mixed: Double
  }

  let weights: [Case]

  static let all = try! JSONDecoder().decode(Golden.self, from: goldenData("mixture.json"))
}

@Suite struct MixtureWeightsTests {
  @Test(arguments: Golden.all.weights.indices)
  func weights(index: Int) {
    let golden = Golden.all.weights[index]
    let fitted = MixtureWeights(fitting: golden.logProbabilities)
    #expect(fitted.hasConverged)
    #expect(abs(fitted.weights.reduce(0, +) - 1) < 1e-12)
    for (found, expected) in zip(fitted.weights, golden.weights) {
      #expect(abs(found - expected) < 1e-6, "\(fitted.weights)")
    }
    let tokens = golden.logProbabilities[0].indices
    let mean =
      tokens.reduce(0.0) { sum, token in
        let probability = zip(fitted.weights, golden.logProbabilities).reduce(0.0) {
          $0 + $1.0 * exp($1.1[token])
        }
        return sum + log(probability)
      } / Double(tokens.count)
    #expect(mean <= golden.mixed + 1e-12)
    #expect(golden.mixed - mean < 1e-9)
  }

  @Test func partsThatAreTheSameShareEqually() {
    let values = [-1.0, -2, -0.5]
    let fitted = MixtureWeights(fitting: [values, values, values])
    #expect(fitted.weights.allSatisfy { abs($0 - 1 / 3.0) < 1e-12 })
    #expect(fitted.hasConverged && fitted.iterations == 1)
  }

  @Test func whatIsImpossible() {
    let none = -Double.infinity
    #expect(MixtureWeights(fitting: [[none, -1], [none, -9]]).weights[0] > 1 - 1e-9)
    // Only the second knows the first token, only the first the others.
    let fitted = MixtureWeights(fitting: [[none, -1, -3], [-5, none, none]])
    #expect(abs(fitted.weights[0] - 2 / 3.0) < 1e-9)
    #expect(MixtureWeights(fitting: [[none], [none]]).weights == [0.5, 0.5])
    #expect(MixtureWeights(fitting: [[], []]).weights == [0.5, 0.5])
    // Far below what exp can hold.
    #expect(MixtureWeights(fitting: [[-5000, -2], [-5001, -2]]).weights[0] > 0.99)
  }
}
