import Foundation
import ParlanceArrays
import ParlanceDistributed
import ParlanceSystem

/// Makes a model from settings to a model directory: what every `train` of every task does.
///
/// ```swift
/// var settings = LanguageModelSettings()
/// settings.train = "book.txt"
/// let run = try ModelRun<LanguageModelPlan>(settings, output: "models/book")
/// print(try run.train().validation!.perplexity)
/// ```
///
/// Several processes make the same run, each with its rank: all read the same data, and rank 0 alone
/// writes and scores.
public struct ModelRun<Plan: TrainingPlan> {
  /// The data and all that follows from it.
  public let plan: Plan
  /// Whether the model is scored on test data too.
  package var scoresTest = true
  let folder: RunFolder
  let ranks: any Communicator
  var directory: RunDirectory { folder.directory }
  private var store: ModelStore { ModelStore(directory) }

  /// What a run ends with.
  public typealias Report = RunReport<Plan.Score, Plan.Details>

  /// Checks the settings and the folder and reads the data; nothing is written before all are in order.
  ///
  /// - `ranks`: the processes that share each step's rows.
  /// - Throws: `InputError`.
  public init(
    _ settings: Plan.Settings, output: String, existing: RunDirectory.Existing = .refuse,
    ranks: any Communicator = Alone()
  ) throws {
    try self.init(settings, output: output, existing: existing, ranks: ranks) {
      try Plan(settings)
    }
  }

  /// The same with a plan that is made in another way: from data that another run has read.
  public init(
    _ settings: Plan.Settings, output: String, existing: RunDirectory.Existing = .refuse,
    ranks: any Communicator = Alone(), plan: () throws -> Plan
  ) throws {
    if let problem = settings.problem { throw InputError(.usage, problem) }
    if ranks.size > 1, settings.dataFiles.values.contains("-") {
      throw InputError(
        .usage, "standard input is there for one process only; give all of them a file")
    }
    self.ranks = ranks
    folder = try RunFolder(output, existing, isWritten: ranks.rank == 0)
    if existing == .resume { try ModelStore(folder.directory).checkLearning() }
    self.plan = try plan()
  }

  /// Trains or counts, scores and writes the model directory.
  ///
  /// - `configuration`: the text of `run/config.yaml`; the settings themselves where none is given.
  /// - `command`: the command line, for the model card.
  /// - Returns: the report; on other ranks than 0 without scores.
  /// - Throws: `InputError`; `TrainingInterrupted` where a stop was asked for; on all ranks what one of them
  ///   throws.
  public func train(
    configuration: String? = nil, command: String? = nil,
    observer: (any TrainingObserver)? = nil, stop: StopRequest = StopRequest()
  ) throws -> Report {
    defer { folder.release() }
    do {
      return try StopRequest.$current.withValue(stop) {
        try run(configuration, command, observer, stop)
      }
    } catch let error as TrainingInterrupted {
      // All ranks have left at the same step.
      throw error
    } catch let error as Interrupted {
      ranks.abort(error)
      throw TrainingInterrupted(signal: error.signal, hasCheckpoint: directory.hasCheckpoint)
    } catch {
      ranks.abort(error)
      throw error
    }
  }

  private func run(
    _ configuration: String?, _ command: String?, _ observer: (any TrainingObserver)?,
    _ stop: StopRequest
  ) throws -> Report {
    for note in plan.notes { observer?.note(note) }
    let configuration = try configuration ?? Self.text(of: plan.settings)
    let fitting = try plan.fitting()
    guard fitting.usesDevices || Device.current == .cpu else {
      throw InputError(
        .usage, "\(Device.current): this kind of model is learned by the processor alone")
    }
    switch fitting {
    case .training(let model, let task, let training):
      try Device.current.check(training.precision ?? .float32)
      let first = RunPart(model: model, task: task, configuration: training)
      return try train(first, configuration, command, observer, stop)
    case .counting(let epochs, let estimate):
      guard ranks.size == 1 else {
        throw InputError(
          .usage, "this kind of model is made by one process; begin it without mpirun")
      }
      guard folder.existing != .resume else {
        throw InputError(
          .usage,
          "--resume: a model that is made in one go has nothing to go on from; give --overwrite")
      }
      let watch = Stopwatch()
      let model = try estimate(observer)
      let report = try stop.heeded {
        try self.report(
          model, nil, epochs: epochs, seconds: plan.secondsBefore + watch.seconds)
      }
      return try folder.fill {
        try store.write(files: model.sideFiles + model.numberFiles)
        try AtomicFile.write(configuration, to: directory.file(RunDirectory.configurationName))
        let data = try RunData(plan.settings.dataFiles)
        try data.write(to: directory)
        try write(card: model, report, data, command)
        // Without it, what an interrupted run leaves is no model.
        try store.write(description: model)
        return report
      }
    }
  }

  /// Writes what is known when all is done.
  func write(
    _ model: Plan.Model, _ report: Report, _ data: RunData, _ command: String?
  ) throws {
    // A network's numbers are there since its best epoch.
    if !(model is any NetworkModel) { try store.write(files: model.numberFiles) }
    try store.write(description: model)
    try write(card: model, report, data, command)
  }

  /// Throws where a rank reads other data than rank 0.
  func checkSame(_ data: RunData) throws {
    if ranks.size == 1 { return }
    let contents = data.contents
    var names = Checksum()
    for content in contents { names.add(content.name) }
    try ranks.checkSame(names, of: "the data files")
    for content in contents {
      var sum = Checksum()
      sum.add(content.crc32c)
      sum.add([Int32(truncatingIfNeeded: content.bytes)])
      try ranks.checkSame(sum, of: content.path)
    }
  }

  /// Writes all but the numbers.
  func describe(_ model: Plan.Model, _ configuration: String) throws {
    try store.write(files: model.sideFiles)
    try store.write(description: model, whole: false)
    try AtomicFile.write(configuration, to: directory.file(RunDirectory.configurationName))
  }

  /// Throws where the data give other side files than when the run began.
  func check(_ model: Plan.Model) throws {
    for file in model.sideFiles {
      let path = directory.file(file.name)
      guard let old = try InputFile.contents(of: path), let text = file.text,
        old != Array(text.utf8)
      else { continue }
      throw InputError(
        .badData, file: path, "the training texts give another one than when the run began")
    }
  }

  /// - `heldOut`: the model that has not seen the validation data, where that is another.
  /// - `read`: how many epochs were read in all.
  func report(
    _ model: Plan.Model, heldOut: Plan.Model? = nil,
    _ training: (task: any TrainingTask, result: TrainingResult)?,
    epochs: Int, read: Int? = nil, seconds: Double
  ) throws -> Report {
    let isFirst = ranks.rank == 0
    let validation = isFirst ? try plan.score(of: heldOut ?? model, on: .validation) : nil
    let test = isFirst && scoresTest ? try plan.score(of: model, on: .test) : nil
    let tokens = Double(plan.tokensPerEpoch(of: model) * (read ?? epochs))
    return Report(
      model: directory.path, epochs: epochs, seconds: seconds,
      wordsPerSecond: seconds > 0 ? tokens / seconds : 0, processes: ranks.size,
      validation: validation,
      test: test, objective: validation.map(plan.objective),
      details: plan.details(of: model, training))
  }

  private func write(
    card model: Plan.Model, _ report: Report, _ data: RunData, _ command: String?
  ) throws {
    let origin = RunOrigin(command: command)
    try origin.write(to: directory)
    var facts = plan.facts(model, report)
    for (name, score) in [("Validation", report.validation), ("Test", report.test)] {
      if let score { facts.append((name, score.summary)) }
    }
    facts.append(("Made by", "Parlance \(origin.version), \(origin.date)"))
    var card = ModelCard(title: Plan.title, facts: facts, command: command)
    card.sections = [ModelCard.Section(title: "Use and limits", text: Plan.use)]
    card.sections += (report.test ?? report.validation)?.sections ?? []
    if !data.contents.isEmpty {
      card.sections.append(
        ModelCard.Section(
          title: "Data",
          rows: [["", "file", "bytes", "CRC-32C"]]
            + data.contents.map {
              // Where it lay is no concern of who reads the card.
              [$0.name, ($0.path as NSString).lastPathComponent, "\($0.bytes)", $0.crc32c]
            }))
    }
    try store.write(card: card)
  }

  /// Settings as JSON, which is YAML too.
  private static func text(of settings: Plan.Settings) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(settings), as: UTF8.self) + "\n"
  }
}
