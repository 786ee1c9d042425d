import Foundation
import ParlanceSystem
import ParlanceText

/// How tokens are chosen one after the other.
public struct GenerationOptions: Sendable {
  /// Divides the logits; 0 takes the likeliest token.
  public var temperature = 1.0
  /// Only the k likeliest tokens; nil for all.
  public var topK: Int?
  /// Only the likeliest tokens that together have at least this probability. Holtzman et al., 2020.
  public var topP: Double?
  /// Sequences kept at each step of a beam search; nil for sampling.
  public var beamWidth: Int?
  /// α, by which a beam search weighs length: texts of n tokens compete by log P ⁄ nᵅ.
  ///
  /// 0 compares whole log-probabilities, so that short texts win, and the shortest of all is none; 1
  /// the mean of a token. Murray and Chiang, *Correcting Length Bias in Neural Machine Translation*,
  /// 2018, section 3.
  public var lengthPenalty = 1.0
  /// β, by which a beam search weighs how much of a source was attended to: what it compares has
  /// β Σᵢ log(min(1, what place i was given of attention in all)) added to it. 0 for not at all.
  ///
  /// Of models that attend to a source: `TokenPredicting.coverage(of:)`. Wu et al., *Google's Neural
  /// Machine Translation System*, 2016, eq. 14.
  public var coveragePenalty = 0.0
  /// n: no n-gram is written that the text has already; nil for no such limit. Paulus, Xiong and
  /// Socher, *A Deep Reinforced Model for Abstractive Summarization*, 2018, section 2.5.
  ///
  /// The prompt is part of the text; `</s>` may always come.
  public var noRepeatNGram: Int?
  /// The fewest tokens after which a text may end.
  public var minimumLength = 0
  /// The most tokens that are written after the prompt.
  public var maximumLength = 200
  /// How many `</s>` end a text: each but the last begins another line. 0 for none; nil for what the
  /// model's texts are: see `LanguageModeling.endsTextsAtLineEnds`.
  public var lines: Int?
  /// Whether `<unk>` may be written.
  public var allowsUnknown = false

  /// Creates the defaults.
  public init() {}

  /// What is wrong with the numbers, or nil.
  public var problem: SettingProblem? {
    .first(
      of: .unless(
        temperature >= 0 && temperature.isFinite, "temperature",
        expected: "0 or a positive number", found: temperature),
      .unless(
        topP.map { $0 > 0 && $0 <= 1 } ?? true, "topP", expected: "(0, 1]", found: topP ?? 1),
      .unless(
        lengthPenalty >= 0 && lengthPenalty.isFinite, "lengthPenalty",
        expected: "0 or a positive number", found: lengthPenalty),
      .unless(
        coveragePenalty >= 0 && coveragePenalty.isFinite, "coveragePenalty",
        expected: "0 or a positive number", found: coveragePenalty),
      .first([
        "topK": (topK, 1 ... .max), "beam": (beamWidth, 1 ... .max),
        "noRepeatNgram": (noRepeatNGram, 1 ... .max), "length": (maximumLength, 0 ... .max),
        "minimumLength": (minimumLength, 0 ... .max), "lines": (lines, 0 ... .max),
      ]))
  }

  /// Those of one of several texts, each with a greatest length of its own, at least one token.
  func limited(_ limits: [Int], _ text: Int) -> GenerationOptions {
    if limits.isEmpty { return self }
    var options = self
    options.maximumLength = min(maximumLength, max(limits[text], 1))
    return options
  }

  /// What a text of n tokens competes by.
  ///
  /// - `coverage`: of a source; 0 is the best.
  func score(_ logProbability: Double, length: Int, coverage: Double = 0) -> Double {
    let score =
      lengthPenalty == 0
      ? logProbability : logProbability / pow(Double(max(length, 1)), lengthPenalty)
    return coveragePenalty == 0 ? score : score + coveragePenalty * coverage
  }
}

/// Tokens that were written after a beginning.
public struct GeneratedTokens: Sendable, Equatable {
  /// Without the beginning; with the `</s>` that ended them, if one did.
  public var tokens: [Int32]
  /// In nats, under the model itself.
  public var logProbability: Double
  /// What a beam search compares: see `GenerationOptions.lengthPenalty`.
  public var score: Double
  /// The places of the required phrases that are not there: see `PhraseConstraints`.
  public var missing: [Int] = []

  /// Creates what was written; nothing by default.
  public init(tokens: [Int32] = [], logProbability: Double = 0, score: Double = 0) {
    (self.tokens, self.logProbability, self.score) = (tokens, logProbability, score)
  }
}
