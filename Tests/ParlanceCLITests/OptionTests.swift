import Foundation
import Testing

@testable import ParlanceCLI

/// What follows from the rows of the options.
@Suite struct OptionTests {
  private func check<Table: OptionTable>(
    _ table: Table.Type, _ said: [String: String], sourceLocation: SourceLocation = #_sourceLocation
  ) where Table.Settings: Equatable {
    let said = Said<Table>(said)
    let resolved = said.resolved
    // A file of all values makes what was said.
    #expect(resolved.settings == said.settings, sourceLocation: sourceLocation)
    #expect(resolved.resolved == resolved, sourceLocation: sourceLocation)
    for row in Table.rows {
      guard let text = resolved[row.name] else { continue }
      #expect(row.form.canonical(text) == text, "\(row.name)", sourceLocation: sourceLocation)
    }
  }

  @Test func resolvedOptionsMakeTheSameSettings() {
    for type in ClassifierOptions.examples.map(\.kind) {
      check(ClassifierOptions.self, ["model-type": type])
    }
    check(ClassifierOptions.self, ["schedule": "cosine", "warm-up": "3", "class-weights": "a=2"])
    check(ClassifierOptions.self, ["vectors": "v.txt", "thaw-after": "2"])
    check(TaggerOptions.self, ["vectors": "v.txt", "weight-decay": "0.1"])
    check(TaggerOptions.self, ["model-type": "window", "clip-value": "2.0"])
    check(LabelledFormatOptions.self, ["label-separator": ";"])
  }

  @Test(arguments: ModelType.allCases)
  func languageModels(type: ModelType) {
    for options in [[:], ["train": "a"], ["train": "a", "level": "character"]] {
      let said = Said<LanguageModelOptions>(
        options.merging(["model-type": type.rawValue]) { $1 })
      let (plan, again) = (said.settings, said.resolved.settings)
      #expect(said.resolved.resolved == said.resolved)
      #expect(plan.training == again.training && plan.blankLines == again.blankLines)
      #expect(plan.ngrams.smoothing == again.ngrams.smoothing && plan.order == again.order)
      #expect(plan.matrix.epochs == again.matrix.epochs)
    }
  }

  @Test func namesAreThereOnce() {
    func check<Table: OptionTable>(_ table: Table.Type) {
      let names = Table.rows.map(\.name)
      #expect(Set(names).count == names.count, "\(names)")
      #expect(Table.rows.allSatisfy { !$0.help.isEmpty && !$0.help.contains("default") })
    }
    check(LanguageModelOptions.self)
    check(ClassifierOptions.self)
    check(TaggerOptions.self)
    check(TranslationOptions.self)
  }

  @Test func defaultsInTheHelpAreThoseOfTheSettings() throws {
    let help = try parlance("lm", "train", "--help", environment: ["COLUMNS": "200"]).output
    for text in [
      "Passes over the training text. (default: 10; 2 for the recipes; 4 for snm)",
      "Recurrent, hidden or attention layers. (default: 1; 2 for transformer)",
      "(default: 0.2; 0 for the recipes)", "subword; default: word)", "(default: no)",
      "(values: skip, keep; default: skip; keep for characters)",
    ] {
      #expect(help.contains(text), "\(text): \(help)")
    }
    let often = try #require(help.range(of: "USED THE MOST:"))
    #expect(try #require(help.range(of: "\nTEXTS:")).lowerBound > often.lowerBound)
  }

  @Test(arguments: [
    (["lm", "trian", "--train", "x"], "parlance lm has no command trian; did you mean train?"),
    (
      ["lm", "train", "--learning-rate", "-1"],
      "--learning-rate: expected a positive number, found -1"
    ),
    (["lm", "train", "--hidden-size", "--layers"], "Missing value for '--hidden-size <n>'"),
    (["lm", "train", "--hidden-siz", "1"], "did you mean --hidden-size?"),
    (["lm", "generate", "--model", "x", "--temperature", "-1"], "--temperature: expected 0 or"),
    (["lm", "train", "--tied", "--embedding-size", "3"], "--tied needs"),
    (["lm", "train", "--tied=yes"], "does not take any value"),
    (["classify", "train", "--thaw-after", "2"], "--thaw-after needs --vectors"),
    (
      ["classify", "train", "--model-type", "ngram", "--multi-label"],
      "--multi-label: expected false"
    ),
  ])
  func mistakesAreNamed(arguments: [String], message: String) throws {
    let outcome = try Command(arguments).finish()
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test(arguments: [
    ["lm", "help", "train"], ["help", "lm", "train"], ["lm", "help"],
    ["classify", "help", "predict"],
    ["help"], ["bench", "help", "tag"],
  ])
  func helpIsAskedForAnywhere(words: [String]) throws {
    let outcome = try Command(words).finish()
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let path = ["parlance"] + words.filter { $0 != "help" }
    #expect(outcome.output.contains("USAGE: " + path.joined(separator: " ")), "\(outcome.output)")
  }

  @Test func helpThatIsNoCommand() throws {
    #expect(Arguments(["lm", "choose", "help", "me"]).asking(ParlanceCommand.self).last == "me")
    let outcome = try parlance("lm", "help", "trian")
    #expect(outcome.status == 64 && outcome.errors.contains("lm has no command trian"))
  }

  @Test func aFarOptionIsNotSuggested() throws {
    let outcome = try parlance("lm", "train", "--weather", "x")
    #expect(outcome.errors.contains("has no option --weather; parlance"), "\(outcome.errors)")
  }

  @Test func flagsAndValuesAsTheyMayBeWritten() throws {
    let words = ["--tied", "--no-tied", "--layers=2", "--train", "a", "--quiet"]
    let command = try LanguageModelTrain.parse(words)
    #expect(command.train["tied"] == "false" && command.train["layers"] == "2")
    #expect(command.train["train"] == "a" && command.train["dropout"] == nil)
    #expect(
      Arguments(["--a", "-1", "--b=2", "-3", "--", "--c", "-4"]).words
        == ["--a=-1", "--b=2", "-3", "--", "--c", "-4"])
  }

  @Test(arguments: [
    ("trian", "train"), ("evalute", "evaluate"), ("scor", "score"), ("fly", nil),
    ("memory", nil),
  ])
  func spelling(word: String, near: String?) {
    #expect(Spelling.nearest(to: word, in: ["train", "evaluate", "score", "report"]) == near)
  }

  @Test func wordsThatAreNotUTF8() throws {
    let folder = TemporaryFolder()
    let script = "exec \"$0\" lm train --train \"$(printf 'caf\\351')\""
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script, try Command.executable.path]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.standardError = errors
    try process.run()
    let message = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 64)
    #expect(message.contains("word 4 of the command line: expected UTF-8"), "\(message)")
  }

  @Test func helpThatCannotBeWritten() throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    let process = Process()
    process.executableURL = try Command.executable
    process.arguments = ["lm", "train", "--help"]
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: "/dev/full"))
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 74)
  }
}
