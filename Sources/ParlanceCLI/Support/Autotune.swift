import Dispatch
import Foundation
import ParlanceArrays
import ParlanceTraining

/// What a search for options has found.
struct SearchReport: Encodable {
  /// Spent on trials.
  let seconds: Double
  /// The options that were chosen; none where the defaults are the best.
  let best: [String: SearchValue]
  let trials: [SearchTrial]

  /// The best trials as a table, those with the most effort first.
  var listing: String {
    let ranked = trials.sorted { a, b in
      a.rung != b.rung ? a.rung > b.rung : (a.score ?? -.infinity) > (b.score ?? -.infinity)
    }
    let rows = ranked.prefix(10).map { trial in
      [
        "\(trial.candidate)", "\((100 * trial.share).fixed(0)) %",
        trial.score?.fixed(4) ?? "failed", trial.seconds.fixed(1), trial.text,
      ]
    }
    let rest = trials.count - rows.count
    return table([["options", "effort", "score", "seconds", ""]] + rows, flushLeft: [4])
      + (rest > 0 ? "\n… and \(rest) more" : "")
  }
}

extension SearchTrial {
  /// The options as a command line has them.
  var text: String {
    values.isEmpty
      ? "defaults"
      : values.sorted { $0.key < $1.key }.map { "--\($0.key) \($0.value)" }.joined(separator: " ")
  }
}

/// What a search ended with, and the folder where it kept its trials.
struct Found<Options> {
  let said: Options
  let report: SearchReport
  let folder: RunDirectory

  /// Puts the trials beside the run that they led to, and takes the search's folder away.
  func keep(in output: RunDirectory) throws {
    if let trials = FileManager.default.contents(atPath: folder.file("trials.json")) {
      try AtomicFile.write(Array(trials), to: output.file("run/trials.json"))
    }
    try? FileManager.default.removeItem(atPath: folder.path)
  }
}

extension Trainings {
  /// Looks for options; nil where a run goes on that was searched for before.
  func search(_ said: Options, seconds: Double) throws -> Found<Options>? {
    let top = RunDirectory(output)
    let place = RunDirectory(NSString(string: output).standardizingPath + ".search")
    if folder.resume && top.hasRun {
      // The search was over when the training with what it found was stopped.
      guard place.isFolder else { return nil }
      let search = try halving(said, in: place)
      return Found(said: said, report: report(search, search.best?.values ?? [:]), folder: place)
    }
    if !folder.resume { try top.check(folder.existing) }
    if !folder.resume && place.isFolder {
      guard folder.overwrite else {
        throw InputError(
          .cannotCreate, file: place.path,
          "holds an earlier search; give --resume to go on with it, or --overwrite")
      }
      try? FileManager.default.removeItem(atPath: place.path)
    }
    try AtomicFile.createFolder(place.path)
    var search = try halving(said, in: place)
    do {
      try run(&search, said, seconds, in: place)
    } catch {
      if search.trials.isEmpty { try? FileManager.default.removeItem(atPath: place.path) }
      throw error
    }
    guard let best = search.best else {
      if let failure = search.trials.lazy.compactMap(\.failure).first {
        throw InputError(.failure, "no options could be trained: \(failure)")
      }
      common.note("--autotune: not even one trial fitted into \(seconds) seconds")
      return Found(said: said, report: report(search, [:]), folder: place)
    }
    common.note("the best options of \(search.trials.count.counted("trial")): \(best.text)")
    return Found(
      said: options(said, best.values), report: report(search, best.values), folder: place)
  }

  /// The search whose trials a folder keeps, or a new one.
  private func halving(_ said: Options, in place: RunDirectory) throws -> SuccessiveHalving {
    var rules = SuccessiveHalving.Rules()
    // A quarter of the epochs, half of them, all: fewer say little where all are some twenty.
    rules.factor = 2
    rules.seed = UInt64(Options.value(of: "seed", in: resolved(said)) ?? "1") ?? 1
    return try SuccessiveHalving(
      space.fixing(said.values), rules, file: place.file("trials.json"))
  }

  private func report(
    _ search: SuccessiveHalving, _ best: [String: SearchValue]
  ) -> SearchReport {
    SearchReport(
      seconds: search.trials.reduce(0) { $0 + $1.seconds }, best: best, trials: search.trials)
  }

  private func options(_ said: Options, _ values: [String: SearchValue]) -> Options {
    var options = said
    for (name, value) in values { options.set(name, "\(value)") }
    return options
  }

  /// Makes trials until the seconds are over, those of an earlier part of the search included.
  private func run(
    _ search: inout SuccessiveHalving, _ said: Options, _ seconds: Double, in place: RunDirectory
  ) throws {
    let left = seconds - search.trials.reduce(0) { $0 + $1.seconds }
    guard left > 0 else { return }
    let stop = StopRequest()
    let signals = Signals(stop)
    // Signal 0 is none: the time is over.
    let timer = DispatchWorkItem { if stop.signal == nil { stop.ask(signal: 0) } }
    DispatchQueue.global().asyncAfter(deadline: .now() + left, execute: timer)
    defer { timer.cancel() }
    try withExtendedLifetime(signals) {
      try search.run(
        isOver: { stop.signal != nil }, observe: note,
        evaluate: { values, share in
          try evaluate(options(said, values), share, place.file("trial"), stop)
        })
    }
    if let signal = stop.signal, signal != 0 {
      throw SearchInterrupted(signal: signal, trialCount: search.trials.count)
    }
  }

  private func note(_ trial: SearchTrial) {
    let score = trial.score?.fixed(4) ?? trial.failure ?? "failed"
    common.note(
      "options \(trial.candidate), \((100 * trial.share).fixed(0)) % of the effort, "
        + "\(trial.seconds.fixed(1)) s: \(score)  \(trial.text)")
  }

  /// Nil where time ran out, or a signal came.
  private func evaluate(
    _ said: Options, _ share: Double, _ place: String, _ stop: StopRequest
  ) throws -> Double? {
    var options = resolved(said)
    if let text = Options.value(of: "epochs", in: options), let epochs = Int(text) {
      options.set("epochs", "\(max(1, Int((share * Double(epochs)).rounded())))")
    }
    defer { try? FileManager.default.removeItem(atPath: place) }
    do {
      return score(try train(options, place, .overwrite, stop, true))
    } catch is TrainingInterrupted {
      return nil
    }
  }
}

/// A signal ended a search; the trials that were done are kept.
struct SearchInterrupted: Error {
  let signal: Int32
  let trialCount: Int
}

extension RunDirectory {
  /// Whether training began here.
  var hasRun: Bool { FileManager.default.fileExists(atPath: file("run/config.yaml")) }
}
