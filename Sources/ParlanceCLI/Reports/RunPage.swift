import Foundation
import Parlance
import ParlanceReports
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// What is to be seen of a model: what was measured of it, how it was trained, on what, and with which
/// settings.
struct RunPage {
  let name: String
  let directory: RunDirectory
  let records: [MetricsRecord]
  /// What the model is made of.
  let facts: [(name: String, value: String)]
  /// Its settings, by the options' names; empty where there is no record of them.
  let settings: [(name: String, value: String)]
  private let origin: RunOrigin?
  private let files: [RunData.Content]
  var measured: Measured?

  /// Looks at a model's folder, or at a file of a model, of which no training is known.
  ///
  /// - Throws: `InputError` where it holds no model.
  init(_ path: String, model: any StoredModel, measured: Measured? = nil) throws {
    name = path
    directory = RunDirectory(path)
    records = try directory.validated.metrics()
    let inspection = model.inspection
    facts =
      inspection.facts + [("numbers", inspection.parameterCount.grouped)]
    origin = try RunOrigin(of: directory)
    files = try RunData(of: directory)?.contents ?? []
    let text = try InputFile.contents(of: directory.file(RunDirectory.configurationName))
    // What was not said has no value.
    settings = Self.settings(String(decoding: text ?? [], as: UTF8.self))
      .filter { !["null", ""].contains($0.value) }
    self.measured = measured
  }

  /// The lines `key: value` of a file of options.
  private static func settings(_ text: String) -> [(name: String, value: String)] {
    text.split(separator: "\n").filter { !$0.hasPrefix("#") && !["{", "}"].contains($0) }.map {
      guard let colon = $0.firstIndex(of: ":") else { return (String($0), "") }
      let value = $0[$0.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      let marks = CharacterSet(charactersIn: " \"")
      return (
        $0[..<colon].trimmingCharacters(in: marks),
        value.hasPrefix("\"") && value.hasSuffix("\"")
          ? String(value.dropFirst().dropLast()) : value
      )
    }
  }

  /// The page.
  ///
  /// - `command`: the command line that measured, where that is another than the one that trained.
  func report(command: String? = nil, measuredOn path: String? = nil) throws -> Report {
    var report = Report(
      title,
      summary: [
        facts.first?.value,
        measured.flatMap { $0.data.isEmpty ? nil : "measured on \($0.data)" },
      ].compactMap { $0 }.joined(separator: "; "))
    for section in measured?.sections ?? [] where section.title != "Data" { report.add([section]) }
    report.add(
      "Training",
      Report.training([(name, records)])
        + (directory.heldOutModel == nil
          ? []
          : [
            .text(
              "This training held data out. The model was then trained on all of them, as long.")
          ]))
    for section in measured?.sections ?? [] where section.title == "Data" { report.add([section]) }
    let rows =
      try files.map { [$0.name, $0.path, "\($0.bytes)", $0.crc32c] }
      + (path.map(Measured.checksum) ?? [])
    report.add(Measured.files(rows))
    report.add(
      "Model",
      [
        .table(
          Report.Table(
            "What the model is made of", heading: ["", ""],
            rows: facts.map { [$0.name, $0.value] },
            texts: [0, 1]))
      ])
    if !settings.isEmpty {
      report.add(
        "Settings",
        [
          .table(
            Report.Table(
              "What it was trained with", heading: ["option", "value"],
              rows: settings.map { [$0.name, $0.value] }, texts: [0, 1]))
        ])
    }
    report.add("How it was made", made(command))
    return report
  }

  private var title: String {
    let last = URL(fileURLWithPath: name).lastPathComponent
    return last.isEmpty ? name : last
  }

  private func made(_ command: String?) -> [Report.Part] {
    var parts: [Report.Part] = []
    if let origin {
      parts.append(
        .text("Trained by Parlance \(origin.version) on \(origin.date)."))
      if let trained = origin.command { parts.append(.lines(trained)) }
    }
    if let command {
      parts.append(.text("Measured by Parlance \(parlanceVersion) with:"))
      parts.append(.lines(command))
    }
    return parts
  }
}
