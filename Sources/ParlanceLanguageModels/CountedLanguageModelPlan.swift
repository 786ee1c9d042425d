import Foundation
import ParlanceDistributed
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

  /// The training text, or the built-in recipes; of several ranks each reads its share of the lines.
  ///
  /// - `folder`: where the text is kept; nil for memory.
  func spooledText(
    folder: String?, ranks: any Communicator = Alone()
  ) throws -> SpooledText {
    func spooled(_ next: () throws -> String?) throws -> SpooledText {
      try SpooledText(
        tokenizer: Tokenizer(level: level), skipBlankLines: skips, folder: folder, next: next)
    }
    guard let train = texts.train else {
      let recipes = LanguageModelData.recipes(seed: seed)
      let lines = Array(recipes.training + recipes.heldOut)
      var share = lines[ranks.share(of: lines.count)].makeIterator()
      return try spooled { share.next()?.text }
    }
    var share = 0..<Int.max
    if ranks.size > 1 {
      var count = 0
      try LineReader.forEachLine(train) { _, _ in count += 1 }
      share = ranks.share(of: count)
    }
    var reader = try LineReader(path: train)
    var count = 0
    return try spooled {
      while count < share.upperBound, let line = try reader.next() {
        count += 1
        if count > share.lowerBound { return line }
      }
      return nil
    }
  }
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
}

extension CountedLanguageModelPlan {
  public static var title: String { LanguageModelPlan.title }
  public static var use: String { LanguageModelPlan.use }

  private var source: DataSource { settings.texts.source }

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
    let text = try settings.spooledText(folder: folder)
    guard text.tokenCount > 0 else {
      throw InputError(.badData, "the text is empty: it holds no token")
    }
    guard source.validation == nil && settings.texts.holdsOut else { return text }
    // The same lines as those of a network, so that both have the same vocabulary.
    let (training, held) = try text.split(validationFraction: DataSource.validationFraction)
    heldOut.text = held
    return training
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
    guard let text = heldOut.text, source.train == nil else { return LanguageModelDetails() }
    return LanguageModelDetails(
      bestPossiblePerplexity: LanguageModelData.bestPossiblePerplexity(
        LanguageModelData.recipes(seed: settings.seed).heldOut,
        tokens: text.tokenCount + text.lineCount))
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
