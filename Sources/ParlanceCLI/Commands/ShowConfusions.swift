import ArgumentParser
import Parlance
import ParlanceClassification
import ParlanceReports
import ParlanceScores
import ParlanceSystem
import ParlanceTagging
import ParlanceTraining

/// `parlance show confusions`.
struct ShowConfusions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "confusions",
    abstract: "Show what a classifier or a tagger takes for what.",
    discussion: """
      Rows are the true labels, columns what the model says. In the picture a cell is the darker the surer it \
      is that much of its row falls there: the lower end of the share's 95 % interval (Wilson 1927), so that rows \
      of a few examples stay pale.

      Example:
        parlance show confusions --model models/classifier --data test.csv --svg confusions.svg
      """)

  @OptionGroup var shown: ShownModel
  @OptionGroup var data: ShownData

  @Option(help: ArgumentHelp("How many of the most frequent mistakes are listed.", valueName: "n"))
  var top = 10

  @OptionGroup(title: "The picture")
  var picture: PictureOption
  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    _ = try data.path()
    try check("top", top, 0...1000)
  }

  func run() throws {
    common.apply()
    try picture.check(reading: data.data)
    let matrix = try confusion()
    if picture.svg != nil, matrix.labels.count > ConfusionMatrix.widest {
      throw InputError(
        .usage,
        "--svg: a picture has room for \(ConfusionMatrix.widest) labels, found \(matrix.labels.count)"
      )
    }
    try picture.write(matrix.heatMap().svg, common)
    switch common.format {
    case .json: try Output.json(matrix)
    case .text: try Output.line(listing(matrix))
    }
  }

  private func confusion() throws -> ConfusionMatrix {
    switch try ModelKinds.all.model(in: RunDirectory(shown.model)) {
    case let tagger as Tagger:
      var corpus = try data.tagged(tagger, shown.model)
      corpus.sentences = Array(corpus.sentences.prefix(data.count))
      return tagger.results(on: corpus).scores(samples: 0).confusion
    case let classifier as any TextClassifying:
      var texts = try data.labelled()
      texts.items = Array(texts.items.prefix(data.count))
      try classifier.checkKnows(texts, file: nil)
      guard let matrix = try classifier.results(on: texts).confusion else {
        throw InputError(
          .badData, file: shown.model,
          "the model gives texts any number of labels; confusions are of one label a text")
      }
      return matrix
    case let other:
      throw shown.lacks("labels to confuse", other, "classifiers and taggers have")
    }
  }

  /// Shares of each row for a few labels; the mistakes.
  private func listing(_ matrix: ConfusionMatrix) -> String {
    let counts = matrix.counts
    let seen = matrix.labels.indices.filter { label in
      matrix.support(of: label) > 0 || counts.contains { $0[label] > 0 }
    }
    func share(_ row: Int, _ column: Int) -> String {
      let (count, whole) = (counts[row][column], matrix.support(of: row))
      return count == 0 ? "" : "\((100 * Double(count) / Double(max(whole, 1))).fixed(1)) %"
    }
    var parts = ["accuracy \(matrix.accuracy.percent) % of \(matrix.total.grouped)"]
    if seen.count <= 12 {
      parts.append(
        table(
          [["true \\ said"] + seen.map { matrix.labels[$0] } + ["examples"]]
            + seen.map { row in
              [matrix.labels[row]] + seen.map { share(row, $0) }
                + [matrix.support(of: row).grouped]
            }))
    }
    let mistakes = matrix.mistakes.prefix(top)
    if !mistakes.isEmpty {
      parts.append(
        table(
          [["mistakes", "true", "said", "of its row"]]
            + mistakes.map {
              [
                $0.count.grouped, matrix.labels[$0.truth], matrix.labels[$0.predicted],
                share($0.truth, $0.predicted),
              ]
            }, flushLeft: [1, 2]))
    }
    return parts.joined(separator: "\n\n")
  }
}
