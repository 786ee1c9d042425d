import ArgumentParser
import ParlanceReports
import ParlanceSystem
import ParlanceTraining

/// `parlance export pytorch`.
struct ExportPyTorch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pytorch",
    abstract: "Write a model with a small program that reads it in PyTorch.",
    discussion: """
      The folder that is written has the model's files and model.py, which needs PyTorch and nothing else: \
      load() gives the network with its weights, an nn.Module, and predict() asks it. As a program it answers \
      lines of standard input with lines of JSON: a language model over words or characters takes text, all \
      others what `export inputs` prints. What the program has not is refused by its name, and so are \
      weights that are quantized.

        parlance export pytorch --model models/mood --output torch/mood
        echo "what a day" | parlance export inputs --model models/mood | python torch/mood/model.py
      """)

  @OptionGroup var exported: ExportedModel

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The folder that is written.", valueName: "folder"),
    completion: .directory)
  var output: String

  @Flag(help: "Replace what is there.")
  var overwrite = false

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Report: Encodable {
    let program: String
  }

  func run() throws {
    common.apply()
    let target = RunDirectory(output)
    try target.check(overwrite ? .overwrite : .refuse)
    let model = try exported.open(
      as: (any PyTorchExporting).self,
      "read by PyTorch; neural language models, classifiers, taggers and translators")
    if let format = (model as? any NetworkModel)?.module.roundedFormat {
      throw InputError(
        .badData, file: exported.model,
        "holds weights in \(format.rawValue), which such a program does not read; export the model that "
          + "it was made of")
    }
    let program = try model.pyTorch().text
    try AtomicFile.createFolder(output)
    try ModelStore(RunDirectory(exported.model)).copy(to: target)
    let path = target.file("model.py")
    try AtomicFile.write(program, to: path)
    switch common.format {
    case .json: try Output.json(Report(program: path))
    case .text: try Output.line(path)
    }
  }
}
