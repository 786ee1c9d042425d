import ArgumentParser
import ParlanceAutograd
import ParlanceDrawing
import ParlanceNN
import ParlanceReports
import ParlanceSystem
import ParlanceTraining

/// `parlance show attention`.
struct ShowAttention: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attention",
    abstract: "Show what a model looks at: layers and heads of attention over a text.",
    discussion: """
      Translators with attention, transformers of any task, and classifiers that pool by attention have it. Rows \
      are the tokens that look, columns those that are looked at; a row sums to 1.

      Examples:
        parlance show attention --model models/translator --text "the onion" --svg attention.svg
        parlance show attention --model models/book --text "to be or not" --layer 0 --head 2
      """)

  @OptionGroup var shown: ShownModel
  @OptionGroup var text: ShownText
  @OptionGroup var layer: LayerOption

  @Option(
    help: ArgumentHelp(
      "One head, from 0. (default: their mean; all of them in a picture)", valueName: "n"))
  var head: Int?

  @OptionGroup(title: "The picture")
  var picture: PictureOption
  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Report: Encodable {
    let layer: String
    let layers: [String]
    let queries: [String]
    let keys: [String]
    /// By head, query and key.
    let weights: [[[Double]]]
  }

  func run() throws {
    common.apply()
    try picture.check()
    let model = try shown.open(for: "attention")
    let passage = try text.passage(model)
    let (_, trace) = LayerTrace.recording { withoutGraph { passage.loss(.mean) } }
    let all = model.attention(of: passage, trace)
    guard !all.isEmpty else {
      throw shown.lacks(
        "attention", model,
        "transformers of any task, recurrent translators with --attention and classifiers with "
          + "--pooling attention have it")
    }
    let names = all.map(\.name)
    let across = all.lastIndex { $0.queries != $0.keys && $0.queries.count > 1 }
    let found = all[try layer.place(among: names, default: across)]
    let heads = try chosenHeads(found)
    if all.count > 1 {
      common.note(
        "layers: " + names.enumerated().map { "\($0) \($1)" }.joined(separator: ", "))
    }
    try picture.write(drawing(found, heads), common)
    switch common.format {
    case .json:
      try Output.json(
        Report(
          layer: found.name, layers: names, queries: found.queries, keys: found.keys,
          weights: heads.map { found.weights[$0] }))
    case .text:
      let title = found.name + (heads.count == 1 ? "" : ", mean of \(heads.count) heads")
      let map = HeatMap(
        title, rows: found.queries.map(\.visible), columns: found.keys.map(\.visible),
        values: found.mean(of: heads), range: 0...1)
      try Output.line(title + "\n\n" + map.text(Output.colours))
    }
  }

  private func chosenHeads(_ found: PassageAttention) throws -> [Int] {
    guard let head else { return Array(found.weights.indices) }
    guard found.weights.indices.contains(head) else {
      throw InputError(
        .usage, "--head: \(found.name) has \(found.weights.count), from 0; found \(head)")
    }
    return [head]
  }

  private func drawing(_ found: PassageAttention, _ heads: [Int]) -> String {
    let across = found.queries != found.keys
    let maps = heads.map { head in
      var map = HeatMap(
        heads.count == 1 && found.weights.count == 1 ? found.name : "head \(head)",
        attention: found.weights[head], source: found.keys, target: found.queries)
      (map.rowTitle, map.columnTitle) = across ? ("target", "source") : ("looks", "looked at")
      map.valueTitle = "weight"
      return map.svg
    }
    return maps.count == 1 ? maps[0] : PictureGrid(found.name, maps, columns: 2).svg
  }
}

extension PassageAttention {
  /// The mean over some heads, by query and key.
  fileprivate func mean(of heads: [Int]) -> [[Double]] {
    queries.indices.map { row in
      keys.indices.map { column in
        heads.reduce(0) { $0 + weights[$1][row][column] } / Double(heads.count)
      }
    }
  }
}
