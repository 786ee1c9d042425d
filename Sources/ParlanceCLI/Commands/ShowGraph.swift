import ArgumentParser
import ParlanceArrays
import ParlanceAutograd
import ParlanceReports
import ParlanceSystem
import ParlanceTraining

/// `parlance show graph`.
struct ShowGraph: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract:
      "Draw the computation graph of a formula, or of a model's loss: values and gradients.",
    discussion: """
      A formula has numbers, names, + - * / ** and parentheses, and tanh, sigmoid, relu, exp, log, sqrt, sin, \
      cos, abs; "L = …" names its result. A gradient is that of the result with respect to what a box holds; of \
      many numbers its norm is shown.

      Examples:
        parlance show graph "L = c * (a + 2 * b)" --values a=3,b=1,c=-2
        parlance show graph --model models/book --text "to be" --svg graph.svg
      """)

  @Argument(help: ArgumentHelp("The formula.", valueName: "formula"))
  var formula: String?

  @Option(help: ArgumentHelp("The values of the formula's names.", valueName: "name=number,…"))
  var values: String?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The folder of a model.", valueName: "folder"),
    completion: .directory)
  var model: String?

  @Option(help: ArgumentHelp("Of --model: what it reads.", valueName: "text"))
  var text: String?

  @Option(
    help: ArgumentHelp("Of --model: what should follow; see `show gradients`.", valueName: "text"))
  var answer: String?

  @Flag(help: "Write the graph in the DOT language of Graphviz.")
  var dot = false

  @OptionGroup(title: "The picture")
  var picture: PictureOption
  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    guard (formula == nil) != (model == nil) else {
      throw ValidationError("expected a formula, or --model with --text, and not both")
    }
    if model != nil, text == nil { throw ValidationError("--model needs --text") }
    if model == nil, text != nil || answer != nil {
      throw ValidationError("--text and --answer need --model")
    }
    if formula == nil, values != nil { throw ValidationError("--values needs a formula") }
    if dot, common.format == .json {
      throw ValidationError("--dot and --format json exclude each other")
    }
  }

  /// What JSON says.
  private struct Report: Encodable {
    struct Box: Encodable {
      let kind: String
      let text: [String]
    }
    let value: Double
    let gradients: [String: Double]
    let boxes: [Box]
    let edges: [[Int]]
  }

  func run() throws {
    common.apply()
    try picture.check()
    let (drawing, value, gradients) = try formula.map(ofFormula) ?? ofModel()
    try picture.write(drawing.svg, common)
    if dot { return try Output.write(drawing.dot) }
    switch common.format {
    case .json:
      try Output.json(
        Report(
          value: value,
          gradients: Dictionary(gradients, uniquingKeysWith: { first, _ in first }),
          boxes: drawing.boxes.map { Report.Box(kind: "\($0.kind)", text: $0.lines) },
          edges: drawing.edges.map { [$0.from, $0.to] }))
    case .text: try Output.line(drawing.listing)
    }
  }

  private typealias Found = (GraphDrawing, value: Double, gradients: [(String, Double)])

  private func ofFormula(_ text: String) throws -> Found {
    let formula = try Formula(text)
    let numbers = try Self.numbers(values ?? "")
    if let missing = formula.names.first(where: { numbers[$0] == nil }) {
      throw InputError(
        .usage,
        "--values: expected a number for each of \(formula.names.joined(separator: ", ")), found none for "
          + missing)
    }
    if let extra = numbers.keys.sorted().first(where: { !formula.names.contains($0) }) {
      throw InputError(
        .usage,
        "--values: the formula has no \(extra)"
          + (formula.names.isEmpty ? "" : "; it has \(formula.names.joined(separator: ", "))"))
    }
    let parameters = formula.names.map { name in
      (name, Parameter(NDArray(scalar: numbers[name]!, .float64), name: name))
    }
    let result = formula.value(
      Dictionary(uniqueKeysWithValues: parameters.map { ($0.0, $0.1.tensor) }))
    let gradients = result.backward(keepingAll: true)
    return (
      GraphDrawing(result, gradients: gradients, names: parameters, result: formula.result),
      result.item, parameters.map { ($0.0, gradients[$0.1].item) }
    )
  }

  /// a=3,b=1
  private static func numbers(_ text: String) throws -> [String: Double] {
    var found: [String: Double] = [:]
    for part in text.split(separator: ",") {
      let sides = part.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
      guard sides.count == 2, let number = Double(sides[1]) else {
        throw InputError(.usage, "--values: expected name=number,…, found \(String(part).shown)")
      }
      guard found.updateValue(number, forKey: sides[0]) == nil else {
        throw InputError(.usage, "--values: \(sides[0]) has two values")
      }
    }
    return found
  }

  private func ofModel() throws -> Found {
    var shown = ShownModel()
    shown.model = model!
    let reading = try shown.open(for: "graph")
    let passage = try reading.passage(text!, answer: answer)
    let loss = passage.loss(.mean)
    guard loss.isInGraph else {
      throw shown.lacks("trainable parameter", reading, "networks have some")
    }
    let gradients = loss.backward(keepingAll: true)
    let names = reading.module.namedParameters()
    return (
      GraphDrawing(
        loss, gradients: gradients, names: names.map { ($0.name, $0.parameter) }, result: "loss"),
      loss.item, gradients.norms(names).map { ($0.name, $0.norm) }
    )
  }
}

extension GraphDrawing {
  /// A line for each box: what it is made of, its value, its gradient.
  var listing: String {
    let inputs = boxes.indices.map { box in
      edges.filter { $0.to == box }.map { "\($0.from + 1)" }.joined(separator: " ")
    }
    return table(
      [["", "", "of", ""]]
        + boxes.enumerated().map { place, box in
          [
            "\(place + 1)", box.lines[0], inputs[place],
            box.lines.dropFirst().joined(separator: ", "),
          ]
        }, flushLeft: [1, 2, 3])
  }
}
