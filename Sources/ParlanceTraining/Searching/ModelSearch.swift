import Dispatch
import Foundation
import ParlanceSystem

/// Looks for the settings with which a model is the best on validation data, for some seconds.
///
/// ```swift
/// let settings = LanguageModelSettings(train: "book.txt")
/// let search = ModelSearch<LanguageModelPlan>(settings, seconds: 600, output: "models/book")
/// print(try search.run().report.validation!.perplexity)
/// ```
///
/// Trials are kept beside the output folder, in a folder of its name with `.search`, until the model is
/// made; a search that was stopped goes on from them.
public struct ModelSearch<Plan: TrainingPlan> where Plan.Settings: SearchableSettings {
  /// What it looks through.
  public let space: SearchSpace
  private let seconds: Double
  private let output: RunDirectory
  private let existing: RunDirectory.Existing
  private let settings: ([String: SearchValue]) throws -> Plan.Settings
  /// Where trials are kept.
  private let place: RunDirectory

  /// Creates a search.
  ///
  /// - `settings`: where it begins; nothing does worse than these on the validation data.
  /// - `searched`: what is looked for; nil for what the settings themselves say.
  /// - `output`: the folder of the model.
  /// - `existing`: `.resume` goes on with the trials that are kept.
  public init(
    _ settings: Plan.Settings, space searched: [SearchedSetting<Plan.Settings>]? = nil,
    seconds: Double, output: String, existing: RunDirectory.Existing = .refuse
  ) {
    let searched = searched ?? settings.searched
    self.init(
      space: SearchSpace(searched), seconds: seconds, output: output, existing: existing
    ) { try settings.with($0, of: searched) }
  }

  /// Creates a search through a space of one's own names.
  ///
  /// - `settings`: makes settings of values; no values mean those that a search begins with.
  public init(
    space: SearchSpace, seconds: Double, output: String,
    existing: RunDirectory.Existing = .refuse,
    settings: @escaping (_ values: [String: SearchValue]) throws -> Plan.Settings
  ) {
    (self.space, self.seconds, self.existing) = (space, seconds, existing)
    (self.settings, self.output) = (settings, RunDirectory(output))
    place = RunDirectory(NSString(string: output).standardizingPath + ".search")
  }

  /// Looks for settings, and trains with the best of them.
  ///
  /// - `observe`: called with each trial that is done.
  /// - Throws: as `find` and `ModelRun` do.
  public func run(
    command: String? = nil, observer: (any TrainingObserver)? = nil,
    stop: StopRequest = StopRequest(), observe: (SearchTrial) -> Void = { _ in }
  ) throws -> TrainingReport<Plan.Score, Plan.Details> {
    let found = try find(stop: stop, observe: observe)
    let goesOn = existing == .resume && output.hasRun
    // A search that led to a run left its trials there.
    let values = try found?.values ?? halving(file: output.file(Self.keptName)).best?.values ?? [:]
    let run = try ModelRun<Plan>(
      settings(values), output: output.path,
      existing: goesOn ? .resume : existing == .overwrite ? .overwrite : .refuse)
    let report = try run.train(command: command, observer: observer, stop: stop)
    try found?.keep()
    return TrainingReport(report, search: found?.report)
  }

  private static var keptName: String { "run/trials.json" }

  /// What a search has found, and the trials that it keeps until the model is made.
  public struct Found {
    /// The best values; none where nothing does better than what the search began with.
    public let values: [String: SearchValue]
    /// All trials.
    public let report: SearchReport
    /// Data that trials have read, which later runs can share.
    package let plans: [Plan]
    fileprivate let (place, output): (RunDirectory, RunDirectory)

    /// Puts the trials beside the run that they led to, and takes the search's folder away.
    public func keep() throws {
      if let trials = FileManager.default.contents(atPath: place.file("trials.json")) {
        try AtomicFile.write(Array(trials), to: output.file(ModelSearch.keptName))
      }
      try? FileManager.default.removeItem(atPath: place.path)
    }
  }

  /// Looks for settings; nil where a run goes on whose search is over and put away.
  ///
  /// - Throws: `InputError` where a folder may not be written as asked, or nothing could be trained;
  ///   `SearchInterrupted` where a stop was asked for.
  public func find(
    stop: StopRequest = StopRequest(), observe: (SearchTrial) -> Void = { _ in }
  ) throws -> Found? {
    if existing == .resume && output.hasRun {
      // The search was over when the training with what it found was stopped.
      return place.isFolder ? try found(halving(file: place.file("trials.json"))) : nil
    }
    let lock = try begin()
    defer { withExtendedLifetime(lock) {} }
    var plans: [Plan] = []
    var search = try halving(file: place.file("trials.json"))
    do {
      try makeTrials(&search, &plans, stop, observe)
    } catch {
      if search.trials.isEmpty { try? FileManager.default.removeItem(atPath: place.path) }
      throw error
    }
    if search.best == nil, let failure = search.trials.lazy.compactMap(\.failure).first {
      throw InputError(.failure, "nothing could be trained: \(failure)")
    }
    return found(search, plans)
  }

  private func found(_ search: SuccessiveHalving, _ plans: [Plan] = []) -> Found {
    let report = SearchReport(search)
    return Found(
      values: report.best, report: report, plans: plans, place: place, output: output)
  }

  /// Checks the folders, and makes that of the trials for this process alone.
  private func begin() throws -> RunLock? {
    if existing != .resume {
      try output.check(existing)
      if place.isFolder {
        guard existing == .overwrite else {
          throw InputError(
            .cannotCreate, file: place.path,
            "holds an earlier search; give --resume to go on with it, or --overwrite")
        }
        let lock = try RunLock(place)
        try? FileManager.default.removeItem(atPath: place.path)
        withExtendedLifetime(lock) {}
      }
    }
    try AtomicFile.createFolder(place.path)
    return try RunLock(place)
  }

  /// The search whose trials a file keeps, or a new one.
  private func halving(file: String) throws -> SuccessiveHalving {
    let start = try settings([:])
    var rules = SuccessiveHalving.Rules()
    // A quarter of the epochs, half of them, all: fewer say little where all are some twenty.
    rules.factor = 2
    // What is made in one go is made whole.
    if start.passes == nil { rules.rungs = 1 }
    rules.seed = start.seed
    return try SuccessiveHalving(space, rules, file: file)
  }

  /// Makes trials until the seconds are over, those of an earlier part of the search included.
  private func makeTrials(
    _ search: inout SuccessiveHalving, _ plans: inout [Plan], _ stop: StopRequest,
    _ observe: (SearchTrial) -> Void
  ) throws {
    let left = seconds - search.seconds
    guard left > 0 else { return }
    let end = StopRequest(within: stop)
    // Signal 0 is none: the time is over.
    let timer = DispatchWorkItem { end.ask(signal: 0) }
    DispatchQueue.global().asyncAfter(deadline: .now() + left, execute: timer)
    defer { timer.cancel() }
    try search.run(
      isOver: { end.signal != nil }, observe: observe,
      evaluate: { try score($0, $1, &plans, end) })
    if let signal = stop.signal {
      throw SearchInterrupted(signal: signal, trialCount: search.trials.count)
    }
  }

  /// Nil where time ran out, or a stop was asked for.
  private func score(
    _ values: [String: SearchValue], _ share: Double, _ plans: inout [Plan], _ stop: StopRequest
  ) throws -> Double? {
    var settings = try settings(values).forTrials
    if let passes = settings.passes {
      settings.passes = max(1, Int((share * Double(passes)).rounded()))
    }
    let folder = place.file("trial")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var run = try ModelRun<Plan>(settings, output: folder, existing: .overwrite) {
      try Plan(settings, sharing: plans)
    }
    // A search looks at validation data alone.
    run.scoresTest = false
    if run.plan.serves(settings), !plans.contains(where: { $0.serves(settings) }) {
      plans.append(run.plan)
    }
    do {
      guard let score = try run.train(stop: stop).objective else {
        throw InputError(.usage, "a search needs validation data")
      }
      return score
    } catch is TrainingInterrupted {
      return nil
    } catch is Interrupted {
      return nil
    }
  }
}

/// A stop was asked for in a search; the trials that were done are kept.
public struct SearchInterrupted: LocalizedError, Sendable {
  /// The signal's number.
  public let signal: Int32
  /// Trials that were done.
  public let trialCount: Int

  public var errorDescription: String? {
    "the search was stopped by signal \(signal) after \(trialCount) trials, which are kept"
  }
}
