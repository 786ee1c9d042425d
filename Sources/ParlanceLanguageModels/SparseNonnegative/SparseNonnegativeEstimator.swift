import Foundation
import ParlanceArrays
import ParlanceSystem
import ParlanceText

/// Estimates a sparse non-negative matrix from a text.
///
/// Counts say most of M(f, w); what is trained is the adjustment. The text is its own held-out data:
/// block by block, the lines of one are predicted from the counts of all others. So the loss sees just
/// what a new text will: features that are missing, counts that came about elsewhere. A step is a block.
/// Its gradient is exact, since the sum over the vocabulary in each position's loss is a sum over features.
struct SparseNonnegativeEstimator {
  let text: BlockedText
  let types: [SkipGramAdjustment]
  /// log of what the uniform distribution weighs beside the features.
  private(set) var logFloor = 0.0
  private var floorSquares = 1.0
  private let given: [NumberBuffer<Float>]
  private let total: [NumberBuffer<Float>]
  /// 1 / y(target) and 1 / Σ y of each position of a block.
  private let inverseGiven: NumberBuffer<Float>
  private let inverseTotal: NumberBuffer<Float>

  /// Positions that are worked on at once.
  private static let tile = 4096

  /// Counts the features of a text.
  init(
    _ text: BlockedText, types: [SkipGramType], minimumCount: Int
  ) throws {
    self.text = text
    let longest = (0..<text.blockCount).reduce(0) { max($0, text.positions(ofBlock: $1).count) }
    func room() throws -> NumberBuffer<Float> { try NumberBuffer(count: longest) }
    given = try types.map { _ in try room() }
    total = try types.map { _ in try room() }
    (inverseGiven, inverseTotal) = (try room(), try room())
    self.types = try concurrently(types) { type in
      try SkipGramAdjustment(
        SkipGramCounts(type, text), vocabularySize: text.vocabularySize,
        minimumCount: type.remote == 0 ? 1 : minimumCount)
    }
  }

  /// The words that may come next: all but `<pad>` and `<s>`.
  private var predicted: Double { Double(text.vocabularySize - 2) }

  /// The sum of the losses of a block's tokens, in nats; what `descend` needs is kept.
  func loss(ofBlock block: Int) -> Double {
    let range = text.positions(ofBlock: block)
    forEachTile(of: types.count, size: 1) { indices in
      for index in indices {
        for position in 0..<range.count {
          given[index][position] = 0
          total[index][position] = 0
        }
        types[index].addValues(
          ofBlock: block, from: range.lowerBound, given: given[index], total: total[index])
      }
    }
    let floor = Float(Double.exp(logFloor))
    let share = floor / Float(predicted)
    forEachTile(of: range.count, size: Self.tile) { positions in
      for position in positions {
        var (own, all) = (share, floor)
        for index in types.indices {
          own += given[index][position]
          all += total[index][position]
        }
        inverseGiven[position] = 1 / own
        inverseTotal[position] = 1 / all
      }
    }
    var loss = 0.0
    for position in 0..<range.count where isPredicted(range.lowerBound + position) {
      loss += Double.log(Double(inverseGiven[position])) - .log(Double(inverseTotal[position]))
    }
    return loss
  }

  private func isPredicted(_ position: Int) -> Bool {
    text.tokens[position] != BlockedText.lineStart
  }

  /// A block's tokens, the beginnings of lines not counted.
  func tokenCount(ofBlock block: Int) -> Int {
    text.positions(ofBlock: block).count(where: isPredicted)
  }

  /// A step of AdaGrad on a block, whose loss was computed last.
  mutating func descend(ofBlock block: Int, rate: Double) {
    let range = text.positions(ofBlock: block)
    forEachTile(of: types.count, size: 1) { indices in
      for index in indices {
        types[index].descend(
          ofBlock: block, from: range.lowerBound, inverseGiven: inverseGiven,
          inverseTotal: inverseTotal, rate: Float(rate))
      }
    }
    var gradient = 0.0
    for position in 0..<range.count where isPredicted(range.lowerBound + position) {
      gradient += Double(inverseTotal[position]) - Double(inverseGiven[position]) / predicted
    }
    gradient *= Double.exp(logFloor)
    floorSquares += gradient * gradient
    logFloor -= rate * gradient / floorSquares.squareRoot()
  }

  /// The matrix of all counts.
  func matrix() throws -> SparseNonnegativeMatrix {
    SparseNonnegativeMatrix(
      vocabularySize: text.vocabularySize, floor: Double.exp(logFloor),
      tables: try concurrently(types, SkipGramTable.init))
  }
}

/// What a function gives for each element, on all threads; of errors the first element's is thrown.
private func concurrently<Element, Value>(
  _ elements: [Element], _ body: (Element) throws -> Value
) throws -> [Value] {
  let results = Results<Value>(count: elements.count)
  forEachTile(of: elements.count, size: 1) { indices in
    for index in indices { results.set(index, Result { try body(elements[index]) }) }
  }
  return try results.values.map { try $0!.get() }
}

/// Results that several threads bring.
private final class Results<Value> {
  private let lock = NSLock()
  private(set) var values: [Result<Value, any Error>?]

  init(count: Int) { values = [Result<Value, any Error>?](repeating: nil, count: count) }

  func set(_ index: Int, _ value: Result<Value, any Error>) {
    lock.withLock { values[index] = value }
  }
}
