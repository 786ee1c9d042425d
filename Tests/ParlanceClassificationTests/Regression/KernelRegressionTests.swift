import Foundation
import ParlanceArrays
import ParlanceTestSupport
import Testing

@testable import ParlanceClassification

@Suite struct KernelRegressionTests {
  private struct Golden: Decodable {
    struct Case: Decodable {
      let cost: Double
      let single, several, hinges: [[Double]]
    }
    let x: [[Double]]
    let single: [Int]
    let several: [[Int]]
    let weights: [Double]
    let cases: [Case]

    static let whole = try! JSONDecoder().decode(Self.self, from: goldenData("regression.json"))

    func problem(_ loss: RegressionLoss) -> KernelRegression {
      let inputs = NDArray(x.map { $0.map(Float.init) + [1] }.flatMap { $0 }, shape: [x.count, 13])
      var kernel = NDArray(zeros: [x.count, x.count])
      inputs.kernels.matrixProduct(
        inputs, transposed: false, inputs, transposed: true, accumulate: false, &kernel)
      return KernelRegression(
        targets: loss == .sigmoids
          ? several.map { row in row.indices.filter { row[$0] == 1 } } : single.map { [$0] },
        labelCount: 3, loss: loss, weights: weights.map(Float.init)
      ) { a in
        var product = NDArray(zeros: a.shape)
        a.kernels.matrixProduct(
          kernel, transposed: false, a, transposed: false, accumulate: false, &product)
        return product
      }
    }
  }

  @Test(arguments: [RegressionLoss.softmax, .sigmoids, .squaredHinges])
  func theMinimumIsThatOfScikitLearn(loss: RegressionLoss) {
    let golden = Golden.whole
    let problem = golden.problem(loss)
    // From one cost to the next, as a search goes.
    var solution = problem.begin()
    for known in golden.cases {
      problem.minimize(&solution, cost: known.cost, tolerance: 1e-6, steps: 2000)
      let logits =
        switch loss {
        case .softmax: known.single
        case .sigmoids: known.several
        case .squaredHinges: known.hinges
        }
      let wanted = logits.joined()
      for (own, wanted) in zip(solution.logits, wanted) {
        #expect(abs(Double(own) - wanted) < 2e-3 * max(1, abs(wanted)), "cost \(known.cost)")
      }
    }
  }

  @Test func textsOfNoWeightTeachNothing() {
    let golden = Golden.whole
    let problem = golden.problem(.softmax)
    var solution = problem.begin()
    problem.minimize(&solution, cost: 10, tolerance: 1e-3, steps: 50)
    for text in stride(from: 0, to: 40, by: 7) {
      #expect(solution.coefficients[3 * text..<3 * text + 3].allSatisfy { $0 == 0 })
      #expect(solution.logits[3 * text..<3 * text + 3].contains { $0 != 0 })
    }
  }
}
