import Foundation
import ParlanceArrays
import ParlanceDecoding
import ParlanceNN
import ParlanceSystem
import ParlanceText

/// A model whose probabilities are random numbers for each pair of last tokens: exact, and without
/// weights. It keeps a log of how many rows each reading had.
final class ToyModel: TokenPredicting {
  let size: Int
  private let seed: UInt64
  /// By how much `</s>` is likelier than the others, as a factor.
  private let endFactor: Double
  private(set) var rowCounts: [Int] = []

  init(size: Int, seed: UInt64 = 1, endFactor: Double = 1) {
    self.size = size
    self.seed = seed
    self.endFactor = endFactor
  }

  func read(
    rows: [[Int32]], _ state: CarriedState?
  ) -> (logProbabilities: NDArray, state: CarriedState) {
    rowCounts.append(rows.count)
    var last = state.flatMap(\.history)?.tokens ?? [Int32](repeating: -1, count: 2 * rows.count)
    for (row, tokens) in rows.enumerated() {
      for token in tokens { (last[2 * row + 1], last[2 * row]) = (last[2 * row], token) }
    }
    let values = rows.indices.flatMap { logProbabilities(after: last[2 * $0], last[2 * $0 + 1]) }
    var next = CarriedState()
    next.history = TokenHistory(last, length: 2)
    return (NDArray(values, shape: [rows.count, size]), next)
  }

  private func logProbabilities(after last: Int32, _ before: Int32) -> [Float] {
    let key = RandomKey(seed: seed).folding(in: "\(last) \(before)")
    var generator = RandomGenerator(key: key)
    var weights = (0..<size).map { _ in pow(generator.uniform(), 3) + 1e-3 }
    weights[Int(Vocabulary.sentenceEndID)] *= endFactor
    let sum = weights.reduce(0, +)
    return weights.map { Float(log($0 / sum)) }
  }

  /// All texts that may follow, to a length, with what each competes by; the best first.
  func allTexts(after beginning: [Int32], _ options: GenerationOptions) -> [GeneratedTokens] {
    var found: [GeneratedTokens] = []
    let words = [Vocabulary.sentenceEndID] + (Int32(Vocabulary.specials.count)..<Int32(size))
    func extend(_ tokens: [Int32], _ logProbability: Double) {
      let values = read(beginning + tokens, nil).logProbabilities
      for word in words {
        let text = tokens + [word]
        let value = logProbability + Double(values[Int(word)])
        guard word == Vocabulary.sentenceEndID || text.count == options.maximumLength else {
          extend(text, value)
          continue
        }
        found.append(
          GeneratedTokens(
            tokens: text, logProbability: value,
            score: value / pow(Double(text.count), options.lengthPenalty)))
      }
    }
    extend([], 0)
    return found.sorted { $0.score > $1.score }
  }
}

/// Options with some changed.
func options(_ change: (inout GenerationOptions) -> Void) -> GenerationOptions {
  var options = GenerationOptions()
  change(&options)
  return options
}
