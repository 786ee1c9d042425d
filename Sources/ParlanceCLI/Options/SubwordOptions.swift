import ParlanceClassification
import ParlanceLanguageModels
import ParlanceText
import ParlanceTranslation

/// How words are cut, and whether they are.
struct SubwordChoices: Sendable {
  var settings: SubwordSettings
  let isUsed: Bool
}

extension SubwordChoices {
  fileprivate var merges: Int? {
    get { isUsed && settings.codes == nil ? settings.merges : nil }
    set { settings.merges = newValue ?? settings.merges }
  }

  fileprivate var dropout: Double? {
    get { isUsed ? settings.subwordDropout : nil }
    set { settings.subwordDropout = newValue ?? settings.subwordDropout }
  }
}

/// The options of how words are cut into pieces.
let subwordRows: [OptionRow<SubwordChoices>] = [
  OptionRow(
    "merges", \.merges, .whole(1...1_000_000),
    "Merges of byte-pair encoding that are learned from the training text."
  ).goes(with: "level", TextLevel.subword.rawValue).excludes("codes"),
  OptionRow(
    "codes", \.settings.codes, .path(), "A file of merges, as subwords train writes it."
  ).goes(with: "level", TextLevel.subword.rawValue),
  OptionRow(
    "subword-dropout", \.dropout, .rate,
    "The rate at which merges are left out in training, so that a word is seen in several ways."
  ).goes(with: "level", TextLevel.subword.rawValue),
]

extension LanguageModelSettings {
  var pieces: SubwordChoices {
    get { SubwordChoices(settings: subwords, isUsed: architecture.level == .subword) }
    set { subwords = newValue.settings }
  }
}

extension TranslationSettings {
  var pieces: SubwordChoices {
    get { SubwordChoices(settings: subwords, isUsed: architecture.level == .subword) }
    set { subwords = newValue.settings }
  }
}

extension ClassifierSettings {
  var pieces: SubwordChoices {
    get { SubwordChoices(settings: subwords, isUsed: level == .subword) }
    set { subwords = newValue.settings }
  }
}
