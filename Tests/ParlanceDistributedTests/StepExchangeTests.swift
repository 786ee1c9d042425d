import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceDistributed
import ParlanceSystem
import Testing

@Suite struct StepExchangeTests {
  /// Parameters of odd sizes; of the tables, one is sent as rows, one is too small for it.
  private static func parameters() -> [Parameter] {
    [
      Parameter(NDArray(zeros: [3, 5])), Parameter(NDArray(zeros: [40, 3])),
      Parameter(NDArray(zeros: [1])), Parameter(NDArray(zeros: [4, 2])),
      Parameter(NDArray(zeros: [50], .float64)), Parameter(NDArray(zeros: [7], .float64)),
      Parameter(NDArray(zeros: [2])), Parameter(NDArray(zeros: [0])),
    ]
  }

  /// What a rank of so many rows brings; the gradient of the parameter of shape [2] is zero.
  private static func gradients(_ rank: Int, _ parameters: [Parameter]) -> Gradients {
    var generator = RandomGenerator(seed: UInt64(rank) + 1)
    var gradients = Gradients()
    for place in [0, 2, 5, 7] {
      let value = parameters[place].value
      gradients[gradient: parameters[place]] = .dense(
        NDArray(normal: 1, shape: value.shape, value.elementType, using: &generator))
    }
    for (place, count) in [(1, 5), (3, 3), (4, 6)] {
      let shape = parameters[place].shape
      let ids = (0..<count).map { _ in Int32.random(in: 0..<Int32(shape[0]), using: &generator) }
      let rows = NDArray(
        normal: 1, shape: [count] + shape.dropFirst(), parameters[place].value.elementType,
        using: &generator)
      // One table's gradient is whole on one rank.
      let gradient = RowGradient(summing: rows, at: ids, tableShape: shape)
      gradients[gradient: parameters[place]] =
        place == 4 && rank == 2 ? .dense(gradient.dense) : .rows(gradient)
    }
    return gradients
  }

  private struct Outcome: Sendable {
    let arrays: [NDArray]
    let rows: [[Int32]?]
    let totals: StepTotals
  }

  private static func combined(_ counts: [Int]) throws -> [Outcome] {
    try ThreadRanks.run(counts.count) { ranks in
      let parameters = parameters()
      let count = counts[ranks.rank]
      var gradients = count == 0 ? Gradients() : gradients(ranks.rank, parameters)
      let totals = try StepExchange(ranks, parameters: parameters).combine(
        &gradients,
        StepTotals(loss: count == 0 ? .nan : Double(ranks.rank) + 0.5, count: count, tokens: 2))
      let rows = parameters.map { parameter -> [Int32]? in
        if case .rows(let rows) = gradients[gradient: parameter] { rows.ids } else { nil }
      }
      return Outcome(arrays: parameters.map { gradients[$0] }, rows: rows, totals: totals)
    }
  }

  @Test(arguments: [[4], [3, 5], [1, 1, 1], [7, 2, 4], [0, 6, 1], [2, 0, 0, 3], [5, 0]])
  func theSumIsWeighted(_ counts: [Int]) throws {
    let found = try Self.combined(counts)
    let total = counts.reduce(0, +)
    let parameters = Self.parameters()
    for (place, parameter) in parameters.enumerated() {
      var expected = NDArray(zeros: parameter.shape, .float64)
      for (rank, count) in counts.enumerated() where count > 0 {
        let own = Self.gradients(rank, parameters)[parameter].cast(to: .float64)
        expected.kernels.addScaled(Double(count) / Double(total), own, &expected)
      }
      #expect(
        found[0].arrays[place].cast(to: .float64).isClose(
          to: expected, relative: 1e-6, absolute: 1e-6), "parameter \(place)")
      // All ranks have the same bits.
      for other in found { #expect(other.arrays[place] == found[0].arrays[place]) }
    }
    let loss = counts.enumerated().reduce(0.0) { $0 + (Double($1.0) + 0.5) * Double($1.1) }
    #expect(abs(found[0].totals.loss - loss / Double(total)) < 1e-12)
    #expect(found.allSatisfy { $0.totals == found[0].totals })
    #expect(
      (found[0].totals.count, found[0].totals.tokens, found[0].totals.stop)
        == (total, 2 * counts.count, nil))
  }

  @Test func tablesTravelAsRowsWhileTheyAreFew() throws {
    let found = try Self.combined([1, 1, 1])
    // 15 of 40 rows; 9 of 4, so that the table is sent; of 50, one rank has all.
    #expect(found[0].rows[1] != nil && found[0].rows[3] != nil && found[0].rows[4] == nil)
    let two = try Self.combined([1, 1])
    #expect(two[0].rows[4] != nil && two[1].rows == two[0].rows)
    #expect(two[0].rows[1].map { $0 == $0.sorted() && Set($0).count == $0.count } == true)
  }

  @Test func aNumberOfRanksGivesTheSameBitsAlways() throws {
    for counts in [[3, 5], [7, 2, 4], [2, 0, 1, 3]] {
      let first = try Self.combined(counts)
      for _ in 0..<5 {
        let again = try Self.combined(counts)
        #expect(again.map(\.arrays) == first.map(\.arrays))
        #expect(again.map(\.totals) == first.map(\.totals))
      }
    }
  }

  @Test func ranksWithoutRowsAtAllGiveNothing() throws {
    let found = try Self.combined([0, 0, 0])
    #expect(found.allSatisfy { $0.totals.loss == 0 && $0.totals.isFinite })
    #expect(found[1].arrays.allSatisfy { $0.doubles.allSatisfy { $0 == 0 } })
  }

  @Test func aLossThatIsNoNumberIsSeenByAll() throws {
    let found = try ThreadRanks.run(3) { ranks in
      let parameters = Self.parameters()
      var gradients = Self.gradients(ranks.rank, parameters)
      let before = gradients[parameters[0]]
      let totals = try StepExchange(ranks, parameters: parameters).combine(
        &gradients, StepTotals(loss: ranks.rank == 1 ? .infinity : 1, count: 2, tokens: 2))
      return !totals.isFinite && gradients[parameters[0]] == before
    }
    #expect(found == [true, true, true])
  }

  @Test func aStopReachesAllAtTheSameStep() throws {
    let found = try ThreadRanks.run(3) { ranks in
      let exchange = StepExchange(ranks, parameters: [])
      return try (0..<4).map { step -> Int32? in
        var none = Gradients()
        let signal: Int32? = ranks.rank == 2 && step >= 1 ? SIGTERM : nil
        return try exchange.combine(
          &none, StepTotals(loss: 1, count: 1, tokens: 1, stop: signal)
        ).stop
      }
    }
    #expect(found == [[Int32?]](repeating: [nil, SIGTERM, SIGTERM, SIGTERM], count: 3))
  }

  @Test func aloneNothingChanges() throws {
    let parameters = Self.parameters()
    var gradients = Self.gradients(0, parameters)
    let before = parameters.map { gradients[$0] }
    let totals = StepTotals(loss: 0.1, count: 3, tokens: 9, stop: SIGINT)
    let found = try StepExchange(Alone(), parameters: parameters).combine(&gradients, totals)
    #expect(found == totals && parameters.map { gradients[$0] } == before)
  }
}
