import ArgumentParser
import Foundation
import ParlanceSystem
import ParlanceTraining

/// The command `parlance`.
@main
struct ParlanceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parlance",
    abstract: "Neural networks for text.",
    discussion: """
      Results go to standard output, everything else to standard error.

      Exit codes: 0 success, 1 failure, 64 wrong usage, 65 content that cannot serve, 66 an input \
      that is not there, 69 an address or a part of the program that is not to be had, 73 an output that exists or cannot be made, 74 reading or writing failed, \
      130 and 143 after SIGINT and SIGTERM, which end serve with 0.
      """,
    version: parlanceVersion,
    subcommands: [
      LanguageModelCommand.self, ClassifyCommand.self, TagCommand.self, TranslateCommand.self,
      VectorsCommand.self,
      SubwordsCommand.self, RecipesCommand.self,
      ServeCommand.self, DevicesCommand.self, InspectCommand.self, ShowCommand.self,
      ReportCommand.self, ExportCommand.self, LessonsCommand.self, QuantizeCommand.self,
      BenchCommand.self,
    ])

  static let _errorLabel = "parlance"

  static func main() {
    // A reader that has gone is seen where the write fails.
    signal(SIGPIPE, SIG_IGN)
    SystemCalls.leaveOnFaults()
    do {
      try runCommand()
      Processes.finish(0)
    } catch let error as InputError {
      leave(error.kind.rawValue, "parlance: \(error.shown)")
    } catch let error as TrainingInterrupted {
      stop(
        128 + error.signal,
        error.hasCheckpoint
          ? "parlance: checkpoint written; go on with the same command and --resume"
          : "parlance: stopped; nothing is kept")
    } catch let error as SearchInterrupted {
      leave(
        128 + error.signal,
        error.trialCount == 0
          ? "parlance: no trial was done, nothing is kept"
          : "parlance: \(error.trialCount) trials are kept; go on with the same command and --resume"
      )
    } catch let error as Interrupted {
      leave(128 + error.signal, "parlance: stopped; nothing is kept")
    } catch is BrokenPipe {
      leave(128 + SIGPIPE, "")
    } catch {
      leave(exitCode(for: error).rawValue, fullMessage(for: error))
    }
  }

  /// Runs the command that was asked for; help that cannot be written is an error too.
  private static func runCommand() throws {
    let arguments = try Arguments(checking: Arguments.pointers)
    try arguments.checkCommands(self)
    do {
      var command = try parseAsRoot(arguments.asking(self))
      try Processes.join(for: command)
      try command.runWhereAsked()
      try SystemCalls.checkMappedFiles()
    } catch  where exitCode(for: error).isSuccess {
      try Output.line(fullMessage(for: error))
    } catch  where exitCode(for: error) == .validationFailure {
      // The parser misses what is required before it sees what was misspelt.
      try arguments.checkOptions(self)
      throw error
    }
  }

  /// Leaves with all other processes at the same place.
  private static func stop(_ code: Int32, _ message: String) -> Never {
    Terminal.standardError.line(message)
    Processes.finish(code)
    Foundation.exit(code)
  }

  private static func leave(_ code: Int32, _ message: String) -> Never {
    if let launch = Processes.launch, code != 0 { Processes.fail(launch, code, message) }
    if !message.isEmpty { Terminal.standardError.line(message) }
    Foundation.exit(code)
  }
}

/// `parlance lm`.
struct LanguageModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lm",
    abstract: "Train language models, evaluate them, and write and score text with them.",
    subcommands: [
      LanguageModelTrain.self, LanguageModelEvaluate.self, LanguageModelGenerate.self,
      LanguageModelScore.self, LanguageModelSuggest.self, LanguageModelChoose.self,
      LanguageModelSurprise.self, LanguageModelTable.self, LanguageModelMix.self,
      LanguageModelCompare.self,
      LanguageModelCount.self, LanguageModelConvert.self,
    ])
}

/// `parlance classify`.
struct ClassifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Train classifiers of texts, evaluate them, and label texts with them.",
    subcommands: [
      ClassifyTrain.self, ClassifyEvaluate.self, ClassifyPredict.self, ClassifyQuantize.self,
      ClassifyCheck.self, ClassifyCompare.self, ClassifyBias.self,
    ])
}

/// `parlance bench`.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract:
      "Measure the speed of training, generating, scoring and matrix products on this machine.",
    subcommands: [
      BenchRecurrent.self, BenchGenerate.self, BenchDecode.self, BenchScore.self,
      BenchClassify.self, BenchTag.self, BenchTranslate.self, BenchVectors.self, BenchStatic.self,
      BenchMatmul.self,
    ])
}
