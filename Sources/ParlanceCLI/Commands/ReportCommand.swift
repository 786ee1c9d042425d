import ArgumentParser
import Foundation
import Parlance
import ParlanceClassification
import ParlanceLanguageModels
import ParlanceReports
import ParlanceSystem
import ParlanceTagging
import ParlanceText
import ParlanceTraining
import ParlanceTranslation
import ParlanceVectors

/// `parlance report`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write pages on models and their training, one or several side by side.",
    discussion: """
      The folder that is written gets an index.html that needs nothing else, and its pictures as SVG. \
      Without --data a model is measured on what its training held out: the file of --test, else that of \
      --validation, else the part that was left out, where these are still there. Of several runs the page \
      compares curves, scores, labels and settings, and each has a page of its own in a folder beside it.

      Examples:
        parlance report models/mood --output page
        parlance report models/mood models/vectors --data test.csv --output pages
      """)

  @Argument(help: ArgumentHelp("Folders of models.", valueName: "run"), completion: .directory)
  var runs: [String]

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The folder that is written.", valueName: "folder"),
    completion: .directory)
  var output: String

  @Option(
    help: ArgumentHelp(
      "Measure the models on a file: labelled texts, tagged sentences, pairs or lines.",
      valueName: "file"),
    completion: .file())
  var data: String?

  @Flag(help: "Replace what is there.")
  var overwrite = false

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Answer: Encodable {
    let page: String
    let pictures: [String]
  }

  func validate() throws {
    if data == "-" && runs.count > 1 {
      throw ValidationError("--data -: standard input serves one model; give a file")
    }
  }

  func run() throws {
    common.apply()
    let target = RunDirectory(output)
    try target.check(overwrite ? .overwrite : .refuse)
    let pages = try runs.map { run in
      let model = try ModelKinds.all.model(in: RunDirectory(run))
      return try RunPage(run, model: model, measured: measured(model, run))
    }
    let report: Report
    if pages.count == 1 {
      report = try pages[0].report(command: commandLine(), measuredOn: data)
    } else {
      let folders = ComparedPages.folders(pages.map(\.name))
      for (page, folder) in zip(pages, folders) {
        try page.report(command: commandLine(), measuredOn: data).write(to: "\(output)/\(folder)")
      }
      report = ComparedPages(pages: pages, folders: folders).report(command: commandLine())
    }
    try report.write(to: output)
    let page = "\(output)/index.html"
    switch common.format {
    case .json:
      try Output.json(Answer(page: page, pictures: report.pictures.map { $0.name + ".svg" }))
    case .text: try Output.line(page)
    }
  }

  /// What a model scores; nil where there is nothing to measure it on, which is said.
  private func measured(_ model: any StoredModel, _ run: String) throws -> Measured? {
    do {
      let found: Measured? =
        switch model {
        case let model as any TextClassifying: try Measured(of: model, run, data)
        case let model as Tagger: try Measured(of: model, run, data)
        case let model as Translator: try Measured(of: model, run, data)
        case let model as any LanguageModeling: try Measured(of: model, run, data)
        default: try? Measured(WordVectors.learned(by: model, in: RunDirectory(run)))
        }
      if found == nil {
        common.note("\(run): nothing to measure it on is left; --data says on what")
      }
      return found
    } catch let error as InputError where data == nil {
      common.note("\(run): is not measured: \(error.shown); --data says on what")
      return nil
    }
  }
}

extension RunDirectory {
  /// The options that a run was trained with; nil where there is no record of them.
  fileprivate func options<Table>(_ table: Table.Type) throws -> Said<Table>? {
    guard hasRun else { return nil }
    let said: Said<Table> = try YAMLConfiguration.read(file(Self.configurationName))
    return said.resolved
  }
}

extension Measured {
  fileprivate init?(of model: any TextClassifying, _ run: String, _ data: String?) throws {
    let options = try RunDirectory(run).options(ClassifierOptions.self)
    var (texts, name) = (LabelledTexts([]), data ?? "")
    if let data {
      let format = options?.settings.format ?? LabelledFormat()
      texts = try LabelledTexts.read(data, format: format)
    } else if let options, options["train"] != "-" {
      (texts, name) = try ClassificationData(options.settings).measured
    }
    guard !texts.items.isEmpty else { return nil }
    try model.checkKnows(texts, file: name)
    let results = try model.results(on: texts)
    self.init(model, on: texts, results, ClassificationScores(results), data: name)
  }

  fileprivate init?(of model: Tagger, _ run: String, _ data: String?) throws {
    let options = try RunDirectory(run).options(TaggerOptions.self)
    if let data {
      let reading = options?.settings.reading ?? TaggedReadingOptions()
      let corpus = try model.fitted(TaggedCorpus.read(path: data, reading))
      self.init(model, on: corpus, model.evaluate(corpus), data: data)
    } else if let options, options["train"] != "-" {
      let held = try TaggerData(options.settings)
      let corpus = held.test ?? held.validation
      // Who has learned from all sentences is shown by who has not.
      let other = held.test == nil ? RunDirectory(run).heldOutModel : nil
      let shown = try other.map { try Tagger(directory: $0) } ?? model
      self.init(
        shown, on: corpus, shown.evaluate(corpus), data: Self.name(hasTest: held.test != nil))
    } else {
      return nil
    }
  }

  fileprivate init?(of model: Translator, _ run: String, _ data: String?) throws {
    let options = try RunDirectory(run).options(TranslationOptions.self)
    if let data {
      let pairs = try ParallelText.read(pairs: data).pairs
      self.init(model, on: pairs, model.evaluate(pairs), data: data)
    } else if let options, options["train"] != "-" {
      let held = try TranslationData(options.settings)
      let pairs = held.test ?? held.validation
      self.init(
        model, on: pairs, model.evaluate(pairs), data: Self.name(hasTest: held.test != nil))
    } else {
      return nil
    }
  }

  fileprivate init?(of model: any LanguageModeling, _ run: String, _ data: String?) throws {
    if let data {
      let skips =
        try blankLinesWereSkipped(run) ?? model.tokenizer.level.skipsBlankLines
      self.init(model, on: try model.corpus(path: data, skipBlankLines: skips), data: data)
      return
    }
    guard let settings = try RunDirectory(run).options(LanguageModelOptions.self)?.settings,
      let held = try model.heldOut(settings.texts, seed: settings.network.training.seed)
    else { return nil }
    self.init(model, on: held.corpus, data: held.name)
  }

  /// What a page calls the data that a training left out.
  static func name(hasTest: Bool) -> String { hasTest ? "the test data" : "the validation data" }
}

extension ClassificationData {
  /// The texts that a model is measured on, and what they are called; none where all were learned from.
  var measured: (texts: LabelledTexts, name: String) {
    (test?.texts ?? validation.texts, Measured.name(hasTest: test != nil))
  }
}
