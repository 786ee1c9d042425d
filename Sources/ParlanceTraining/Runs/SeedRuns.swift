import Foundation
import ParlanceDistributed
import ParlanceScores
import ParlanceSystem

/// Trains with several seeds and keeps the best model on validation data.
///
/// ```swift
/// let runs = try SeedRuns<LanguageModelPlan>(3, output: "models/book")
/// print(try runs.run(settings).runs!.validation["perplexity"]!.mean)
/// ```
///
/// Each run has a folder of its seed under `seeds/` in the output folder; the best model is copied to
/// the top.
public struct SeedRuns<Plan: TrainingPlan> where Plan.Settings: SearchableSettings {
  /// A seed for each run.
  public let seeds: [UInt64]
  private let output: RunDirectory
  private let existing: RunDirectory.Existing
  private let ranks: any Communicator

  /// What one of the runs ends with.
  public typealias Report = RunReport<Plan.Score, Plan.Details>

  /// Checks the folder, and writes nothing.
  ///
  /// - `first`: the first seed, after which they are counted; nil for that of the runs that go on, or 1.
  /// - `existing`: `.resume` goes on with what the folder holds.
  /// - `ranks`: the processes that share each run.
  /// - Throws: `InputError` where the folder may not be written as asked.
  public init(
    _ count: Int, from first: UInt64? = nil, output: String,
    existing: RunDirectory.Existing = .refuse, ranks: any Communicator = Alone()
  ) throws {
    (self.output, self.existing, self.ranks) = (RunDirectory(output), existing, ranks)
    if existing != .resume, ranks.rank == 0 { try self.output.check(existing) }
    let least = try ranks.agree(on: existing == .resume ? self.output.seedsOfRuns.first : nil)
    seeds = (0..<count).map { (first ?? least ?? 1) &+ UInt64($0) }
  }

  /// Trains with settings that differ in their seed alone.
  ///
  /// - Throws: as `ModelRun` does.
  public func run(
    _ settings: Plan.Settings, command: String? = nil, observer: (any TrainingObserver)? = nil,
    stop: StopRequest = StopRequest()
  ) throws -> TrainingReport<Plan.Score, Plan.Details> {
    var plans: [Plan] = []
    return try run { seed, folder, existing in
      var settings = settings
      settings.seed = seed
      let run = try ModelRun<Plan>(settings, output: folder, existing: existing, ranks: ranks) {
        try Plan(settings, sharing: plans)
      }
      if plans.isEmpty { plans = [run.plan] }
      return try run.train(command: command, observer: observer, stop: stop)
    }
  }

  /// Calls a function that trains with a seed in a folder.
  ///
  /// - Returns: the report; on other ranks than 0 without scores.
  /// - Throws: what it throws, and `InputError` where the folder cannot be written.
  public func run(
    _ train: (_ seed: UInt64, _ folder: String, _ existing: RunDirectory.Existing) throws -> Report
  ) throws -> TrainingReport<Plan.Score, Plan.Details> {
    let isFirst = ranks.rank == 0
    if isFirst { try AtomicFile.createFolder(output.path) }
    let lock = isFirst ? try RunLock(output) : nil
    defer {
      withExtendedLifetime(lock) {}
      if isFirst, output.isEmpty { try? FileManager.default.removeItem(atPath: output.path) }
    }
    let folders = RunDirectory(output.file(RunDirectory.runsName))
    if isFirst, existing == .overwrite {
      try? FileManager.default.removeItem(atPath: folders.path)
    }
    defer {
      if isFirst, folders.isEmpty { try? FileManager.default.removeItem(atPath: folders.path) }
    }
    let reports = try seeds.map { seed in
      let folder = RunDirectory(folders.file("\(seed)"))
      // What has no checkpoint has nothing to go on from.
      let resumes = existing == .resume
      return try train(
        seed, folder.path,
        try ranks.agree(on: resumes && folder.hasCheckpoint)
          ? .resume : resumes ? .overwrite : existing)
    }
    let best = reports.indices.reduce(0) {
      reports[$1].objective ?? -.infinity > reports[$0].objective ?? -.infinity ? $1 : $0
    }
    if isFirst { try keep(RunDirectory(reports[best].model)) }
    var report = reports[best]
    report.model = output.path
    return TrainingReport(report, runs: SeedRunsReport(seeds, best: seeds[best], reports))
  }

  /// Copies a model and its history to the top.
  private func keep(_ best: RunDirectory) throws {
    try ModelStore(best).copy(to: output)
    let metrics = RunDirectory.metricsName
    if let history = FileManager.default.contents(atPath: best.file(metrics)) {
      try AtomicFile.write(Array(history), to: output.file(metrics))
    }
  }
}

/// Scores of several runs.
public struct SeedRunsReport: Encodable, Sendable {
  /// The seed of each.
  public let seeds: [UInt64]
  /// The seed of the run that is kept.
  public let best: UInt64
  /// Scores by name; none without validation data.
  public let validation: [String: RunStatistics]
  /// Scores by name; nil without test data.
  public let test: [String: RunStatistics]?
  /// Of training.
  public let seconds: RunStatistics
  public let wordsPerSecond: RunStatistics

  init<Score, Details>(_ seeds: [UInt64], best: UInt64, _ reports: [RunReport<Score, Details>]) {
    (self.seeds, self.best) = (seeds, best)
    let tests = reports.compactMap { $0.test?.shares }
    validation = Self.statistics(reports.compactMap { $0.validation?.shares })
    test = tests.isEmpty ? nil : Self.statistics(tests)
    seconds = RunStatistics(reports.map(\.seconds))
    wordsPerSecond = RunStatistics(reports.map(\.wordsPerSecond))
  }

  private static func statistics(_ scores: [[String: Double]]) -> [String: RunStatistics] {
    Dictionary(
      uniqueKeysWithValues: (scores.first ?? [:]).keys.compactMap { key in
        let values = scores.compactMap { $0[key] }
        return values.count == scores.count ? (key, RunStatistics(values)) : nil
      })
  }
}
