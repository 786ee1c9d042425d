import Foundation
import ParlanceText

/// One of several texts, or of several models, of which one is the case.
public struct Choice: Sendable, Equatable {
  /// Its place among those that were given.
  public let index: Int
  /// How likely the text is.
  public let score: LineScore
  /// The probability that it is the one, given that one of them is.
  public let posterior: Double

  /// Ranks scores, the likeliest first: P(i) ∝ πᵢ eˢⁱ, where sᵢ is the log-probability of the i-th.
  ///
  /// Scores are those of several texts under one model, or of one text under several models.
  ///
  /// - `priors`: π, not necessarily normalised; nil for equal ones. Traps where there are not as many
  ///   as scores.
  /// - `perToken`: takes the mean log-probability of a token for sᵢ, so that a longer text has no
  ///   disadvantage.
  public static func ranking(
    _ scores: [LineScore], priors: [Double]? = nil, perToken: Bool = false
  ) -> [Choice] {
    guard priors == nil || priors?.count == scores.count else {
      fatalError(
        "Choice.ranking: expected \(scores.count) priors, found \(priors?.count ?? 0)")
    }
    let values = scores.enumerated().map { index, score in
      (perToken ? score.logProbability / Double(score.tokens) : score.logProbability)
        + Double.log(priors?[index] ?? 1)
    }
    let greatest = values.max() ?? 0
    // Where nothing is possible at all, everything is equally so.
    let weights = values.map { greatest > -.infinity ? Double.exp($0 - greatest) : 1 }
    let sum = weights.reduce(0, +)
    return scores.indices.sorted { (values[$0], $1) > (values[$1], $0) }.map {
      Choice(index: $0, score: scores[$0], posterior: weights[$0] / sum)
    }
  }
}

extension LanguageModeling {
  /// Which of several lines is the likeliest: spellings of a sentence, translations, corrections.
  ///
  /// - `perToken`: as in `Choice.ranking`.
  public func choose(among lines: [String], perToken: Bool = false) -> [Choice] {
    Choice.ranking(lines.map { score($0) }, perToken: perToken)
  }

  /// The log-probability of a whole text in nats, its lines read one after the other as `evaluate`
  /// does.
  public func score(text lines: [String]) -> LineScore {
    let corpus = TokenizedText(lines: lines, tokenizer: tokenizer)
      .encoded(with: vocabulary, outOfVocabularyID: outOfVocabularyID)
    return LineScore(
      logProbability: logProbabilities(of: corpus).reduce(0, +), tokens: corpus.tokenCount,
      unknown: corpus.outOfVocabularyCount)
  }
}
