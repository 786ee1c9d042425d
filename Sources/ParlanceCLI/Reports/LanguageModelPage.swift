import Foundation
import ParlanceDecoding
import ParlanceDrawing
import ParlanceLanguageModels
import ParlanceReports
import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining

extension Measured {
  /// What is to be seen of a language model on a text.
  ///
  /// - `values`: the log-probabilities of the text's tokens; those of the model by default.
  /// - `numbers`: the lines whose surprise is shown, counted from 1.
  init(
    _ model: any LanguageModeling, on corpus: TokenCorpus, values: [Double]? = nil,
    numbers: [Int]? = nil, more: [[String]] = [], data: String
  ) {
    self.data = data
    let values = values ?? model.logProbabilities(of: corpus)
    sections = [
      Report.Section("Scores", [.table(Self.table(corpus, values, more))]),
      Report.Section("Surprise", Self.surprise(model, corpus, values, numbers)),
      Report.Section(
        "Where it is surprised",
        Self.byFrequency(corpus, values, model.vocabulary.count) + Self.byPosition(corpus, values)),
      Report.Section("Samples", Self.samples(model)),
      Report.Section(
        "Data",
        [
          .text(
            "\(corpus.lineCount.counted("line")), \(corpus.tokenCount.counted("token")) with the lines' "
              + "ends, \(corpus.outOfVocabularyCount.grouped) of them unknown to the vocabulary of "
              + "\(model.vocabulary.count.grouped)."),
          Self.lengths(
            (0..<corpus.lineCount).map { corpus.range(ofLine: $0).count }, "tokens a line"),
        ]),
    ]
  }

  private static func table(
    _ corpus: TokenCorpus, _ values: [Double], _ more: [[String]]
  ) -> Report.Table {
    let nats = -values.reduce(0, +) / Double(max(values.count, 1))
    let lines = (0..<corpus.lineCount).map { corpus.range(ofLine: $0) }
    var interval = ""
    if lines.count > 1 {
      let sums = Bootstrap(itemCount: lines.count, sampleCount: 300).sums([
        lines.map { -values[$0].reduce(0, +) }, lines.map { Double($0.count) },
      ])
      let found = ConfidenceInterval(
        percentilesOf: zip(sums[0], sums[1]).map { exp($0 / max($1, 1)) })
      interval = "\(found.low.short) to \(found.high.short)"
    }
    return Report.Table(
      "Scores, with a 95 % interval by the bootstrap over lines", heading: ["", "", "95 %"],
      rows: [
        ["perplexity", exp(nats).short, interval],
        ["cross-entropy", nats.fixed(4) + " nats a token", ""],
        ["tokens", corpus.tokenCount.grouped, ""],
        ["unknown tokens", corpus.outOfVocabularyCount.grouped, ""],
      ] + more.map { $0 + [""] })
  }

  /// The surprise of each token of chosen lines; long ones are cut.
  private static func surprise(
    _ model: any LanguageModeling, _ corpus: TokenCorpus, _ values: [Double], _ numbers: [Int]?
  ) -> [Report.Part] {
    let chosen =
      numbers.map { $0.map { $0 - 1 } }
      ?? Array((0..<corpus.lineCount).lazy.filter { corpus.range(ofLine: $0).count > 3 }.prefix(3))
    let lines = chosen.map { line in
      corpus.range(ofLine: line).prefix(120).map { place in
        SurpriseText.Word(model.vocabulary.token(corpus.ids[place]), -values[place])
      }
    }
    guard !lines.isEmpty else { return [] }
    let words = lines.joined().sorted { $0.value > $1.value }.prefix(3).map {
      "\($0.text) (\($0.value.fixed(1)))"
    }
    var picture = SurpriseText("Surprise by token: −ln P(token | all before)", lines: lines)
    picture.width = 720
    return [
      .picture(
        Report.Picture(
          svg: picture.svg, "surprise",
          alternative: "Surprise of each token of "
            + "\(chosen.count == 1 ? "line" : "lines") "
            + chosen.map { "\($0 + 1)" }.joined(separator: ", ")
            + ", in nats; the most surprising are \(words.joined(separator: ", "))"))
    ]
  }

  /// Perplexity over groups of tokens, as a chart and a table.
  private static func groups(
    _ title: String, x: String, name: String, _ heading: String, scale: Chart.Scale,
    _ groups: [(name: String, middle: Double, places: [Int])], _ values: [Double]
  ) -> [Report.Part] {
    let found = groups.filter { !$0.places.isEmpty }.map { group in
      let nats = -group.places.reduce(0) { $0 + values[$1] } / Double(group.places.count)
      return (group: group, perplexity: exp(nats), nats: nats)
    }
    guard found.count > 1 else { return [] }
    let chart = Chart(
      title, x: x, y: "perplexity", xScale: scale, yScale: .logarithmic,
      series: [
        Chart.Series(
          "", points: found.map { ($0.group.middle, $0.perplexity) }, style: .lineAndPoints)
      ])
    return [
      .picture(Report.Picture(chart, name)),
      .table(
        Report.Table(
          title, heading: [heading, "tokens", "perplexity", "nats"],
          rows: found.map {
            [
              $0.group.name, $0.group.places.count.grouped, $0.perplexity.short, $0.nats.fixed(3),
            ]
          })),
    ]
  }

  /// By the tokens' ranks in the vocabulary, which is in order of their frequency in training.
  private static func byFrequency(
    _ corpus: TokenCorpus, _ values: [Double], _ vocabularySize: Int
  ) -> [Report.Part] {
    let first = Vocabulary.specials.count
    var bounds = [0]
    var bound = 10
    while bound < vocabularySize - first {
      bounds.append(bound)
      bound *= 10
    }
    bounds.append(max(vocabularySize - first, 1))
    var places = [[Int]](repeating: [], count: bounds.count - 1)
    for (place, id) in corpus.ids.enumerated() where Int(id) >= first && Int(id) < vocabularySize {
      let rank = Int(id) - first
      places[bounds.lastIndex { $0 <= rank && $0 < bounds[bounds.count - 1] }!].append(place)
    }
    return groups(
      "Perplexity by frequency", x: "rank in the vocabulary", name: "frequency",
      "rank in the vocabulary", scale: .logarithmic,
      places.indices.map { group in
        let (low, high) = (bounds[group] + 1, bounds[group + 1])
        return (
          "\(low.grouped) to \(high.grouped)", (Double(low) * Double(high)).squareRoot(),
          places[group]
        )
      }, values)
  }

  private static func byPosition(_ corpus: TokenCorpus, _ values: [Double]) -> [Report.Part] {
    var places: [[Int]] = []
    for line in 0..<corpus.lineCount {
      for (step, place) in corpus.range(ofLine: line).enumerated() {
        // 1, 2, 3 to 4, 5 to 8, 9 to 16, …
        let group = step == 0 ? 0 : Int.bitWidth - step.leadingZeroBitCount
        while places.count <= group { places.append([]) }
        places[group].append(place)
      }
    }
    return groups(
      "Perplexity by position", x: "position in the line", name: "position", "position in the line",
      scale: .logarithmic,
      places.indices.map { group in
        let (low, high) = group == 0 ? (1, 1) : (1 << (group - 1) + 1, 1 << group)
        return (
          low == high ? "\(low)" : "\(low) to \(high)",
          (Double(low) * Double(high)).squareRoot(), places[group]
        )
      }, values)
  }

  private static func samples(_ model: any LanguageModeling) -> [Report.Part] {
    var options = GenerationOptions()
    options.maximumLength = model.tokenizer.level.hasWords ? 60 : 300
    var generator = RandomGenerator(seed: 1)
    return [.text("Texts that the model writes, drawn with the seed 1 at a temperature of 1.")]
      + (0..<3).map { _ in
        .lines(model.generate(options, using: &generator).text)
      }
  }
}

extension LanguageModeling {
  /// The text that a run is measured on: that of the test, or of validation, or the last tenth of the
  /// training text; nil where it can be read only once.
  func heldOut(
    _ texts: LanguageModelTexts, seed: UInt64
  ) throws -> (name: String, corpus: TokenCorpus)? {
    let skips = texts.skipBlankLines ?? tokenizer.level.skipsBlankLines
    for (name, path) in [("the test text", texts.test), ("the validation text", texts.validation)] {
      guard let path else { continue }
      if path == "-" { return nil }
      return (name, try corpus(path: path, skipBlankLines: skips))
    }
    guard texts.holdsOut, texts.train != "-" else { return nil }
    let held: TokenizedText
    if let train = texts.train {
      held = try TokenizedText.read(path: train, tokenizer: tokenizer, skipBlankLines: skips)
        .split(validationFraction: DataSource.validationFraction).validation
    } else {
      held = TokenizedText(
        lines: LanguageModelData.recipes(seed: seed).heldOut.map(\.text), tokenizer: tokenizer)
    }
    return (
      "the last tenth of the training text",
      held.encoded(with: vocabulary, outOfVocabularyID: outOfVocabularyID)
    )
  }
}
