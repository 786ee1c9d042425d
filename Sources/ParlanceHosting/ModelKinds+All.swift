import ParlanceClassification
import ParlanceLanguageModels
import ParlanceTagging
import ParlanceTraining
import ParlanceTranslation
import ParlanceVectors

extension ModelKinds {
  /// Every kind of model that the library knows.
  public static let all = (languageModels + classifiers).adding(Tagger.self)
    .adding(Translator.self).adding(VectorModel.self)
}
