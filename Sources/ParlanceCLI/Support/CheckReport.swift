import ArgumentParser
import ParlanceSystem
import ParlanceText

/// The data that a check looks through.
struct CheckedData: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The training data, and after them what is held out: validation, test.", valueName: "data"),
    completion: .file())
  var data: [String] = []

  @Option(
    help: ArgumentHelp("The training data, by name.", valueName: "path"), completion: .file())
  var train: String?

  @Option(help: ArgumentHelp("Validation data.", valueName: "path"), completion: .file())
  var validation: String?

  @Option(help: ArgumentHelp("Test data.", valueName: "path"), completion: .file())
  var test: String?

  @Flag(help: "List every finding, not just the first ten of a kind.")
  var all = false

  func validate() throws {
    if paths.isEmpty { throw ValidationError("expected the path of the data to check, found none") }
    if paths.contains("-") {
      throw ValidationError("data are read more than once: expected a file or folder, found -")
    }
  }

  /// What is checked, what models are trained on first.
  var paths: [String] { [train].compactMap { $0 } + data + [validation, test].compactMap { $0 } }
}

/// What `classify check`, `tag check` and `translate check` say.
struct CheckReport<Split: Encodable>: Encodable {
  let problems: Int
  let notes: Int
  let splits: [Split]
  let findings: [DataFinding]
  /// Whether a file could not be read to its end.
  private let isUnreadable: Bool

  private enum CodingKeys: CodingKey { case problems, notes, splits, findings }

  /// Looks at each file's characters, reads what can be read, and checks that together.
  ///
  /// - Throws: `InputError` where a file is not there, or the command line does not fit it.
  init<Data>(
    _ paths: [String], structure: (String) -> [DataFinding] = { _ in [] },
    read: (String) throws -> Data,
    check: ([(name: String, data: Data)]) -> (splits: [Split], findings: [DataFinding])
  ) throws {
    try self.init(
      parts: paths.map { [$0] }, structure: structure, read: { try read($0[0]) }, check: check)
  }

  /// The same for parts of which each may be several files.
  init<Data>(
    parts: [[String]], structure: (String) -> [DataFinding] = { _ in [] },
    read: ([String]) throws -> Data,
    check: ([(name: String, data: Data)]) -> (splits: [Split], findings: [DataFinding])
  ) throws {
    var findings: [DataFinding] = []
    var readable: [(name: String, data: Data)] = []
    var isUnreadable = false
    let names = shortNames(parts.map { $0[0] })
    for (index, part) in parts.enumerated() {
      do {
        for path in part {
          findings += try EncodingCheck.findings(in: path)
          findings += structure(path)
        }
        readable.append((names[index], try read(part)))
      } catch let error as InputError where error.kind == .badData {
        isUnreadable = true
        let place = DataFinding.Place(file: error.file ?? part[0], line: error.line ?? 1)
        let isKnown = findings.contains {
          $0.severity == .problem && $0.file == place.file && $0.line == place.line
        }
        if !isKnown {
          findings.append(DataFinding(.structure, .problem, at: place, error.message))
        }
        // Without the training data nothing can be held against them.
        if index == 0 { break }
      }
    }
    let checked = check(readable)
    self.findings = findings + checked.findings
    (splits, self.isUnreadable) = (checked.splits, isUnreadable)
    problems = self.findings.count { $0.severity == .problem }
    notes = self.findings.count { $0.severity == .note }
  }

  /// The code to leave with: 0 where nothing is wrong.
  var exitCode: ExitCode {
    isUnreadable
      ? ExitCode(InputError.Kind.badData.rawValue) : problems > 0 ? .failure : .success
  }

  /// A line for each finding, of many of a kind the first ten.
  func listing(all: Bool) -> String {
    var lines: [String] = []
    for kind in DataFinding.Kind.allCases {
      let found = findings.filter { $0.kind == kind }
      let shown = all ? found : Array(found.prefix(10))
      lines += shown.map(\.text)
      if found.count > shown.count {
        lines.append(
          "… \((found.count - shown.count).grouped) more of this kind (\(kind.rawValue)); "
            + "--all lists them")
      }
    }
    return (lines + ["\(problems.counted("problem")), \(notes.counted("note"))"])
      .joined(separator: "\n")
  }
}

extension DataFinding {
  /// As compilers write: where, how bad, what.
  fileprivate var text: String {
    let others = also.prefix(3).map { "\($0.file):\($0.line)" }
    let more = also.count > others.count ? ", …" : ""
    return "\(file):\(line): \(severity.rawValue): \(message)"
      + (others.isEmpty ? "" : " (also \(others.joined(separator: ", "))\(more))")
  }
}

/// The last parts of paths, or the whole paths where those are not distinct.
private func shortNames(_ paths: [String]) -> [String] {
  let names = paths.map { path in
    path.split(separator: "/").last.map(String.init) ?? path
  }
  return Set(names).count == names.count ? names : paths
}

/// A table of how often each label is there, a column for each part of the data.
func labelTable(_ heading: String, _ splits: [(name: String, labels: [String: Int])]) -> String {
  let totals = splits.map { $0.labels.values.reduce(0, +) }
  let names = Set(splits.flatMap(\.labels.keys)).sorted { a, b in
    let (x, y) = (splits[0].labels[a] ?? 0, splits[0].labels[b] ?? 0)
    return x != y ? x > y : a < b
  }
  let rows = names.map { name in
    [name]
      + zip(splits, totals).flatMap { split, total -> [String] in
        let count = split.labels[name] ?? 0
        let share = total == 0 ? 0 : Double(count) / Double(total)
        return [count.grouped, "\(share.percent) %"]
      }
  }
  return table([[heading] + splits.flatMap { [$0.name, ""] }] + rows)
}

extension LengthSummary {
  /// What stands above a row's cells.
  static func heading(of unit: String) -> [String] {
    ["\(unit): shortest", "median", "mean", "95 %", "99 %", "longest"]
  }

  /// The cells of a row.
  var cells: [String] {
    [
      minimum.grouped, median.grouped, mean.fixed(1), percentile95.grouped, percentile99.grouped,
      maximum.grouped,
    ]
  }
}
