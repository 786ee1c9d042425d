import ArgumentParser
import ParlanceNN
import ParlanceReports
import ParlanceSystem
import ParlanceTraining

/// `parlance show gates`.
struct ShowGates: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gates",
    abstract: "Show the gates and states of a recurrent layer's units over a text.",
    discussion: """
      Of an LSTM input, forget and output gate, candidate, cell and hidden state; of a GRU reset, update, \
      candidate and hidden state; of a plain network the hidden state. Gates lie between 0 (closed) and 1 (open).

      Units are named with --units, or chosen by what they tell apart: by their variance, or by how much of it \
      is explained by the place in the line, by being within quotes or brackets, by capitals, by the kind of \
      token (letters, digits, marks, blank), or by the answer: the tag of each token, the label of a whole text. \
      They are chosen over --data where that is given, else over the text.

      Examples:
        parlance show gates --model models/book --text 'he said "no" and left' --by quotes
        parlance show gates --model models/classifier --text "not bad at all" --units 3,7 --svg gates.svg
      """)

  @OptionGroup var shown: ShownModel
  @OptionGroup var text: ShownText
  @OptionGroup var layer: LayerOption

  @Option(help: ArgumentHelp("Units by number, from 0.", valueName: "n,n,…"))
  var units: String?

  @Option(
    help: ArgumentHelp(
      "What units are chosen by: variance, place, quotes, brackets, capitals, kind or answer.",
      valueName: "property"))
  var by = UnitChoice.variance

  @Option(help: ArgumentHelp("How many units are chosen.", valueName: "n"))
  var top = 4

  @OptionGroup(title: "Choosing units over data")
  var data: ShownData
  @OptionGroup(title: "The picture")
  var picture: PictureOption
  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    try check("top", top, 1...100)
    if by == .answer, data.data == nil, units == nil {
      throw ValidationError("--by answer needs --data with tags or labels")
    }
    _ = try numbers()
  }

  private func numbers() throws -> [Int]? {
    try units?.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let number = Int(part), number >= 0 else {
        throw ValidationError("--units: expected numbers from 0, found \(part)")
      }
      return number
    }
  }

  private struct Report: Encodable {
    let layer: String
    let tokens: [String]
    let by: String?
    let scores: [UnitChoice.Score]?
    let units: [UnitPicture.Unit]
  }

  func run() throws {
    common.apply()
    try picture.check()
    let model = try shown.open(for: "gates")
    let passage = try text.passage(model)
    let layers = try shown.recurrentLayers(of: model, passage)
    let place = try layer.place(
      among: layers.map(\.name), default: layers.lastIndex { !$0.run.layer.isReversed })
    let found = layers[place]
    var chosen = try numbers() ?? []
    var scores: [UnitChoice.Score]?
    let size = found.run.layer.hiddenSize
    if let bad = chosen.first(where: { $0 >= size }) {
      throw InputError(.usage, "--units: the layer has \(size) units, from 0; found \(bad)")
    }
    if units == nil {
      let best = try Array(self.scores(model, found, place).prefix(top))
      (scores, chosen) = (best, best.map(\.unit))
    }
    let title = "\(found.name): units" + (units == nil ? " by \(by.rawValue)" : "")
    let shownUnits = UnitPicture(title, found.run, words: found.tokens, units: chosen)
    try picture.write(shownUnits.svg, common)
    switch common.format {
    case .json:
      try Output.json(
        Report(
          layer: found.name, tokens: found.tokens, by: units == nil ? by.rawValue : nil,
          scores: scores, units: shownUnits.units))
    case .text:
      let list = scores.map { scores in
        table([["unit", by.rawValue]] + scores.map { ["\($0.unit)", $0.score.fixed(3)] })
      }
      let maps = [shownUnits.gates, shownUnits.states].filter { !$0.rows.isEmpty }
      try Output.line(
        ([title] + [list].compactMap { $0 } + maps.map { $0.text(Output.colours) })
          .joined(separator: "\n\n"))
    }
  }

  /// How well each unit tells apart what is asked for.
  private func scores(
    _ model: any PassageReading, _ layer: PassageLayer, _ place: Int
  ) throws -> [UnitChoice.Score] {
    guard data.data != nil else { return by.scores(Self.steps(of: layer, by, answer: nil)) }
    var steps: [(values: [Double], property: UnitChoice.Property)] = []
    for example in try data.examples(for: model, from: shown.model) {
      let passage = try model.passage(example.text, answer: example.answer)
      let layers = try shown.recurrentLayers(of: model, passage)
      guard layers.indices.contains(place) else { continue }
      steps += Self.steps(of: layers[place], by, answer: example.answer)
    }
    return by.scores(steps)
  }

  /// What the units say at each step with the step's property; of a label, after the whole text.
  private static func steps(
    of layer: PassageLayer, _ by: UnitChoice, answer: String?
  ) -> [(values: [Double], property: UnitChoice.Property)] {
    let size = layer.run.layer.hiddenSize
    let values = layer.run.states.map { state in
      let numbers = (state.cell ?? state.hidden).array
      return (0..<size).map { numbers[0, $0] }
    }
    guard by == .answer, let answer else {
      return Array(zip(values, by.properties(of: layer.tokens)))
    }
    let tags = answer.split(separator: " ").map(String.init)
    if tags.count == values.count, tags.count > 1 {
      return zip(values, tags).map { ($0, .kind($1)) }
    }
    let last = layer.run.layer.isReversed ? values.first : values.last
    return last.map { [($0, .kind(answer))] } ?? []
  }
}

extension UnitChoice: ExpressibleByArgument {}

extension ShownModel {
  /// The recurrent layers of a model as they run over a passage step by step.
  func recurrentLayers(
    of model: any PassageReading, _ passage: Passage
  ) throws -> [PassageLayer] {
    let (_, trace) = LayerTrace.recording(stepByStep: true) { passage.loss(.mean) }
    let layers = model.recurrentLayers(of: passage, trace)
    if layers.isEmpty { throw lacksRecurrence(model) }
    return layers
  }

  func lacksRecurrence(_ model: any PassageReading) -> InputError {
    lacks(
      "recurrent layer", model,
      "recurrent language models, classifiers of type rnn, lstm or gru, recurrent taggers and translators have "
        + "one")
  }
}
