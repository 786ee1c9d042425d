import ParlanceArrays
import ParlanceAutograd
import ParlanceDistributed
import ParlanceNN
import ParlanceSystem
import Testing

/// P ranks train what one trains, on the same rows.
@Suite struct DistributedTrainingTests {
  /// A recurrent classifier of sentences.
  private final class Network: Module {
    let embedding: Embedding
    let layer: Recurrent
    let head: Linear

    init(_ cell: RecurrentCell) {
      var generator = RandomGenerator(seed: 3)
      embedding = Embedding(120, 6, using: &generator)
      layer = Recurrent(cell, inputSize: 6, hiddenSize: 9, using: &generator)
      head = Linear(9, 4, using: &generator)
    }

    func loss(_ ids: [[Int32]], _ targets: [Int32]) -> Tensor {
      let steps = ids.map(\.count).max() ?? 1
      let padded = ids.flatMap { $0 + [Int32](repeating: 0, count: steps - $0.count) }
      let states = layer(
        embedding(padded, shape: [ids.count, steps]), lengths: ids.map(\.count)
      ).state[0].hidden
      return softmaxCrossEntropy(head(states), targets)
    }
  }

  private struct Curve: Sendable, Equatable {
    var losses: [Double] = []
    var bits: [[Float]] = []
  }

  private static func train(_ cell: RecurrentCell, _ size: Int, rows: Int) throws -> [Curve] {
    var generator = RandomGenerator(seed: 5)
    let ids = (0..<rows).map { row in
      (0..<row % 5 + 1).map { _ in Int32.random(in: 0..<120, using: &generator) }
    }
    let targets = (0..<rows).map { _ in Int32.random(in: 0..<4, using: &generator) }
    return try ThreadRanks.run(size) { ranks in
      let network = Network(cell)
      let parameters = network.parameters
      let exchange = StepExchange(ranks, parameters: parameters)
      let share = ranks.share(of: rows)
      var curve = Curve()
      for _ in 0..<10 {
        func backward() -> (Gradients, StepTotals) {
          if share.isEmpty { return (Gradients(), StepTotals(loss: 0, count: 0, tokens: 0)) }
          let loss = network.loss(Array(ids[share]), Array(targets[share]))
          let tokens = ids[share].reduce(0) { $0 + $1.count }
          return (
            loss.backward(), StepTotals(loss: loss.item, count: share.count, tokens: tokens)
          )
        }
        var (gradients, local) = backward()
        let totals = try exchange.combine(&gradients, local)
        curve.losses.append(totals.loss)
        for parameter in parameters {
          let gradient = gradients[parameter]
          parameter.update { $0.kernels.addScaled(-0.5, gradient, &$0) }
        }
      }
      try ranks.checkSame(Checksum(of: parameters), of: "parameters")
      curve.bits = parameters.map(\.value.floats)
      return curve
    }
  }

  @Test(arguments: [RecurrentCell.lstm, .gru]) func theLossesAreThoseOfOneRank(
    _ cell: RecurrentCell
  ) throws {
    let alone = try Self.train(cell, 1, rows: 11)[0]
    #expect(alone.losses[9] < alone.losses[0] - 0.1)
    for size in [2, 3, 4] {
      let found = try Self.train(cell, size, rows: 11)
      for (a, b) in zip(alone.losses, found[0].losses) { #expect(abs(a - b) < 1e-5) }
      #expect(found.allSatisfy { $0 == found[0] })
      #expect(try Self.train(cell, size, rows: 11) == found)
    }
  }

  @Test func fewerRowsThanRanks() throws {
    let alone = try Self.train(.lstm, 1, rows: 2)[0]
    let found = try Self.train(.lstm, 4, rows: 2)
    for (a, b) in zip(alone.losses, found[3].losses) { #expect(abs(a - b) < 1e-5) }
  }
}
