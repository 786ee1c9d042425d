import ArgumentParser
import ParlanceSystem
import ParlanceText

/// `parlance recipes`.
struct RecipesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recipes",
    abstract: "Print the built-in recipes in every form that the tasks read.",
    discussion: """
      lm prints a recipe a line; classify the ends of recipes with the dish's kind; tag tokens with their part of \
      speech and entity; translate sentences with their translations into a language of their own. The same seed \
      prints the same recipes. Of --split, the last tenth is for validation.

      Examples:
        parlance recipes --count 1000 --task classify > recipes.txt
        parlance recipes --count 500 --task tag --form conllu --split train > train.conllu
      """)

  enum Task: String, ExpressibleByArgument, CaseIterable {
    case lm, classify, tag, translate

    var forms: [Form] {
      switch self {
      case .lm: [.lines]
      case .classify: [.fasttext, .csv, .tsv, .jsonl]
      case .tag: [.columns, .conllu]
      case .translate: [.tsv, .jsonl]
      }
    }
  }
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case lines, fasttext, csv, tsv, jsonl, columns, conllu
  }
  enum Split: String, ExpressibleByArgument, CaseIterable { case all, train, validation }

  @Option(help: ArgumentHelp("How many recipes.", valueName: "n"))
  var count = 10

  @Option(help: ArgumentHelp("Whose form: lm, classify, tag or translate.", valueName: "task"))
  var task = Task.lm

  @Option(
    help: ArgumentHelp(
      "lines of lm; fasttext, csv, tsv, jsonl of classify; columns, conllu of tag; tsv, jsonl of translate. "
        + "(default: the task's first)", valueName: "form"))
  var form: Form?

  @Option(help: ArgumentHelp("What decides the recipes.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("all, train or validation.", valueName: "part"))
  var split = Split.all

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    try check("count", count, 1...10_000_000)
    if let form, !task.forms.contains(form) {
      let known = task.forms.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--form: \(task.rawValue) has \(known), not \(form.rawValue)")
    }
    if split == .validation, count < 2 {
      throw ValidationError("--count: expected 2 or more for --split validation, found \(count)")
    }
    if common.format == .json {
      throw ValidationError("--format json: the forms of the data are chosen by --form, as jsonl")
    }
  }

  private struct Labelled: Encodable {
    let label: String
    let text: String
  }

  private struct Pair: Encodable {
    let source: String
    let target: String
  }

  func run() throws {
    common.apply()
    let held = max(1, count / 10)
    let places =
      switch split {
      case .all: 0..<count
      case .train: 0..<count - held
      case .validation: count - held..<count
      }
    let form = form ?? task.forms[0]
    let head =
      switch (task, form) {
      case (.classify, .csv): ["label,text"]
      case (.classify, .tsv): ["label\ttext"]
      default: [String]()
      }
    try OutputLines.write(for: "recipes") { output in
      for line in head { try output.line(line) }
      var place = 0
      try Recipes.forEach(count: places.upperBound, seed: seed) { recipe in
        if places.contains(place) {
          for line in try lines(of: recipe, form) { try output.line(line) }
        }
        place += 1
      }
    }
  }

  private func lines(of recipe: Recipe, _ form: Form) throws -> [String] {
    switch task {
    case .lm: return [recipe.text]
    case .classify: return [try line(recipe.category, recipe.document, form)]
    case .tag:
      let tokens = zip(recipe.tokens, zip(recipe.partsOfSpeech, recipe.entities))
      if form == .columns {
        return tokens.map { "\($0)\t\($1.0.rawValue)\t\($1.1)" } + [""]
      }
      return ["# text = \(recipe.text)"]
        + tokens.enumerated().map { place, token in
          "\(place + 1)\t\(token.0)\t_\t\(token.1.0.rawValue)\t_\t_\t_\t_\t_\tNER=\(token.1.1)"
        } + [""]
    case .translate:
      return try Recipes.translatedSentences(of: recipe).map { pair in
        form == .tsv
          ? "\(pair.source)\t\(pair.target)"
          : try Output.encoded(Pair(source: pair.source, target: pair.target))
      }
    }
  }

  private func line(_ label: String, _ text: String, _ form: Form) throws -> String {
    switch form {
    case .csv:
      return "\(label),\"" + text.replacing("\"", with: "\"\"") + "\""
    case .tsv: return "\(label)\t\(text)"
    case .jsonl: return try Output.encoded(Labelled(label: label, text: text))
    default: return "__label__\(label) \(text)"
    }
  }
}
