import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceText

/// A translator of given sources: what comes next in their targets.
final class ConditionedTranslator: TokenPredicting {
  private let network: any TranslationNetwork
  private let source: EncodedSource
  private let keepsCoverage: Bool
  /// The sources of the last reading's rows: mostly those of the next one too.
  private var last: (places: [Int], source: EncodedSource)
  /// Which source each row is of.
  private static let sourceName = "source"
  /// How much attention each row has given to each place [R, S].
  private static let attendedName = "attended"

  init(_ network: any TranslationNetwork, _ tokens: TokenRows, keepsCoverage: Bool = false) {
    self.network = network
    self.keepsCoverage = keepsCoverage
    let source = withoutGraph { network.encode(tokens, mode: .evaluation) }
    self.source = source
    last = (Array(0..<tokens.count), source)
  }

  func read(
    rows: [[Int32]], _ state: CarriedState?
  ) -> (logProbabilities: NDArray, state: CarriedState) {
    let rows = state == nil ? rows.map { [Vocabulary.sentenceStartID] + $0 } : rows
    let tokens = TokenRows(rows)
    let places = state.map(Self.places) ?? Array(rows.indices)
    return withoutGraph {
      if places != last.places { last = (places, source.rows(places)) }
      var (hidden, weights, next) = network.decode(
        tokens, last.source, state: state, keepsState: true, mode: .evaluation)
      let ends = tokens.lengths.enumerated().map {
        Int32($0.offset * tokens.steps + $0.element - 1)
      }
      // Of each row's last step.
      func ending(_ x: Tensor) -> Tensor {
        tokens.steps == 1
          ? x
          : x.reshaped([rows.count * tokens.steps, x.shape[2]]).take(Indices(ends), axis: 0)
            .reshaped([rows.count, 1, x.shape[2]])
      }
      next[Self.sourceName] = NDArray(
        float64: places.map(Double.init), shape: [places.count, 1])
      if keepsCoverage, let weights {
        let sum = weights.sum(axis: 1)
        next[Self.attendedName] =
          (state?[Self.attendedName].map { Tensor($0) + sum } ?? sum).array
      }
      let logits = network.logits(of: ending(hidden), weights.map(ending), last.source)
      return (logSoftmax(logits).array, next)
    }
  }

  private static func places(_ state: CarriedState) -> [Int] {
    state[sourceName]?.doubles.map { Int($0) } ?? []
  }

  func coverage(of state: CarriedState) -> [Double] {
    guard let attended = state[Self.attendedName] else {
      return [Double](repeating: 0, count: state.rowCount)
    }
    return Self.places(state).enumerated().map { row, place in
      (0..<source.lengths[place]).reduce(0.0) {
        // What is not looked at at all must not be worse than anything.
        $0 + log(min(1, max(attended[row, $1], 1e-12)))
      }
    }
  }
}
