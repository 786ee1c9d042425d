import ParlanceDistributed
import ParlanceSystem
import ParlanceTraining

/// Trains once, or as often as a search or several runs ask for.
struct Trainings<Table: OptionTable, Plan: TrainingPlan> where Plan.Settings: SearchableSettings {
  typealias Report = RunReport<Plan.Score, Plan.Details>

  /// The command, for the file of options.
  let command: String
  /// The command line, for the model card.
  var line = commandLine()
  let tuning: TuningOptions
  let folder: RunOptions
  let common: CommonOptions
  /// The folder of the model.
  let output: String
  /// The settings of resolved options.
  let settings: (Said<Table>) throws -> Plan.Settings
  /// What tokens are called.
  let unit: (Said<Table>) -> String
  /// Told of each plan that is begun anew, but for those of trials.
  var begins: (Plan) -> Void = { _ in }
  /// Decides on what was not said, with plans whose data later ones can share; nothing where nil.
  var choose: ((Said<Table>, StopRequest) throws -> (said: Said<Table>, plan: Plan?))?

  /// What was trained, and from what.
  typealias Outcome = (report: TrainingReport<Plan.Score, Plan.Details>, plan: Plan)

  /// Trains with what was said; on other ranks than 0 the report has no scores.
  func run(_ said: Said<Table>) throws -> Outcome {
    let stop = StopRequest()
    let signals = Signals(stop)
    if ranks.size > 1, tuning.autotune != nil {
      throw InputError(
        .usage,
        "--autotune: a search runs in one process; search without mpirun, then train with what it found"
      )
    }
    return try withExtendedLifetime(signals) { try run(said, stop) }
  }

  private var ranks: any Communicator { Processes.group }

  private func run(
    _ said: Said<Table>, _ stop: StopRequest
  ) throws -> Outcome {
    let found = try tuning.autotune.flatMap { try search(said, seconds: $0, stop) }
    var said = found.map { setting($0.values, in: said) } ?? said
    var plans = found?.plans ?? []
    if let choose, try !goesOn(&said) {
      let choice = try choose(said, stop)
      said = choice.said
      plans += choice.plan.map { [$0] } ?? []
    }
    var report: TrainingReport<Plan.Score, Plan.Details>
    var last: Plan?
    if tuning.runs == 1 {
      let run = try once(said, output, existing, &plans, stop)
      (report, last) = (TrainingReport(run.report), run.plan)
    } else {
      let seed = said["seed"].flatMap { UInt64($0) }
      // What runs that have not begun are trained with.
      let others =
        folder.resume ? try folder.resumed(said, in: output, runs: tuning.runs) : said
      let runs = try SeedRuns<Plan>(
        tuning.runs, from: folder.resume ? seed : try resolved(said).seed, output: output,
        existing: folder.existing, ranks: ranks)
      report = try runs.run { seed, folder, existing in
        let place = runs.seeds.firstIndex(of: seed)! + 1
        common.note("run \(place) of \(runs.seeds.count), seed \(seed)")
        let hasBegun = try ranks.agree(on: RunDirectory(folder).hasRun)
        var said = hasBegun ? said : others
        said.set("seed", "\(seed)")
        let run = try once(said, folder, existing, &plans, stop, part: "\(seed)")
        last = run.plan
        return run.report
      }
    }
    report.search = found?.report
    try found?.keep()
    // There is one training at least.
    return (report, last!)
  }

  /// Whether training goes on, of several runs with the kind of model that the first has; else the folder
  /// is checked.
  private func goesOn(_ said: inout Said<Table>) throws -> Bool {
    guard folder.resume else {
      if Processes.isFirst { try RunDirectory(output).check(folder.existing) }
      return false
    }
    guard tuning.runs > 1 else { return true }
    let own: Said<Table>? = try RunDirectory(output).firstRun.map {
      try YAMLConfiguration.read($0.file(RunDirectory.configurationName))
    }
    guard let kind = try Processes.group.agree(on: own?.kind) else { return false }
    said.set("model-type", kind)
    return true
  }

  /// What becomes of the folder in a single run; one that was searched for may not have begun.
  private var existing: RunDirectory.Existing {
    folder.resume && tuning.autotune != nil && !RunDirectory(output).hasRun
      ? .refuse : folder.existing
  }

  /// Trains, or goes on with what a folder holds.
  private func once(
    _ said: Said<Table>, _ output: String, _ existing: RunDirectory.Existing,
    _ plans: inout [Plan], _ stop: StopRequest, part: String? = nil
  ) throws -> (report: Report, plan: Plan) {
    let hasRun = try folder.resume && Processes.group.agree(on: RunDirectory(output).hasRun)
    let goesOn = existing == .resume || hasRun
    let options = (goesOn ? try folder.resumed(said, in: output) : said).resolved
    let settings = try resolved(options)
    let run = try ModelRun<Plan>(settings, output: output, existing: existing, ranks: ranks) {
      try Plan(settings, sharing: plans)
    }
    if run.plan.serves(settings), !plans.contains(where: { $0.serves(settings) }) {
      plans.append(run.plan)
    }
    if existing != .resume { begins(run.plan) }
    let report = try run.train(
      configuration: RunOptions.configuration(options, of: command), command: line,
      observer: folder.observer(unit: unit(options), part: part, common), stop: stop)
    return (report, run.plan)
  }

  private func resolved(_ said: Said<Table>) throws -> Plan.Settings {
    let options = said.resolved
    if let problem = options.conflict { throw InputError(.usage, problem) }
    return try settings(options)
  }

  /// Looks for options; nil where a run goes on that was searched for before.
  private func search(
    _ said: Said<Table>, seconds: Double, _ stop: StopRequest
  ) throws -> ModelSearch<Plan>.Found? {
    let space = SearchSpace(try resolved(said).searched, name: SettingProblem.option)
    let search = ModelSearch<Plan>(
      space: space.fixing(said.values), seconds: seconds, output: output,
      existing: folder.existing
    ) { try resolved(setting($0, in: said)) }
    let found = try search.find(stop: stop) { common.note($0.line) }
    if let found {
      common.note(
        found.report.line ?? "--autotune: not even one trial fitted into \(seconds) seconds")
    }
    return found
  }

  private func setting(_ values: [String: SearchValue], in said: Said<Table>) -> Said<Table> {
    values.reduce(into: said) { $0.set($1.key, "\($1.value)") }
  }
}
