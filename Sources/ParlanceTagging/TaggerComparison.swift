import ParlanceScores
import ParlanceTraining

/// Whether one tagger is better than another on the same sentences.
///
/// The differences are those on the same samples of the sentences for both (`Bootstrap`): tokens of a
/// sentence are not independent of each other.
public struct TaggerComparison: Codable, Sendable, Equatable {
  /// Of tokens.
  public let accuracy: PairedDifference
  /// Nil unless both mark entities.
  public let entityF1: PairedDifference?
  /// On which model has all tags of each sentence right.
  public let mcNemar: McNemar

  /// Compares two models; traps where they were not run on as many sentences, or on none.
  public init(
    _ first: TaggerResults, _ second: TaggerResults, samples: Int = 1000, seed: UInt64 = 1
  ) {
    let count = first.truth.count
    guard second.truth.count == count else {
      fatalError("TaggerComparison: expected \(count) sentences, found \(second.truth.count)")
    }
    let bootstrap = Bootstrap(itemCount: count, sampleCount: samples, seed: seed)
    let (x, y) = (first.bootstrap(bootstrap), second.bootstrap(bootstrap))
    let (a, b) = (first.scores(samples: 0), second.scores(samples: 0))
    accuracy = PairedDifference(a.accuracy, b.accuracy, samples: (x.accuracy, y.accuracy))
    entityF1 =
      if let a = a.entityF1, let b = b.entityF1, let x = x.entityF1, let y = y.entityF1 {
        PairedDifference(a, b, samples: (x, y))
      } else {
        nil
      }
    mcNemar = McNemar(first: first.isRight, second: second.isRight)
  }
}
