import ParlanceClassification
import ParlanceLanguageModels
import ParlanceScores
import ParlanceSystem
import ParlanceTagging
import ParlanceText
import ParlanceTraining
import ParlanceTranslation

/// What rounding a model's weights costs.
struct QuantizationCost: Encodable {
  /// The name of the score.
  let measure: String
  let before: Double
  let after: Double
}

/// A score of a model on a test set that is read once.
struct QuantizationMeasure {
  /// The name of the score.
  let name: String
  private let score: () -> Double

  /// The score as the model is now.
  func value(_: any NetworkModel) -> Double { score() }

  /// Reads a test set in the form that the model's task reads.
  ///
  /// - `folder`: the model's, which knows how its texts were read.
  init(of model: any NetworkModel, in folder: String, on path: String) throws {
    switch model {
    case let model as LanguageModel:
      let skips =
        try blankLinesWereSkipped(folder) ?? model.tokenizer.level.skipsBlankLines
      let corpus = try model.corpus(path: path, skipBlankLines: skips)
      (name, score) = ("perplexity", { model.evaluate(corpus).perplexity })
    case let classifier as any TextClassifying:
      let texts = try LabelledTexts.read(path, format: LabelledFormat())
      // Whether the labels fit is told before anything is written.
      try classifier.checkKnows(texts, file: path)
      _ = try classifier.results(on: texts)
      name = "accuracy"
      score = {
        guard let results = try? classifier.results(on: texts) else { return 0 }
        return ClassificationScores(results).accuracy
      }
    case let tagger as Tagger:
      let corpus = try tagger.fitted(
        TaggedCorpus.read(path: path, TaggedColumns.reading(Said(), as: folder)), repairing: true)
      let hasEntities = tagger.evaluate(corpus, samples: 0).entityF1 != nil
      name = hasEntities ? "entityF1" : "accuracy"
      score = {
        let scores = tagger.evaluate(corpus, samples: 0)
        return scores.entityF1 ?? scores.accuracy
      }
    case let translator as Translator:
      let pairs = try ParallelText.read(pairs: path, columns: ParallelColumns()).pairs
      name = "natsPerSentence"
      score = {
        -translator.logProbabilities(of: pairs).reduce(0, +) / Double(max(pairs.count, 1))
      }
    default:
      throw InputError(.usage, "--test: there is no score for \(model.debugDescription)")
    }
  }
}
