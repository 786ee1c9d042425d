import Foundation
import ParlanceReports
import ParlanceTraining

/// Several runs on one page.
struct ComparedPages {
  let pages: [RunPage]
  /// Where the page of each lies.
  let folders: [String]

  /// A folder for each name: its last part, with a number where several have the same.
  static func folders(_ names: [String]) -> [String] {
    var used: Set<String> = []
    return names.map { name in
      let last = URL(fileURLWithPath: name).lastPathComponent
      let plain = last.isEmpty || last == "/" || last == ".." ? "run" : last
      var (folder, number) = (plain, 1)
      while !used.insert(folder).inserted {
        number += 1
        folder = "\(plain)-\(number)"
      }
      return folder
    }
  }

  func report(command: String) -> Report {
    var report = Report(
      "\(pages.count) runs side by side", summary: folders.joined(separator: ", "))
    report.add(
      "Pages", [.links(folders.map { ($0, Self.path($0) + "/index.html") })])
    report.add(
      "Scores",
      table(
        "Scores of each run, with their 95 % intervals",
        pages.map { $0.measured?.scores ?? [] }.map { rows in
          rows.map { ($0[0], $0.count > 2 && !$0[2].isEmpty ? "\($0[1]) (\($0[2]))" : $0[1]) }
        }))
    report.add(
      "Labels",
      table(
        "F1 of each label",
        pages.map { page in
          (page.measured?.labels ?? []).map { ($0.name, $0.score.f1.percent + " %") }
        }))
    report.add("Training", Report.training(zip(folders, pages).map { ($0, $1.records) }))
    report.add("Model", table("What the models are made of", pages.map(\.facts)))
    report.add("Settings", settings)
    report.add(
      "How it was made",
      [.text("Made by Parlance with:"), .lines(command)])
    return report
  }

  /// What leads to a folder from the page.
  private static func path(_ folder: String) -> String {
    folder.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? folder
  }

  /// A row for each name, a column for each run.
  private func table(_ caption: String, _ values: [[(String, String)]]) -> [Report.Part] {
    var names: [String] = []
    for (name, _) in values.joined() where !names.contains(name) { names.append(name) }
    guard !names.isEmpty else { return [] }
    let rows = names.map { name in
      [name] + values.map { run in run.first { $0.0 == name }?.1 ?? "" }
    }
    return [.table(Report.Table(caption, heading: [""] + folders, rows: rows))]
  }

  /// Settings in which runs differ, and those that all have.
  private var settings: [Report.Part] {
    let all = pages.map { page in page.settings.map { ($0.name, $0.value) } }
    func isSame(_ name: String) -> Bool {
      Set(all.map { run in run.first { $0.0 == name }?.1 ?? "" }).count == 1
    }
    let differing = table(
      "Options in which the runs differ", all.map { $0.filter { !isSame($0.0) } })
    let shared = all[0].filter { isSame($0.0) }
    return (differing.isEmpty ? [.text("All runs have the same settings.")] : differing)
      + (shared.isEmpty
        ? []
        : [
          .table(
            Report.Table(
              "Options that all have", heading: ["option", "value"],
              rows: shared.map { [$0.0, $0.1] }, texts: [0, 1]))
        ])
  }
}
