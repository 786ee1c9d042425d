import CParlance
import ParlanceSystem

/// The pairs of GloVe's matrix in square blocks, and a round of steps over those that share no row and no
/// column.
///
/// A row of each table is two halves of `width` numbers: D values, a bias, a one and zeros, and for each of
/// these the sum of squared steps; the other table has the one and the bias the other way round. So one
/// product is w·w̃ + b + b̃. What has to stay as it is has a sum of `unmoved`.
package struct GloVeBlocks: Sendable {
  /// Four words a pair: its row, its column, and the bits of ln x and of f(x); block after block.
  private let pairs: NumberBuffer<UInt32>
  /// Where each block begins, and the end.
  private let starts: [Int64]
  /// Blocks a side.
  package let side: Int
  private let dimension: Int
  private let longest: Int
  private let order: NumberBuffer<UInt32>

  /// A sum of squares so great that no step changes a value.
  package static let unmoved: Float = 1e38

  /// The numbers of half a row: D values, two for the biases, and zeros up to a multiple of 16.
  package static func width(dimension: Int) -> Int { (dimension + 2 + 15) / 16 * 16 }

  /// Takes pairs that lie block after block, row by row of blocks; traps where the blocks are others.
  ///
  /// - Throws: `InputError` where there is no memory for the order within the blocks.
  package init(
    pairs: NumberBuffer<UInt32>, starts: [Int64], side: Int, dimension: Int
  ) throws {
    guard side > 0, starts.count == side * side + 1, pairs.count == 4 * Int(starts[side * side])
    else { fatalError("GloVeBlocks: \(pairs.count) numbers are no pairs of \(side)² blocks") }
    (self.pairs, self.starts, self.side, self.dimension) = (pairs, starts, side, dimension)
    longest = Int(zip(starts.dropFirst(), starts).map { $0 - $1 }.max() ?? 0)
    order = try NumberBuffer(count: side * longest)
  }

  /// The number of pairs.
  package var count: Int { pairs.count / 4 }

  /// The pairs of a round.
  package func count(inRound round: Int) -> Int {
    (0..<side).reduce(0) { sum, row in
      let block = row * side + (row + round) % side
      return sum + Int(starts[block + 1] - starts[block])
    }
  }

  /// Takes a step for each pair of a round's blocks, in an order drawn by the key: AdaGrad on
  /// ½ f(x) (w·w̃ + b + b̃ − ln x)², as in the authors' program: biases have a rate of their own, 1
  /// where the vectors begin with theirs, so that how frequent a word is soon is its bias's affair.
  ///
  /// - `rows`, `columns`: [V, 2, width]; traps for another width. Every pair's places are below V.
  /// - Returns: the sum of the losses before the steps.
  package func step(
    round: Int, rate: Double, biasRate: Double, key: RandomKey, rows: inout NDArray,
    columns: inout NDArray
  ) -> Double {
    guard rows.rank == 3, rows.shape == columns.shape,
      rows.shape[2] == Self.width(dimension: dimension)
    else {
      fatalError("GloVeBlocks.step: tables of \(rows.shape) and \(columns.shape)")
    }
    var losses = [Double](repeating: 0, count: side)
    let width = rows.shape[2]
    var rates = [Float](repeating: Float(rate), count: width)
    rates.replaceSubrange(dimension..<dimension + 2, with: [Float(biasRate), Float(biasRate)])
    pairs.withElements(0..<pairs.count) { pairs in
      order.withMutableElements { order in
        losses.withUnsafeMutableBufferPointer { losses in
          starts.withUnsafeBufferPointer { starts in
            rates.withUnsafeBufferPointer { rates in
              guard let first = pairs.baseAddress, let order = order.baseAddress else { return }
              var call = pl_glove()
              call.width = Int64(width)
              call.rows = rows.mutable(Float.self)
              call.columns = columns.mutable(Float.self)
              call.pairs = UnsafeRawPointer(first).assumingMemoryBound(to: pl_pair.self)
              call.blocks = Int64(side)
              call.starts = starts.baseAddress!
              call.round = Int64(round)
              call.rates = rates.baseAddress!
              call.key = key.bits
              call.order = order
              call.longest = Int64(longest)
              call.losses = losses.baseAddress!
              pl_glove_round(&call)
            }
          }
        }
      }
    }
    return losses.reduce(0, +)
  }
}
