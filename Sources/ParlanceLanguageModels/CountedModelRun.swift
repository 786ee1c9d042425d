import Foundation
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// A language model that is estimated from counts of a whole text.
protocol CountedLanguageModel: LanguageModeling {
  /// Tokens of the text, `</s>` included.
  var trainingTokens: Int { get }
  /// Writes the files of a model directory.
  func write(to directory: RunDirectory) throws
}

/// What `lm train` does for every model that is estimated from counts.
struct CountedModelRun {
  private let train: String?
  private let validation: String?
  private let test: String?
  private let seed: UInt64
  private let skips: Bool
  private let directory: RunDirectory
  private let existing: RunDirectory.Existing

  /// Checks the folder; writes nothing.
  ///
  /// - `train`: nil for the built-in recipes.
  /// - `skips`: whether lines without a token are left out of texts that are scored.
  init(
    train: String?, validation: String?, test: String?, seed: UInt64, skips: Bool, output: String,
    existing: RunDirectory.Existing
  ) throws {
    directory = RunDirectory(output)
    try directory.check(existing)
    (self.train, self.validation, self.test) = (train, validation, test)
    (self.seed, self.skips, self.existing) = (seed, skips, existing)
  }

  /// Estimates, scores and writes the model directory; nothing is written before all texts are read.
  func train<Model: CountedLanguageModel>(
    epochs: Int, configuration: String, command: String,
    estimate: (_ next: () throws -> String?) throws -> Model,
    facts: (Model) -> [(String, String)]
  ) throws -> LanguageModelReport {
    let began = Date()
    let model = try withLines(estimate)
    let seconds = Date().timeIntervalSince(began)
    let tokens = Double(model.trainingTokens * epochs)
    let report = LanguageModelReport(
      model: directory.path, epochs: epochs, seconds: seconds,
      wordsPerSecond: seconds > 0 ? tokens / seconds : 0,
      validation: try validation.map { try score(model, $0) },
      test: try test.map { try score(model, $0) }, bestPossiblePerplexity: nil)
    do {
      try directory.create(existing)
      try model.write(to: directory)
      try AtomicFile.write(configuration, to: directory.file("run/config.yaml"))
      let card = card(report, facts(model), command)
      try AtomicFile.write(card.markdown, to: directory.file("README.md"))
    } catch {
      directory.removeOwnFiles()
      throw error
    }
    return report
  }

  /// Estimates from the training text, or the built-in recipes.
  private func withLines<Model: CountedLanguageModel>(
    _ estimate: (_ next: () throws -> String?) throws -> Model
  ) throws -> Model {
    guard let train else {
      var lines = Recipes.generate(count: LanguageModelData.recipeCount, seed: seed).makeIterator()
      return try estimate { lines.next()?.text }
    }
    var reader = try LineReader(path: train)
    do {
      return try estimate { try reader.next() }
    } catch let error as InputError where error.file == nil {
      throw InputError(error.kind, file: train, error.message)
    }
  }

  private func score(_ model: some LanguageModeling, _ path: String) throws -> Evaluation {
    let corpus = try model.corpus(path: path, skipBlankLines: skips)
    let words = corpus.tokenCount - corpus.lineCount
    if corpus.outOfVocabularyCount == words {
      throw InputError(
        .badData, file: path,
        "all \(words) tokens are unknown to the vocabulary of \(model.vocabulary.count)")
    }
    return model.evaluate(corpus)
  }

  private func card(
    _ report: LanguageModelReport, _ facts: [(String, String)], _ command: String
  ) -> ModelCard {
    var facts = facts + [("Training text", train ?? "the built-in recipes")]
    for (name, score) in [("Validation", report.validation), ("Test", report.test)] {
      if let score { facts.append((name, score.summary)) }
    }
    return ModelCard(title: "Language model", facts: facts, command: command)
  }
}
