import ArgumentParser
import ParlanceDecoding
import ParlanceText
import ParlanceTraining
import ParlanceTranslation

/// `parlance translate`.
struct TranslateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translate",
    abstract: "Train translators of sentences, evaluate them, and translate with them.",
    subcommands: [
      TranslateTrain.self, TranslateEvaluate.self, TranslateCompare.self, TranslatePredict.self,
      TranslateScore.self, TranslateAlign.self, TranslateCheck.self,
    ])
}

/// The translator that a command works with.
struct TranslatorOption: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder of the model.", valueName: "folder"), completion: .directory)
  var model: String

  func load() throws -> Translator { try Translator(directory: RunDirectory(model)) }
}
