import ArgumentParser
import ParlanceDrawing
import ParlanceNN
import ParlanceReports
import ParlanceSystem
import ParlanceTraining

/// `parlance show unrolled`.
struct ShowUnrolled: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unrolled",
    abstract:
      "Draw a recurrent network unrolled over a text: what is shared, what depends on what.",
    discussion: """
      A column for each step; arrows of one colour are uses of one weight.

      Example:
        parlance show unrolled --model models/tagger --text "the cat sat" --svg unrolled.svg
      """)

  @OptionGroup var shown: ShownModel
  @OptionGroup var text: ShownText
  @OptionGroup(title: "The picture")
  var picture: PictureOption
  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Report: Encodable {
    struct Weight: Encodable {
      let name: String
      let shape: [Int]
      let uses: Int
    }
    struct Output: Encodable {
      let output: Int
      let dependsOn: [Int]
    }
    let network: String
    let tokens: [String]
    let weights: [Weight]
    let outputs: [Output]
  }

  func run() throws {
    common.apply()
    try picture.check()
    let model = try shown.open(for: "unrolled")
    let passage = try text.passage(model)
    let stacks = model.module.namedModules().compactMap { name, module in
      (module as? Recurrent).flatMap { stack in
        passage.sequence(of: name).map { (name: name, stack: stack, tokens: $0.tokens) }
      }
    }
    guard !stacks.isEmpty else { throw shown.lacksRecurrence(model) }
    let drawings = stacks.map { UnrolledDrawing($0.stack, inputs: $0.tokens.map(\.visible)) }
    try picture.write(
      drawings.count == 1
        ? drawings[0].svg : PictureGrid("", drawings.map(\.svg), columns: 1).svg, common)
    let reports = zip(stacks, drawings).map { stack, drawing in
      Report(
        network: stack.name, tokens: stack.tokens,
        weights: drawing.weights.map {
          Report.Weight(name: $0.name, shape: $0.shape, uses: $0.uses)
        },
        outputs: drawing.dependencies.enumerated().map {
          Report.Output(output: $0 + 1, dependsOn: $1.map { $0 + 1 })
        })
    }
    switch common.format {
    case .json: try Output.json(["networks": reports])
    case .text: try Output.line(reports.map(Self.listing).joined(separator: "\n\n"))
    }
  }

  private static func listing(_ report: Report) -> String {
    let steps = report.tokens.count
    let weights = table(
      [["weight", "shape", "used"]]
        + report.weights.map { ["\(report.network).\($0.name)", "\($0.shape)", "\($0.uses)×"] },
      flushLeft: [0, 1])
    let outputs = report.outputs.map { output in
      let all = output.dependsOn.count == steps
      let first = output.dependsOn == Array(1...max(output.output, 1))
      return "output \(output.output) depends on "
        + (all
          ? "all inputs"
          : first
            ? "inputs 1 to \(output.output): "
              + report.tokens.prefix(output.output).map(\.visible).joined(separator: " ")
            : output.dependsOn.map { report.tokens[$0 - 1].visible }.joined(separator: " "))
    }
    return weights + "\n\n" + outputs.joined(separator: "\n")
  }
}
