import Foundation
import ParlanceArrays
import ParlanceSystem
import ParlanceTestSupport
import Testing

@testable import ParlanceVectors

/// Against `golden_word_vectors.py`: the losses of six rounds and the tables after them.
@Suite struct GloVeBlocksTests {
  private static func blocks(_ golden: WordVectorsGolden.GloVe) throws -> GloVeBlocks {
    let side = golden.side
    var starts = [Int64](repeating: 0, count: side * side + 1)
    var numbers: [UInt32] = []
    for pair in golden.pairs {
      let (row, column, count) = (Int(pair[0]), Int(pair[1]), pair[2])
      starts[row % side * side + column % side + 1] += 1
      numbers += [
        UInt32(row), UInt32(column), Float(log(count)).bitPattern,
        Float(min(1, pow(count / 10, 0.75))).bitPattern,
      ]
    }
    for block in 0..<side * side { starts[block + 1] += starts[block] }
    return try GloVeBlocks(
      pairs: NumberBuffer(numbers), starts: starts, side: side, dimension: golden.dimension)
  }

  private static func table(_ values: [Float], _ biases: [Float], isInput: Bool) -> NDArray {
    let dimension = values.count / biases.count
    let width = GloVeBlocks.width(dimension: dimension)
    var table = NDArray(zeros: [biases.count, 2, width])
    for row in biases.indices {
      for column in 0..<width { table[row, 1, column] = 1 }
      for column in 0..<dimension {
        table[row, 0, column] = Double(values[row * dimension + column])
      }
      table[row, 0, dimension + (isInput ? 0 : 1)] = Double(biases[row])
      table[row, 0, dimension + (isInput ? 1 : 0)] = 1
      table[row, 1, dimension + (isInput ? 1 : 0)] = Double(GloVeBlocks.unmoved)
    }
    return table
  }

  @Test func stepsAsInDoublePrecision() throws {
    let golden = try WordVectorsGolden.read().glove
    let blocks = try Self.blocks(golden)
    let before = Threads.count
    defer { Threads.count = before }
    for threads in [1, 3] {
      Threads.count = threads
      var rows = Self.table(golden.a, golden.biasA, isInput: true)
      var columns = Self.table(golden.b, golden.biasB, isInput: false)
      var losses: [Double] = []
      for key in 1...3 {
        for round in 0..<golden.side {
          losses.append(
            blocks.step(
              round: round, rate: golden.rate, biasRate: 1, key: RandomKey(seed: UInt64(key)),
              rows: &rows,
              columns: &columns))
        }
      }
      for (found, wanted) in zip(losses, golden.losses) {
        #expect(abs(found - wanted) < 1e-4 * max(1, wanted))
      }
      let dimension = golden.dimension
      for row in golden.biasA.indices {
        for column in 0...dimension {
          let place = row * (dimension + 1) + column
          #expect(abs(rows[row, 0, column] - golden.afterA[place]) < 1e-4)
          let other = column == dimension ? dimension + 1 : column
          #expect(abs(columns[row, 0, other] - golden.afterB[place]) < 1e-4)
        }
        #expect(rows[row, 0, dimension + 1] == 1)
        #expect(columns[row, 0, dimension] == 1)
      }
    }
  }
}
