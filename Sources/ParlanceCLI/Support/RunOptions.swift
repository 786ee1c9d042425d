import ArgumentParser
import Foundation
import ParlanceDistributed
import ParlanceReports
import ParlanceSystem
import ParlanceTraining

/// The folder of the model that is made: among the options that are used the most.
struct OutputOption: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The folder that the model is written to. (default: models/, and what the model does)",
      valueName: "folder"),
    completion: .directory)
  var output: String?
}

/// What becomes of what is there.
struct RunChoices: ParsableArguments {
  @Option(
    help: ArgumentHelp("A YAML file of options.", valueName: "file"),
    completion: .file(extensions: ["yaml", "yml"]))
  var config: String?

  @Flag(help: "Replace the model in the output folder.")
  var overwrite = false

  @Option(
    help: ArgumentHelp(
      "Write curves, weights and gradients for TensorBoard into a folder while the model is trained.",
      valueName: "folder"), completion: .directory)
  var tensorboard: String?

  @Flag(
    help: """
      Go on from the last checkpoint in the output folder, with its options; of these only \
      --epochs and --checkpoint-minutes may change, and the places of files whose content is the same.
      """)
  var resume = false
}

/// Where a trained model goes, and what becomes of what is there. Of every `train`.
struct RunOptions: ParsableArguments {
  @OptionGroup(title: oftenUsed) private var place: OutputOption
  @OptionGroup(title: "Run") private var choices: RunChoices

  var output: String? { place.output }
  var overwrite: Bool { choices.overwrite }
  var resume: Bool { choices.resume }

  func validate() throws {
    if overwrite && resume {
      throw ValidationError("--overwrite and --resume exclude each other")
    }
    if output?.isEmpty == true {
      throw ValidationError("--output: expected a folder, found nothing")
    }
  }

  /// Who looks on as a model is trained.
  ///
  /// - `unit`: what tokens are called.
  /// - `part`: the folder of one of several trainings.
  /// - Throws: `InputError` where the folder of TensorBoard cannot be written.
  func observer(
    unit: String, part: String? = nil, _ common: CommonOptions
  ) throws -> (any TrainingObserver)? {
    guard Processes.isFirst else { return nil }
    let progress = common.quiet ? nil : Progress(.standardError, unit: unit)
    guard let folder = choices.tensorboard else { return progress }
    let writer = try TensorBoardWriter(part.map { "\(folder)/\($0)" } ?? folder) { common.note($0) }
    return progress.map { TrainingObservers([$0, writer]) } ?? writer
  }

  /// What to do with what the folder holds.
  var existing: RunDirectory.Existing {
    resume ? .resume : overwrite ? .overwrite : .refuse
  }

  /// What was said on the command line, or else in the file of `--config`.
  ///
  /// - `runs`: how many trainings are asked for.
  /// - Throws: `InputError` where a file is wrong, an option does not go with the kind of model, or another rank
  ///   was told something else.
  func said<Table>(_ options: Said<Table>, runs: Int = 1) throws -> Said<Table> {
    let file: Said<Table> = try choices.config.map { try YAMLConfiguration.read($0) } ?? Said()
    let said = file.overridden(by: options)
    if let problem = said.misplaced { throw InputError(.usage, problem) }
    try Processes.checkSame(said, "\(runs) \(resume) \(overwrite)")
    return said
  }

  /// The options of the run in a folder, with what may change as it was said now.
  ///
  /// Rank 0 reads them and the others are told.
  ///
  /// - Throws: `InputError` where there is no run, or another option was said than the run has.
  func resumed<Table>(_ said: Said<Table>, in folder: String) throws -> Said<Table> {
    Said(
      try Processes.group.agree(
        on: Processes.isFirst ? try ownResumed(said, in: folder).values : [:]))
  }

  /// The same where there may be several runs: those of the first, but for its seed; what was said where none has begun.
  func resumed<Table>(
    _ said: Said<Table>, in folder: String, runs: Int
  ) throws -> Said<Table> {
    if runs == 1 { return try resumed(said, in: folder) }
    let first = try Processes.group.agree(on: RunDirectory(folder).firstRun?.path)
    guard let first else { return said }
    return try resumed(Said(said.values.filter { $0.key != "seed" }), in: first)
  }

  private func ownResumed<Table>(_ said: Said<Table>, in folder: String) throws -> Said<Table> {
    let directory = RunDirectory(folder)
    try directory.check(.resume)
    var saved: Said<Table> = try YAMLConfiguration.read(directory.file("run/config.yaml"))
    for row in Table.rows where saved[row.name] == nil && row.goes(withKind: saved.kind) {
      if let earlier = row.earlier { saved.set(row.name, earlier) }
    }
    let data = try RunData(of: directory)
    for row in Table.rows where !["epochs", "checkpoint-minutes"].contains(row.name) {
      guard let new = said[row.name], new != saved[row.name],
        row.form.located(new) != saved[row.name],
        // What a file holds is compared when the run goes on.
        data?.knows(row.name) != true || saved[row.name] == nil
      else { continue }
      throw InputError(
        .usage,
        "--\(row.name) \(new) cannot be changed by --resume: the run has "
          + (saved[row.name] ?? "none"))
    }
    let resumed = saved.overridden(by: said)
    for row in Table.rows where row.form.isPath {
      guard data?.knows(row.name) == true, let path = resumed[row.name],
        access(path, F_OK) != 0, errno == ENOENT
      else { continue }
      throw InputError(
        .missingInput, file: path,
        "is not there any more; give the place of the same file with --\(row.name)")
    }
    return resumed
  }

  /// The text of `run/config.yaml`.
  static func configuration<Table>(_ options: Said<Table>, of command: String) -> String {
    "# What this model was trained with: a file for parlance \(command) --config\n"
      + YAMLConfiguration.text(options.located)
  }
}
