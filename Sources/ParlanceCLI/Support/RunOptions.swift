import ArgumentParser
import ParlanceSystem
import ParlanceTraining

/// Where a trained model goes, and what becomes of what is there. Of every `train`.
struct RunOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder that the model is written to. (default: models/, and what the model does)",
      valueName: "folder"),
    completion: .directory)
  var output: String?

  @Option(
    help: ArgumentHelp("A YAML file of options.", valueName: "file"),
    completion: .file(extensions: ["yaml", "yml"]))
  var config: String?

  @Flag(help: "Replace the model in the output folder.")
  var overwrite = false

  @Flag(
    help: """
      Go on from the last checkpoint in the output folder, with its options; of these only \
      --epochs and --checkpoint-minutes may change.
      """)
  var resume = false

  func validate() throws {
    if overwrite && resume {
      throw ValidationError("--overwrite and --resume exclude each other")
    }
    if output?.isEmpty == true {
      throw ValidationError("--output: expected a folder, found nothing")
    }
  }

  /// What to do with what the folder holds.
  var existing: RunDirectory.Existing {
    resume ? .resume : overwrite ? .overwrite : .refuse
  }

  /// What was said on the command line, or else in the file of `--config`.
  ///
  /// - Throws: `InputError` where a file is wrong, or an option does not go with the kind of model.
  func said<Options: ConfigurableOptions>(_ options: Options) throws -> Options {
    let file: Options = try config.map { try YAMLConfiguration.read($0) } ?? .none()
    let said = file.overridden(by: options)
    if let problem = said.misplaced { throw InputError(.usage, problem) }
    return said
  }

  /// The options of the run in a folder, with what may change as it was said now.
  ///
  /// - Throws: `InputError` where there is no run, or another option was said than the run has.
  func resumed<Options: ConfigurableOptions>(_ said: Options, in folder: String) throws -> Options {
    let directory = RunDirectory(folder)
    try directory.check(.resume)
    let saved: Options = try YAMLConfiguration.read(directory.file("run/config.yaml"))
    for field in Options.fields where !["epochs", "checkpoint-minutes"].contains(field.name) {
      guard let new = field.yaml(said), new != field.yaml(saved) else { continue }
      throw InputError(
        .usage,
        "--\(field.name) \(new) cannot be changed by --resume: the run has "
          + (field.yaml(saved) ?? "none"))
    }
    return saved.overridden(by: said)
  }

  /// The text of `run/config.yaml`.
  static func configuration<Options: ConfigurableOptions>(
    _ options: Options, of command: String
  ) -> String {
    "# What this model was trained with: a file for parlance \(command) --config\n"
      + YAMLConfiguration.text(options)
  }
}
