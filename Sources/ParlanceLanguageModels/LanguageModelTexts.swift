import ParlanceArrays
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// The texts that a language model is made from, and what is read of them.
public struct LanguageModelTexts: Codable, Sendable, Equatable {
  /// Training text; nil for the built-in recipes.
  public var train: String?
  /// Held-out text; nil for the last tenth of the training lines.
  public var validation: String?
  /// Whether a model of counts, which needs no validation text, holds that tenth out where none is given,
  /// as a network does; its vocabulary is then the same.
  public var holdsOut = true
  /// Text for the final score.
  public var test: String?
  /// The most frequent tokens to keep; nil for all.
  public var vocabularySize: Int?
  /// How often a token must occur to be kept.
  public var minimumCount = 1
  /// Whether lines without a token are left out; nil leaves it to the level.
  public var skipBlankLines: Bool?

  /// Creates the defaults.
  public init() {}

  var source: DataSource { DataSource(train: train, validation: validation, test: test) }

  /// What is wrong with the numbers, or nil.
  var problem: SettingProblem? {
    .first(counts: ["vocabularySize": vocabularySize, "minimumCount": minimumCount])
  }
}

extension TextLevel {
  /// Among words a blank line is layout; among characters it is text like any other.
  public var skipsBlankLines: Bool { hasWords }
}
