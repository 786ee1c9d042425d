import Foundation
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// A language model that is estimated from counts of a whole text.
protocol CountedLanguageModel: LanguageModeling {
  /// Tokens of the text, `</s>` included.
  var trainingTokens: Int { get }
}

/// Settings of such a model.
protocol CountedLanguageModelSettings: RunSettings {
  /// The texts.
  var texts: LanguageModelTexts { get }
  /// Of the recipes.
  var seed: UInt64 { get }
  /// Words, Unicode scalars or graphemes.
  var level: TextLevel { get }
}

extension CountedLanguageModelSettings {
  /// Whether lines without a token are left out.
  var skips: Bool { texts.skipBlankLines ?? level.skipsBlankLines }
}

/// What `lm train` does for every model that is estimated from counts.
protocol CountedLanguageModelPlan: TrainingPlan
where
  Settings: CountedLanguageModelSettings, Model: CountedLanguageModel, Score == Evaluation,
  Details == LanguageModelDetails
{
  /// The last tenth of the training text, once that is read, where no other validation text is given.
  var heldOut: HeldOutText { get }
}

/// What is held out of a text that is read while it is counted.
final class HeldOutText {
  fileprivate var text: TokenizedText?
  fileprivate var recipes: ArraySlice<Recipe> = []
}

extension CountedLanguageModelPlan {
  public static var title: String { LanguageModelPlan.title }
  public static var use: String { LanguageModelPlan.use }

  private var source: DataSource { settings.texts.source }
  private var tokenizer: Tokenizer { Tokenizer(level: settings.level) }

  /// Estimates from the training text, or the built-in recipes, less what is held out of it.
  ///
  /// - `folder`: where the text is kept; nil for memory.
  func withText(
    folder: String? = nil, _ estimate: (consuming SpooledText) throws -> Model
  ) throws -> Model {
    do {
      return try estimate(trainingText(folder: folder))
    } catch let error as InputError where error.file == nil && error.problem == nil {
      throw InputError(error.kind, file: source.train, error.message)
    }
  }

  private func trainingText(folder: String?) throws -> SpooledText {
    let text = try wholeText(folder: folder)
    guard text.tokenCount > 0 else {
      throw InputError(.badData, "the text is empty: it holds no token")
    }
    guard source.validation == nil && settings.texts.holdsOut else { return text }
    // The same lines as those of a network, so that both have the same vocabulary.
    let (training, held) = try text.split(validationFraction: DataSource.validationFraction)
    heldOut.text = held
    return training
  }

  private func wholeText(folder: String?) throws -> SpooledText {
    func spooled(_ next: () throws -> String?) throws -> SpooledText {
      try SpooledText(
        tokenizer: tokenizer, skipBlankLines: settings.skips, folder: folder, next: next)
    }
    if let train = source.train {
      var reader = try LineReader(path: train)
      return try spooled { try reader.next() }
    }
    let recipes = LanguageModelData.recipes(seed: settings.seed)
    heldOut.recipes = recipes.heldOut
    var lines = (recipes.training + recipes.heldOut).makeIterator()
    return try spooled { lines.next()?.text }
  }

  public func score(of model: Model, on part: HeldOutPart) throws -> Evaluation? {
    if part == .validation, let text = heldOut.text {
      return model.evaluate(model.encoded(text))
    }
    return try (part == .test ? source.test : source.validation).map { path in
      model.evaluate(try model.knownCorpus(path: path, skipBlankLines: settings.skips))
    }
  }

  public func objective(of score: Evaluation) -> Double { -score.loss }

  public func tokensPerEpoch(of model: Model) -> Int { model.trainingTokens }

  public func details(
    of model: Model, _ training: (task: any TrainingTask, result: TrainingResult)?
  ) -> LanguageModelDetails {
    guard let text = heldOut.text, !heldOut.recipes.isEmpty else { return LanguageModelDetails() }
    return LanguageModelDetails(
      bestPossiblePerplexity: LanguageModelData.bestPossiblePerplexity(
        heldOut.recipes, tokens: text.tokenCount + text.lineCount))
  }
}

extension LanguageModeling {
  /// A text in the model's ids, of which the vocabulary has at least one.
  ///
  /// - Throws: as `TokenCorpus.read` does, and where the vocabulary knows no token.
  func knownCorpus(path: String, skipBlankLines: Bool) throws -> TokenCorpus {
    let corpus = try corpus(path: path, skipBlankLines: skipBlankLines)
    let words = corpus.tokenCount - corpus.lineCount
    if corpus.outOfVocabularyCount == words {
      throw InputError(
        .badData, file: path,
        "all \(words) tokens are unknown to the vocabulary of \(vocabulary.count)")
    }
    return corpus
  }

  fileprivate func encoded(_ text: TokenizedText) -> TokenCorpus {
    text.encoded(with: vocabulary, outOfVocabularyID: outOfVocabularyID)
  }
}
