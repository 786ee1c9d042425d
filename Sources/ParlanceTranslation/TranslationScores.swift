import ParlanceScores
import ParlanceTraining

/// How good translations are.
public struct TranslationScores: Encodable, Sendable {
  public let sentences: Int
  /// Of a target's token, in nats.
  public let crossEntropy: Double
  public let perplexity: Double
  /// The share of the target's tokens that are the likeliest after the right ones before them.
  public let tokenAccuracy: Double
  /// In percent, as sacrebleu counts them.
  public let bleu: Double
  public let chrf: Double
  public let ter: Double
  /// The share of sentences that are written just as they should be.
  public let exactMatch: Double
  /// How BLEU was counted.
  public let signature: String
  /// Where scores lie in 95 of 100 such sets of sentences; nil for fewer than two.
  public let bleuInterval: ConfidenceInterval?
  public let chrfInterval: ConfidenceInterval?
  public let terInterval: ConfidenceInterval?
  public let exactMatchInterval: ConfidenceInterval?
  /// The scores of short and of long sources.
  public let byLength: [LengthScores]
  /// What a model can have that knows how the sentences were made; nil where nobody knows.
  public var bestPossibleBLEU: Double?

  /// The scores of sentences of some lengths.
  public struct LengthScores: Encodable, Sendable, Equatable {
    /// Tokens of the shortest and of the longest source.
    public let shortest: Int
    public let longest: Int
    public let sentences: Int
    public let bleu: Double
    public let chrf: Double
    public let exactMatch: Double
  }

  /// Bootstrap samples of the sentences.
  private static let samples = 300
  /// Groups of like lengths, at most.
  private static let groups = 6

  /// Scores what was written.
  ///
  /// - `totalLoss`: of all targets' tokens, in nats.
  /// - `right`: how many of these tokens were the likeliest.
  /// - `lengths`: of the sources, in tokens.
  public init(
    _ targets: [String], _ written: [String], totalLoss: Double, tokens: Int, right: Int,
    lengths: [Int]
  ) {
    let references = targets.map { [$0] }
    sentences = targets.count
    crossEntropy = totalLoss / Double(max(tokens, 1))
    perplexity = Double.exp(crossEntropy)
    tokenAccuracy = Double(right) / Double(max(tokens, 1))
    signature = BLEU().signature(references: 1)
    let bootstrap =
      targets.count < 2
      ? nil : Bootstrap(itemCount: targets.count, sampleCount: Self.samples)
    func score(_ metric: any TranslationMetric) -> (Double, ConfidenceInterval?) {
      let score = TranslationScore(metric, written, references)
      return (
        score.value, bootstrap.map { ConfidenceInterval(percentilesOf: score.samples($0)) }
      )
    }
    (bleu, bleuInterval) = score(BLEU())
    (chrf, chrfInterval) = score(CharacterFScore())
    (ter, terInterval) = score(TranslationErrorRate())
    let (exact, interval) = score(ExactMatch())
    exactMatch = exact / 100
    exactMatchInterval = interval.map {
      ConfidenceInterval(percentilesOf: [$0.low / 100, $0.high / 100], coverage: 1)
    }
    byLength = Self.grouped(lengths).map { places in
      let (written, references) = (places.map { written[$0] }, places.map { references[$0] })
      return LengthScores(
        shortest: lengths[places[0]], longest: lengths[places.last!], sentences: places.count,
        bleu: BLEU().score(written, references),
        chrf: CharacterFScore().score(written, references),
        exactMatch: ExactMatch().score(written, references) / 100)
    }
  }

  /// Groups of about as many places each, the shortest first; no length is in two.
  private static func grouped(_ lengths: [Int]) -> [[Int]] {
    let sorted = lengths.indices.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
    let size = max((sorted.count + groups - 1) / groups, 1)
    var found: [[Int]] = []
    for place in sorted {
      if let last = found.last,
        last.count < size || lengths[last[last.count - 1]] == lengths[place]
      {
        found[found.count - 1].append(place)
      } else {
        found.append([place])
      }
    }
    return found
  }
}

extension TranslationScores: RunScore {
  public var shares: [String: Double] {
    [
      "crossEntropy": crossEntropy, "perplexity": perplexity, "bleu": bleu, "chrf": chrf,
      "ter": ter, "exactMatch": exactMatch, "tokenAccuracy": tokenAccuracy,
    ]
  }

  public var summary: String {
    func rounded(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
    return "BLEU \(rounded(bleu)), chrF \(rounded(chrf)), exact \(rounded(100 * exactMatch)) %, "
      + "perplexity \(rounded(perplexity)) over \(sentences) sentences"
  }
}
