import ArgumentParser
import ParlanceAutograd
import ParlanceDrawing
import ParlanceNN
import ParlanceReports
import ParlanceSystem
import ParlanceTraining

/// `parlance show activations`.
struct ShowActivations: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "activations",
    abstract: "Count dead and saturated units of each layer over texts.",
    discussion: """
      Saturated is a tanh beyond ±0.95 and a sigmoid below 0.05 or above 0.95, where hardly any gradient \
      passes; a unit is called so where it is on 95 of 100 steps. Dead is a unit of ReLU (or its smooth kin) \
      that is above zero on none.

      Examples:
        parlance show activations --model models/classifier --data train.csv
        parlance show activations --model models/book --text "to be or not to be"
      """)

  @OptionGroup var shown: ShownModel

  @Option(help: ArgumentHelp("A text in place of --data.", valueName: "text"))
  var text: String?

  @OptionGroup var data: ShownData
  @OptionGroup(title: "The picture")
  var picture: PictureOption
  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    if (text == nil) == (data.data == nil) {
      throw ValidationError("expected --data or --text, and not both")
    }
  }

  func run() throws {
    common.apply()
    try picture.check(reading: data.data)
    let model = try shown.open(for: "activations")
    let examples =
      try text.map { [ShownExample(text: $0, answer: nil)] }
      ?? data.examples(for: model, from: shown.model)
    var survey = ActivationSurvey()
    for example in examples {
      let passage = try model.passage(example.text, answer: example.answer)
      survey.read(model) { passage.loss(.mean) }
    }
    let rows = survey.layers
    guard !rows.isEmpty else {
      throw shown.lacks(
        "activation function", model, "networks with recurrent, hidden or convolutional layers have"
      )
    }
    try picture.write(survey.map.svg, common)
    switch common.format {
    case .json: try Output.json(["layers": rows])
    case .text:
      try Output.line(
        table(
          [["layer", "function", "units", "values", "saturated", "saturated units", "dead units"]]
            + rows.map { row in
              [
                row.layer, row.function, "\(row.units)", row.values.grouped,
                row.saturated.map { "\($0.percent) %" } ?? "",
                row.saturatedUnits.map { "\($0.count)" } ?? "",
                row.deadUnits.map { "\($0.count)" } ?? "",
              ]
            }, flushLeft: [0, 1]))
    }
  }
}
