import ArgumentParser
import ParlanceArrays
import ParlanceTagging
import ParlanceTraining

/// `parlance tag`.
struct TagCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag",
    abstract: "Train taggers of words, evaluate them, and tag sentences with them.",
    subcommands: [
      TagTrain.self, TagEvaluate.self, TagPredict.self, TagCompare.self, TagCheck.self,
    ])
}

/// The tagger that a command works with.
struct TaggerOption: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder of the model.", valueName: "folder"), completion: .directory)
  var model: String

  func load() throws -> Tagger { try Tagger(directory: RunDirectory(model)) }
}

extension TaggerScores {
  /// The rows of a table: what there is of accuracy and entities.
  var rows: [[String]] {
    func percent(_ value: Double, _ interval: ConfidenceInterval? = nil) -> String {
      "\((100 * value).fixed(2)) %"
        + (interval.map { " (\((100 * $0.low).fixed(2)) to \((100 * $0.high).fixed(2)))" } ?? "")
    }
    var rows = [
      [
        "accuracy",
        percent(accuracy, intervals?.accuracy)
          + " over \(tokens.grouped) tokens of \(sentences.grouped) sentences",
      ]
    ]
    if unknownTokens > 0 {
      rows.append([
        "unknown words", percent(unknownAccuracy) + " over \(unknownTokens.grouped) tokens",
      ])
    }
    if let entityF1, let entityPrecision, let entityRecall {
      rows.append([
        "entity F1",
        percent(entityF1, intervals?.entityF1)
          + ", precision \(percent(entityPrecision)), recall \(percent(entityRecall))",
      ])
    }
    if let unseenTags { rows.append(["unseen tags", unseenTags.joined(separator: " ")]) }
    return rows
  }

  /// By entity type, or by tag.
  var table: String {
    let scores = (entities ?? labels).sorted {
      $0.value.support != $1.value.support ? $0.value.support > $1.value.support : $0.key < $1.key
    }
    func percent(_ value: Double) -> String { (100 * value).fixed(2) }
    return ParlanceCLI.table(
      [[entities == nil ? "tag" : "entity", "precision", "recall", "F1", "support"]]
        + scores.map { name, score in
          [
            name, percent(score.precision), percent(score.recall), percent(score.f1),
            score.support.grouped,
          ]
        })
  }
}
