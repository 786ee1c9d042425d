import ArgumentParser
import Foundation
import ParlanceArrays
import ParlanceTraining

/// Trains once, or as often as a search or several runs ask for.
struct Trainings<Table: OptionTable, Report: TrainingReport> {
  typealias Options = Said<Table>

  let tuning: TuningOptions
  let folder: RunOptions
  let common: CommonOptions
  /// The folder of the model.
  let output: String
  /// Where the options that were not said are looked for.
  let space: SearchSpace
  /// Options with the defaults of those that were not said.
  let resolved: (Options) -> Options
  /// What a search compares options by, greater being better.
  let score: (Report) -> Double
  /// Trains with resolved options.
  let train: (Options, String, RunDirectory.Existing, StopRequest, _ isTrial: Bool) throws -> Report

  /// Trains with what was said.
  func run(_ said: Options) throws -> ExtendedReport<Report> {
    var found: Found<Options>?
    if let seconds = tuning.autotune { found = try search(said, seconds: seconds) }
    let said = found?.said ?? said
    var extended: ExtendedReport<Report>
    if tuning.runs == 1 {
      extended = ExtendedReport(report: try once(said, output))
    } else {
      extended = try severalRuns(said)
    }
    if let found {
      extended.search = found.report
      try found.keep(in: RunDirectory(output))
    }
    return extended
  }

  /// Draws the scores and the training where that was asked for, and prints the report.
  func present(
    _ extended: ExtendedReport<Report>, _ report: ReportOption,
    pictures: @autoclosure () -> [Picture], text: (Report) -> String
  ) throws {
    try report.write(pictures() + ReportOption.curves(of: RunDirectory(output)), common)
    switch common.format {
    case .json: try Output.json(extended)
    case .text:
      let parts = [
        extended.search?.listing, text(extended.report), extended.runs?.listing,
      ]
      try Output.line(parts.compactMap { $0 }.joined(separator: "\n\n"))
    }
  }

  /// Trains, or goes on with what a folder holds.
  private func once(_ said: Options, _ output: String) throws -> Report {
    let resumes =
      folder.resume
      && (tuning.runs == 1 && tuning.autotune == nil
        || FileManager.default.fileExists(atPath: RunDirectory(output).file("run/config.yaml")))
    let options = try resolved(resumes ? folder.resumed(said, in: output) : said)
    let existing: RunDirectory.Existing =
      resumes ? .resume : folder.overwrite ? .overwrite : .refuse
    let stop = StopRequest()
    let signals = Signals(stop)
    return try withExtendedLifetime(signals) { try train(options, output, existing, stop, false) }
  }
}

// MARK: Runs

/// Scores of several runs.
struct RunsReport: Encodable {
  let seeds: [Int]
  /// The seed of the run that is kept.
  let best: Int
  let validation: [String: RunStatistics]
  let test: [String: RunStatistics]?
  let seconds: RunStatistics
  let wordsPerSecond: RunStatistics

  /// The names of scores with mean and deviation.
  var listing: String {
    func rows(_ name: String, _ scores: [String: RunStatistics]) -> [[String]] {
      scores.sorted { $0.key < $1.key }.map { [name, $0.key, $0.value.text] }
    }
    return table(
      [["\(seeds.count) runs", "", "mean ± deviation"]] + rows("validation", validation)
        + rows("test", test ?? [:]) + [["seconds", "", seconds.text]], flushLeft: [0, 1])
  }
}

extension RunStatistics {
  fileprivate var text: String {
    mean.fixed(4) + (standardDeviation.map { " ± \($0.fixed(4))" } ?? "")
  }
}

extension Trainings {
  /// A run for each seed, each in a folder of its own; the best model goes to the top.
  private func severalRuns(_ said: Options) throws -> ExtendedReport<Report> {
    let top = RunDirectory(output)
    if !folder.resume { try top.check(folder.existing) }
    if folder.overwrite { try? FileManager.default.removeItem(atPath: top.file("seeds")) }
    let seeds = (0..<tuning.runs).map { firstSeed(said) + $0 }
    var reports: [Report] = []
    for seed in seeds {
      var options = said
      options.set("seed", "\(seed)")
      common.note("run \(reports.count + 1) of \(seeds.count), seed \(seed)")
      reports.append(try once(options, top.file("seeds/\(seed)")))
    }
    let best = reports.indices.reduce(0) {
      reports[$1].objective > reports[$0].objective ? $1 : $0
    }
    let kept = RunDirectory(reports[best].model)
    try kept.copyModel(to: top)
    let metrics = "run/metrics.jsonl"
    if let history = FileManager.default.contents(atPath: kept.file(metrics)) {
      try AtomicFile.write(Array(history), to: top.file(metrics))
    }
    var report = reports[best]
    report.model = output
    func statistics(_ scores: [[String: Double]]) -> [String: RunStatistics] {
      Dictionary(
        uniqueKeysWithValues: (scores.first ?? [:]).keys.compactMap { key in
          let values = scores.compactMap { $0[key] }
          return values.count == scores.count ? (key, RunStatistics(values)) : nil
        })
    }
    let tests = reports.compactMap(\.testScores)
    return ExtendedReport(
      report: report,
      runs: RunsReport(
        seeds: seeds, best: seeds[best], validation: statistics(reports.map(\.validationScores)),
        test: tests.isEmpty ? nil : statistics(tests),
        seconds: RunStatistics(reports.map(\.seconds)),
        wordsPerSecond: RunStatistics(reports.map(\.wordsPerSecond))))
  }
}

extension Trainings {
  /// The seed that was said, or that of the runs that go on, or the default.
  private func firstSeed(_ said: Options) -> Int {
    if folder.resume, Options.value(of: "seed", in: said) == nil {
      let names = try? FileManager.default.contentsOfDirectory(
        atPath: RunDirectory(output).file("seeds"))
      if let least = names?.compactMap({ Int($0) }).min() { return least }
    }
    return Int(Options.value(of: "seed", in: resolved(said)) ?? "1") ?? 1
  }
}
