import ParlanceText

/// What the texts of a run, its vocabulary and its vectors depend on.
struct ClassificationSource: Sendable, Equatable {
  private let files: [String?]
  private let format: LabelledFormat
  private let isMultiLabel: Bool
  private let tokenizer: Tokenizer
  private let readsShapes: Bool
  private let vocabularySize: Int?
  private let minimumCount: Int
  private let vectors: VectorUse?
  private let holdsOut: Bool
  private let subwords: SubwordSettings?
  /// Of recipes and of what is held out; nil where both are given.
  private let seed: UInt64?

  init(_ settings: ClassifierSettings) {
    let architecture = settings.architecture
    files = [settings.train, settings.validation, settings.test]
    format = settings.format
    isMultiLabel = architecture.isMultiLabel
    tokenizer = architecture.tokenizer
    readsShapes = architecture.modelType.readsBag && architecture.shapes
    (vocabularySize, minimumCount) = (settings.vocabularySize, settings.minimumCount)
    vectors = settings.vectors
    holdsOut = settings.holdsOut
    subwords = tokenizer.level == .subword ? settings.subwords : nil
    seed = settings.train == nil || settings.validation == nil ? settings.training.seed : nil
  }
}

extension ClassificationData {
  /// Whether other settings give the same data.
  public func serves(_ settings: ClassifierSettings) -> Bool {
    source == ClassificationSource(settings)
  }
}
