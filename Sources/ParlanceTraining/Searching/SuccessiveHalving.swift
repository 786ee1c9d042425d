import Foundation
import ParlanceSystem

/// Looks for good settings in tournaments: many are tried with little effort, the best of them with
/// more, and the best of those with all.
///
/// Jamieson and Talwalkar, *Non-stochastic Best Arm Identification and Hyperparameter Optimization*,
/// 2016; brackets one after another, as in Li et al., *Hyperband*, 2017. The first candidate of all is
/// what the caller would take without a search. It goes through all rounds of its bracket, so that what
/// is found at the end is no worse.
public struct SuccessiveHalving: Sendable {
  /// How a search goes.
  public struct Rules: Codable, Sendable, Equatable {
    /// Of what was tried, one in so many goes on, with so many times the effort.
    public var factor = 3
    /// Rounds of a bracket; the last has the full effort.
    public var rungs = 3
    /// What draws the settings.
    public var seed: UInt64 = 1

    /// Three rounds of nine, three and one.
    public init() {}

    /// The candidates of a bracket.
    var candidates: Int { (1..<max(1, rungs)).reduce(1) { count, _ in count * factor } }

    func share(of rung: Int) -> Double {
      (rung..<(rungs - 1)).reduce(1) { share, _ in share / Double(factor) }
    }
  }

  /// What is looked through.
  public let space: SearchSpace
  /// How.
  public let rules: Rules
  /// What was tried, in order.
  public private(set) var trials: [SearchTrial] = []
  private let file: String?

  /// Begins a search, or goes on with the one whose trials are in a file.
  ///
  /// - `file`: where trials are kept, written anew after each; nil for nowhere.
  /// - Throws: `InputError` where the file is of another search, or damaged.
  public init(_ space: SearchSpace, _ rules: Rules = Rules(), file: String? = nil) throws {
    guard rules.factor > 1, rules.rungs > 0 else {
      fatalError(
        "SuccessiveHalving: expected a factor above 1 and rungs, found \(rules.factor) and "
          + "\(rules.rungs)")
    }
    (self.space, self.rules, self.file) = (space, rules, file)
    guard let file, let data = FileManager.default.contents(atPath: file) else { return }
    guard let record = try? JSONDecoder().decode(SearchRecord.self, from: data) else {
      throw InputError(.badData, file: file, "is not a record of a search")
    }
    guard record.space == space, record.rules == rules else {
      throw InputError(.badData, file: file, "holds the trials of a search with other settings")
    }
    trials = record.trials
  }

  /// Seconds of all trials.
  var seconds: Double { trials.reduce(0) { $0 + $1.seconds } }

  /// The trial to take: of those with the most effort the best; nil where none has a score.
  public var best: SearchTrial? { Self.best(of: trials) }

  private static func best(of trials: some Sequence<SearchTrial>) -> SearchTrial? {
    trials.reduce(nil) { best, trial in
      guard let score = trial.score, !score.isNaN else { return best }
      guard let best, let old = best.score else { return trial }
      return (trial.rung, score) > (best.rung, old) ? trial : best
    }
  }

  /// Tries settings until the caller says that it is enough, or so many brackets are done.
  ///
  /// - `isOver`: asked before each trial.
  /// - `observe`: called with each trial that is done.
  /// - `evaluate`: trains with the values and a share of the full effort; returns the score, greater
  ///   being better. An `InputError` of kind `failure` or `badData` or a number that is not finite means
  ///   that the settings do not do; any other error ends the search, and so does bad data in the very
  ///   first trial. Nil means that the trial was cut off because the search is over.
  public mutating func run(
    brackets: Int = .max, isOver: () -> Bool = { false }, observe: (SearchTrial) -> Void = { _ in },
    evaluate: (_ values: [String: SearchValue], _ share: Double) throws -> Double?
  ) throws {
    while var trial = next(brackets: brackets), !isOver() {
      let start = ContinuousClock.now
      do {
        guard let score = try evaluate(trial.values, trial.share) else { return }
        trial.score = score.isFinite ? score : nil
        if !score.isFinite { trial.failure = "the score is not a finite number" }
      } catch let error as InputError where [.failure, .badData].contains(error.kind) {
        if trials.isEmpty && error.kind == .badData { throw error }
        trial.failure = "\(error)"
      }
      trial.seconds = (ContinuousClock.now - start) / .seconds(1)
      trials.append(trial)
      try save()
      observe(trial)
    }
  }

  /// The trial that comes after those that were made; nil after the last bracket.
  private func next(brackets: Int) -> SearchTrial? {
    let bracket = trials.last?.bracket ?? 0
    let own = trials.filter { $0.bracket == bracket }
    let rung = own.last?.rung ?? 0
    let size = rules.candidates
    func trial(_ candidate: Int, _ bracket: Int, _ rung: Int) -> SearchTrial? {
      guard bracket < brackets else { return nil }
      return SearchTrial(
        candidate: candidate, bracket: bracket, rung: rung, share: rules.share(of: rung),
        values: values(of: candidate), seconds: 0)
    }
    /// The candidates of a rung: all at first, then the best of the one before.
    func candidates(_ rung: Int) -> [Int] {
      if rung == 0 { return Array(bracket * size..<(bracket + 1) * size) }
      let before = own.filter { $0.rung == rung - 1 && $0.score != nil }
      let count = candidates(rung - 1).count / rules.factor
      let best = before.sorted { ($1.score!, $0.candidate) < ($0.score!, $1.candidate) }
        .prefix(max(1, count)).map(\.candidate)
      return before.contains { $0.candidate == 0 } ? [0] + best.filter { $0 != 0 } : best
    }
    for rung in rung..<rules.rungs {
      let done = Set(own.lazy.filter { $0.rung == rung }.map(\.candidate))
      if let candidate = candidates(rung).first(where: { !done.contains($0) }) {
        return trial(candidate, bracket, rung)
      }
    }
    let next = (bracket + 1) * size
    guard rules.rungs == 1 else { return trial(next, bracket + 1, 0) }
    // Without rounds, what was tried need not be tried again; where nothing else comes up, all was.
    let old = Set(trials.map(\.values))
    return (next..<next + Self.patience).first { !old.contains(values(of: $0)) }
      .flatMap { trial($0, $0, 0) }
  }

  /// Draws in a row that may bring nothing new.
  private static let patience = 1000

  /// The values of a candidate; none of the first, which has the defaults.
  private func values(of candidate: Int) -> [String: SearchValue] {
    candidate == 0
      ? [:] : space.sample(key: RandomKey(seed: rules.seed).folding(in: UInt64(candidate)))
  }

  private func save() throws {
    guard let file else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    let record = SearchRecord(space: space, rules: rules, trials: trials)
    try AtomicFile.write(String(decoding: try encoder.encode(record), as: UTF8.self), to: file)
  }
}
