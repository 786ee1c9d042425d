extension ModelKinds {
  /// Every kind of model that the library knows.
  public static let all = languageModels.adding(TextClassifier.self).adding(Tagger.self)
    .adding(VectorModel.self)
}
