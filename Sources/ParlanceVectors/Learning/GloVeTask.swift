import Foundation
import ParlanceArrays
import ParlanceDistributed
import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// Training of GloVe's vectors: Σ f(X[i, j]) (wᵢ·w̃ⱼ + bᵢ + b̃ⱼ − ln X[i, j])², f(x) = min(1, (x / x_max)^α).
///
/// AdaGrad for each number, the sums beginning at 1 and the biases' rate 1, as in the authors' program. The
/// matrix is cut into blocks, and a step is a round of blocks that share no row and no column: so threads do not meet, and the
/// bits do not depend on them. Within a block the order is drawn anew in each epoch.
///
/// Sources: Pennington, Socher and Manning 2014; Duchi, Hazan and Singer 2011, "Adaptive subgradient methods
/// for online learning and stochastic optimization"; Gemulla, Nijkamp, Haas and Sismanis 2011, "Large-scale
/// matrix factorization with distributed stochastic gradient descent".
final class GloVeTask: VectorTask {
  let tables: VectorTables
  let dimension: Int
  var validation: VectorValidation?
  private let blocks: GloVeBlocks
  private let form: VectorSettings.VectorForm
  private let seed: UInt64
  /// What the vectors' rate begins with; that of biases is 1 then.
  private let firstRate: Double
  private var rounds: [Int] = []

  /// The least number of blocks a side, and the bytes of rows that a block's two sides should share.
  private static let (leastSide, mostSide, cacheBytes) = (16, 512, 600_000)

  init(_ counts: CooccurrenceCounts, _ words: LearnedWords, _ settings: VectorSettings) throws {
    (dimension, form) = (settings.dimensions, settings.vector)
    seed = settings.training.seed
    firstRate = max(settings.training.learningRate, .leastNormalMagnitude)
    let width = GloVeBlocks.width(dimension: dimension)
    let fitting = words.words.count * 16 * width / Self.cacheBytes
    let side = min(max(fitting, Self.leastSide), Self.mostSide, max(counts.words.count, 1))
    blocks = try Self.blocks(counts, settings, side: side)
    tables = VectorTables(
      input: Self.table(words, settings, width, isInput: true),
      output: Self.table(words, settings, width, isInput: false))
  }

  /// A table as training begins with it.
  private static func table(
    _ words: LearnedWords, _ settings: VectorSettings, _ width: Int, isInput: Bool
  ) -> NDArray {
    let dimension = settings.dimensions
    let key = RandomKey(seed: settings.training.seed).folding(in: isInput ? "rows" : "columns")
    // The first D and the bias.
    let half = VectorTables.uniform(
      rows: words.words.count, dimension: dimension + 1, width: width,
      scale: 1 / Float(dimension), key: key)
    var values = [Float](repeating: 1, count: 2 * half.count)
    for word in words.words.indices {
      let (from, to) = (word * width, 2 * word * width)
      values.replaceSubrange(to..<to + width, with: half[from..<from + width])
      // Where the other table has its bias this one has a one, which stays.
      let (bias, one) = (dimension + (isInput ? 0 : 1), dimension + (isInput ? 1 : 0))
      values[to + bias] = half[from + dimension]
      values[to + one] = 1
      values[to + width + one] = GloVeBlocks.unmoved
    }
    words.forEachGiven { word, vector in
      let share: Float = settings.vector == .sum ? 0.5 : 1
      for (column, value) in vector.enumerated() where isInput || settings.vector == .sum {
        values[2 * word * width + column] = share * value
      }
    }
    return NDArray(values, shape: [words.words.count, 2, width])
  }

  /// The pairs, block by block: word w is in the block w mod `side`, so that all blocks have frequent words.
  private static func blocks(
    _ counts: CooccurrenceCounts, _ settings: VectorSettings, side: Int
  ) throws -> GloVeBlocks {
    var starts = [Int64](repeating: 0, count: side * side + 1)
    let words = counts.words.count
    for index in 0..<counts.count {
      let (row, column, count) = counts[index]
      guard (0..<words).contains(row), (0..<words).contains(column), count > 0, count.isFinite
      else {
        throw InputError(
          .badData, file: settings.counts,
          "record \(index + 1): expected two words from 1 to \(words) and a count above 0, found "
            + "\(row + 1), \(column + 1) and \(count)")
      }
      starts[row % side * side + column % side + 1] += 1
    }
    for block in 0..<side * side { starts[block + 1] += starts[block] }
    let bytes = 16 * counts.count
    let folder = bytes > settings.memory ?? .max ? NSTemporaryDirectory() : nil
    if folder == nil { try SystemCalls.checkMemory(bytes, "\(counts.count) pairs") }
    let pairs = try NumberBuffer<UInt32>(count: 4 * counts.count, folder: folder)
    var next = starts
    for index in 0..<counts.count {
      let (row, column, count) = counts[index]
      let block = row % side * side + column % side
      let place = 4 * Int(next[block])
      next[block] += 1
      let weight = min(1, pow(count / settings.xMax, settings.alpha))
      (pairs[place], pairs[place + 1]) = (UInt32(row), UInt32(column))
      pairs[place + 2] = Float(log(count)).bitPattern
      pairs[place + 3] = Float(weight).bitPattern
    }
    return try GloVeBlocks(
      pairs: pairs, starts: starts, side: side, dimension: settings.dimensions)
  }

  var examplesPerEpoch: Int { blocks.count }

  func beginEpoch(_ epoch: Int) {
    var generator = RandomGenerator(
      key: RandomKey(seed: seed).folding(in: "rounds").folding(in: UInt64(epoch)))
    rounds = Array(0..<blocks.side)
    for last in stride(from: rounds.count - 1, to: 0, by: -1) {
      rounds.swapAt(last, Int(generator.next().multipliedFullWidth(by: UInt64(last + 1)).high))
    }
  }

  var stepCount: Int { rounds.count }

  func update(step: Int, rate: Double, key: RandomKey) -> StepTotals {
    let round = rounds[step]
    let count = blocks.count(inRound: round)
    let loss = blocks.step(
      round: round, rate: rate, biasRate: rate / firstRate, key: key, rows: &tables.input.value,
      columns: &tables.output.value)
    return StepTotals(loss: loss / Double(max(count, 1)), count: count, tokens: count)
  }

  func vectors(_ words: [String]) -> WordVectors {
    let (rows, columns) = (tables.input.value.floats, tables.output.value.floats)
    let stride = 2 * GloVeBlocks.width(dimension: dimension)
    var numbers: [Float] = []
    numbers.reserveCapacity(words.count * dimension)
    for place in words.indices.map({ $0 * stride }) {
      let own = rows[place..<place + dimension]
      numbers +=
        form == .word
        ? Array(own) : zip(own, columns[place..<place + dimension]).map { $0 + $1 }
    }
    return WordVectors(words: words, numbers: numbers, dimension: dimension)
  }
}
