import ArgumentParser
import Foundation
import Parlance
import ParlanceSystem
import ParlanceTraining

/// `parlance show`.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Look into a model: gates, gradients, attention, errors and more.",
    discussion: """
      Numbers go to the terminal, or with --format json as one object; --svg writes a picture too.

      Examples:
        parlance show gates --model models/book --text "to be or not to be" --svg gates.svg
        parlance show gradients --model models/book --text "a long sentence" --svg gradients.svg
        parlance show graph "L = c * (a + 2 * b)" --values a=3,b=1,c=-2 --svg graph.svg
        parlance show errors --model models/classifier --data test.csv
      """,
    subcommands: [
      ShowGates.self, ShowGradients.self, ShowAttention.self, ShowActivations.self,
      ShowGraph.self, ShowUnrolled.self, ShowCliff.self, ShowEmbeddings.self,
      ShowConfusions.self, ShowErrors.self,
    ])
}

/// The model that is looked into.
struct ShownModel: ParsableArguments {
  @Option(
    name: .shortAndLong, help: ArgumentHelp("The folder of the model.", valueName: "folder"),
    completion: .directory)
  var model: String

  /// The model, where it is a network that reads texts.
  ///
  /// - `what`: what is to be shown, for errors.
  func open(for what: String) throws -> any PassageReading {
    let found = try ModelKinds.all.model(in: RunDirectory(model))
    guard let reading = found as? any PassageReading else {
      throw InputError(
        .badData, file: model,
        "\(what): expected a neural language model, classifier, tagger or translator, found \(found.summary)"
      )
    }
    return reading
  }

  /// An error that says which models have what this one lacks.
  func lacks(_ what: String, _ model: any StoredModel, _ having: String) -> InputError {
    InputError(
      .badData, file: self.model,
      "the model has no \(what): it is \(model.summary); \(having)")
  }
}

extension StoredModel {
  /// What it is, in a few words, for errors.
  var summary: String {
    let first = inspection.facts.first?.value
    return "a \(Self.kind)" + (first.map { " (\($0))" } ?? "")
  }
}

/// The text that a model reads.
struct ShownText: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What the model reads; of a tagger, tokens with blanks between.", valueName: "text"))
  var text: String

  @Option(
    help: ArgumentHelp(
      "What should follow: a language model's next token, a classifier's label, a tagger's tags, a "
        + "translation. (default: </s>, or what the model says)", valueName: "text"))
  var answer: String?

  /// More steps make no picture that can be read.
  static let longest = 1000

  /// What the model reads.
  func passage(_ model: any PassageReading) throws -> Passage {
    let passage = try model.passage(text, answer: answer)
    let steps = passage.sequences.map(\.tokens.count).max() ?? 0
    guard steps <= Self.longest else {
      throw InputError(
        .usage, "--text: expected at most \(Self.longest) tokens, found \(steps); give less of it")
    }
    return passage
  }
}

/// Where a picture goes.
struct PictureOption: ParsableArguments {
  @Option(help: ArgumentHelp("Draw as SVG.", valueName: "file"), completion: .file())
  var svg: String?

  @Flag(help: "Replace the SVG file that is there.")
  var overwrite = false

  func check(reading inputs: String?...) throws {
    try Output.check(svg, overwrite: overwrite, reading: inputs)
  }

  func write(_ picture: @autoclosure () -> String, _ common: CommonOptions) throws {
    guard let svg else { return }
    try AtomicFile.write(picture(), to: svg)
    common.note("\(svg): written")
  }
}

/// Which of a model's layers is shown.
struct LayerOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Which layer, by its number in the list of them from 0, or by its name. (default: the last)",
      valueName: "layer"))
  var layer: String?

  /// The place of the layer among these.
  func place(among names: [String], default place: Int? = nil) throws -> Int {
    guard let layer else { return place ?? names.count - 1 }
    if let number = Int(layer), names.indices.contains(number) { return number }
    if let found = names.firstIndex(of: layer) { return found }
    let list = names.enumerated().map { "\($0) (\($1))" }.joined(separator: ", ")
    throw InputError(.usage, "--layer: expected one of \(list), found \(layer)")
  }
}

/// Which prediction's loss is looked at.
enum ShownLoss: String, ExpressibleByArgument, CaseIterable {
  case last, mean

  var part: Passage.LossPart { self == .last ? .last : .mean }
}
