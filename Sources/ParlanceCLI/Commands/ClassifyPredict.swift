import ArgumentParser
import ParlanceClassification
import ParlanceText

/// `parlance classify predict`.
struct ClassifyPredict: DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Give each text its label.",
    discussion: """
      Reads plain lines, or the files that train reads, whose labels are left out: each line or \
      record is a text and gets one line, as soon as it is read (a file of fields as a whole): the label, a tab, its \
      probability, and with --top as many more of \
      both. Where a text may have any number of labels, those above their thresholds, or an empty \
      line. With --format json one object: {"labels": [{"label", "probability"}]}.

      --explain shows what each word brings to the likeliest label (gradient × input): on a \
      terminal by its colour, blue for it and red against it; elsewhere in one more field, as \
      good:+0.8123 day:-0.0210; with --format json as "words": [{"token", "contribution"}].
      """)

  @OptionGroup var model: ClassifierOption

  @Argument(
    help: ArgumentHelp("The texts, plain or gzipped; - for standard input.", valueName: "file"),
    completion: .file())
  var data = "-"

  @Option(
    help: ArgumentHelp("Show so many of the likeliest labels.", valueName: "n"))
  var top: Int?

  @Flag(help: "Show what each word brings to the likeliest label.")
  var explain = false

  @OptionGroup(title: "The file")
  var format: Said<LabelledFormatOptions>

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Prediction: Encodable {
    struct Label: Encodable {
      let label: String
      let probability: Double
    }
    let labels: [Label]
    let words: [TokenContribution]?
  }

  func validate() throws {
    if let top, top < 1 { throw ValidationError("--top: expected at least 1, found \(top)") }
  }

  func run() throws {
    common.apply()
    let model = try model.load()
    let colours = Output.colours
    if explain, colours != .none, common.format == .text {
      common.note(
        "\(colours.styled("blue", 1, isAgainst: false)) speaks for the label, "
          + "\(colours.styled("red", 1, isAgainst: true)) against it, the deeper the more")
    }
    var texts = try TextRecords(path: data, format: format.settings)
    for note in texts.notes { common.note(note) }
    // The parser's properties are slow to ask.
    let (format, explain, top) = (common.format, explain, top)
    try OutputLines.write(for: data) { output in
      while let line = try texts.next() {
        let shown = Self.shown(line, model, top)
        switch format {
        case .json:
          let labels = shown.map {
            Prediction.Label(label: $0.label, probability: $0.probability)
          }
          let words = explain ? contributions(model, line) : nil
          try output.line(Output.encoded(Prediction(labels: labels, words: words)))
        case .text:
          var text = shown.map { "\($0.label)\t\($0.probability.fixed(4))" }
            .joined(separator: "\t")
          if explain { text += "\t" + coloured(contributions(model, line), colours) }
          try output.line(text)
        }
      }
    }
  }

  private static func shown(
    _ line: String, _ model: any TextClassifying, _ top: Int?
  ) -> [(label: String, probability: Double)] {
    if let top { return model.predict(line, count: top) }
    guard model.isMultiLabel else { return model.predict(line, count: 1) }
    return model.predict(line).filter {
      $0.probability >= model.thresholds[model.labels.index(of: $0.label) ?? 0]
    }
  }

  private func contributions(_ model: any TextClassifying, _ line: String) -> [TokenContribution] {
    let likeliest = model.predict(line, count: 1).first?.label
    return model.contributions(to: likeliest.flatMap { model.labels.index(of: $0) } ?? 0, of: line)
  }
}
