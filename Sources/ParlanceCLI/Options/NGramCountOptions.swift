import Foundation
import ParlanceText

/// The options of `lm count`: those of `lm train` that decide what is counted.
enum NGramCountOptions: OptionTable {
  typealias Settings = AnyLanguageModelSettings

  static let standardKind = ModelType.kneserNey.rawValue
  static let draft = {
    var draft = AnyLanguageModelSettings()
    draft.type = .kneserNey
    return draft
  }()

  static var sections: [OptionSectionOf<Self>] { [.init(NGramCountRows.self)] }

  static func decoded(_ json: Data) -> AnyLanguageModelSettings? {
    LanguageModelOptions.decoded(json)
  }

  static func encoded(_ settings: AnyLanguageModelSettings) throws -> Data {
    try LanguageModelOptions.encoded(settings)
  }

  static func conflict(_ said: Said<Self>) -> String? {
    said["level"] == TextLevel.subword.rawValue
      ? "--level subword does not go with n-grams; cut the texts with subwords encode and take "
        + "--level word" : nil
  }
}

enum NGramCountRows: OptionSection {
  static let title = "Texts and n-grams"
  static let rows = (LanguageModelTextOptions.rows + NGramOptions.rows).filter {
    ["train", "level", "blank-lines", "order", "memory"].contains($0.name)
  }
}
