import Foundation
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// A language model that is estimated from counts of a whole text.
protocol CountedLanguageModel: LanguageModeling {
  /// Tokens of the text, `</s>` included.
  var trainingTokens: Int { get }
}

/// What `lm train` does for every model that is estimated from counts.
protocol CountedLanguageModelPlan: TrainingPlan
where Model: CountedLanguageModel, Score == Evaluation, Details == LanguageModelDetails {
  var source: DataSource { get }
  /// Of the recipes.
  var seed: UInt64 { get }
  /// Whether lines without a token are left out of texts that are scored.
  var skips: Bool { get }
}

extension CountedLanguageModelPlan {
  public static var title: String { "Language model" }

  /// Estimates from the training text, or the built-in recipes.
  func withLines(_ estimate: (_ next: () throws -> String?) throws -> Model) throws -> Model {
    guard let train = source.train else {
      var lines = Recipes.generate(count: LanguageModelData.recipeCount, seed: seed).makeIterator()
      return try estimate { lines.next()?.text }
    }
    var reader = try LineReader(path: train)
    do {
      return try estimate { try reader.next() }
    } catch let error as InputError where error.file == nil && error.problem == nil {
      throw InputError(error.kind, file: train, error.message)
    }
  }

  public func score(of model: Model, on part: HeldOutPart) throws -> Evaluation? {
    try (part == .test ? source.test : source.validation).map { path in
      model.evaluate(try model.knownCorpus(path: path, skipBlankLines: skips))
    }
  }

  public func objective(of score: Evaluation) -> Double { -score.loss }

  public func tokensPerEpoch(of model: Model) -> Int { model.trainingTokens }

  public func details(
    of model: Model, _ training: (task: any TrainingTask, result: TrainingResult)?
  ) -> LanguageModelDetails {
    LanguageModelDetails()
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
}
