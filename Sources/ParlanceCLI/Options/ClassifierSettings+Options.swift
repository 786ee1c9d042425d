import ParlanceClassification
import ParlanceText

/// Settings as options have them.
extension ClassifierSettings {
  var level: TextLevel {
    get { architecture.tokenizer.level }
    set { setTokenizer(newValue, style, lowercased) }
  }

  var style: WordStyle {
    get { architecture.tokenizer.style }
    set { setTokenizer(level, newValue, lowercased) }
  }

  var lowercased: Bool {
    get { architecture.tokenizer.lowercased }
    set { setTokenizer(level, style, newValue) }
  }

  private mutating func setTokenizer(_ level: TextLevel, _ style: WordStyle, _ lowercased: Bool) {
    architecture.tokenizer = Tokenizer(level: level, style: style, lowercased: lowercased)
  }

  /// Nil where vectors are given.
  var learnedSize: Int? {
    get { vectors == nil ? architecture.embeddingSize : nil }
    set { architecture.embeddingSize = newValue ?? architecture.embeddingSize }
  }

  var vectorFile: String? {
    get { vectors?.path }
    set {
      // Networks do better when given vectors change from the first epoch on.
      let stays = [.logistic, .fasttext].contains(architecture.modelType)
      vectors = newValue.map { VectorUse(path: $0, frozenEpochs: stays ? nil : 0) }
    }
  }

  /// -1 for never.
  var thawAfter: Int? {
    get { vectors.map { $0.frozenEpochs ?? -1 } }
    set { vectors?.frozenEpochs = newValue.flatMap { $0 < 0 ? nil : $0 } }
  }

  /// Nil where nothing is quantised.
  var keptVectors: Int? {
    get { fastText.quantizes ? fastText.cutoff : nil }
    set { fastText.cutoff = newValue ?? fastText.cutoff }
  }

  /// Nil where nothing is quantised.
  var codeLength: Int? {
    get { fastText.quantizes ? fastText.runLength : nil }
    set { fastText.runLength = newValue ?? fastText.runLength }
  }

  /// Between commas.
  var ways: String? {
    get { augmentations.isEmpty ? nil : augmentations.joined(separator: ",") }
    set { augmentations = newValue?.split(separator: ",").map(String.init) ?? [] }
  }
}

extension ClassifierArchitecture {
  var sums: Bool {
    get { reduction == .sum }
    set { reduction = newValue ? .sum : .mean }
  }
}
