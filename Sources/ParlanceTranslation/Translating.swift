import ParlanceArrays
import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceSystem
import ParlanceText

/// A translation that was written.
public struct Translation: Sendable, Equatable {
  /// The line.
  public let text: String
  /// In nats, with its `</s>`.
  public let logProbability: Double
  /// Tokens that were written, `</s>` included.
  public let tokens: Int
}

extension Translator {
  /// Translates lines, each alone, in batches of similar lengths: beam search, or greedy with a width of 1.
  ///
  /// What comes out for a line does not depend on its neighbours but for rounding.
  ///
  /// - `options`: `maximumLength` is bounded by the model's; sampling where no beam is asked for and the
  ///   temperature is above 0.
  /// - `seed`: of samples.
  public func translations(
    of lines: [String], _ options: GenerationOptions = .translating, batchSize: Int = 32,
    seed: UInt64 = 1
  ) -> [Translation] {
    var options = options
    options.maximumLength = min(options.maximumLength, architecture.maximumLength - 1)
    options.lines = 1
    let sources = lines.map(sourceIDs)
    var found = [Translation?](repeating: nil, count: lines.count)
    for places in LengthBatches(lengths: sources.map(\.count), batchSize: batchSize) {
      if StopRequest.isAsked { break }
      let predicting = ConditionedTranslator(
        network, TokenRows(places.map { sources[$0] }))
      let begin = places.map { _ in [Int32]() }
      let written: [GeneratedTokens]
      if options.beamWidth != nil {
        written = predicting.beamSearch(after: begin, options).map { $0[0] }
      } else {
        var generators = places.map {
          RandomGenerator(key: RandomKey(seed: seed).folding(in: UInt64($0)))
        }
        written = predicting.sample(after: begin, options, using: &generators)
      }
      for (place, tokens) in zip(places, written) {
        found[place] = Translation(
          text: target.text(tokens.tokens), logProbability: tokens.logProbability,
          tokens: tokens.tokens.count)
      }
    }
    return found.map { $0 ?? Translation(text: "", logProbability: 0, tokens: 0) }
  }
}

extension GenerationOptions {
  /// Beam search of width 5, as long as a model's texts may be.
  public static var translating: GenerationOptions {
    var options = GenerationOptions()
    (options.beamWidth, options.maximumLength) = (5, .max)
    return options
  }
}

/// A translator of given sources: what comes next in their targets.
struct ConditionedTranslator: TokenPredicting {
  private let network: any TranslationNetwork
  private let source: EncodedSource
  /// Which source each row is of.
  private static let sourceName = "source"

  init(_ network: any TranslationNetwork, _ tokens: TokenRows) {
    self.network = network
    source = withoutGraph { network.encode(tokens, mode: .evaluation) }
  }

  func read(
    rows: [[Int32]], _ state: CarriedState?
  ) -> (logProbabilities: NDArray, state: CarriedState) {
    let rows = state == nil ? rows.map { [Vocabulary.sentenceStartID] + $0 } : rows
    let tokens = TokenRows(rows)
    let places =
      state?[Self.sourceName].map { $0.doubles.map { Int($0) } } ?? Array(rows.indices)
    return withoutGraph {
      var (hidden, _, next) = network.decode(
        tokens, source.rows(places), state: state, keepsState: true, mode: .evaluation)
      let width = hidden.shape[2]
      let last = tokens.lengths.enumerated().map {
        Int32($0.offset * tokens.steps + $0.element - 1)
      }
      let states = hidden.reshaped([rows.count * tokens.steps, width]).take(Indices(last), axis: 0)
      next[Self.sourceName] = NDArray(
        float64: places.map(Double.init), shape: [places.count, 1])
      return (network.output.logProbabilities(OutputInput(states)).array, next)
    }
  }
}
