import ParlanceReports
import ParlanceScores
import ParlanceSystem
import ParlanceText

/// What was measured of a model on some data, for its page.
struct Measured {
  /// On what.
  var data: String
  var sections: [Report.Section]
  /// By label, tag or kind of entity: what several runs are compared by beside the scores.
  var labels: [(name: String, score: LabelScore)] = []

  /// The rows of the table of scores: a name, a value and an interval each.
  var scores: [[String]] {
    for case .table(let table) in sections.first(where: { $0.title == "Scores" })?.parts ?? [] {
      return table.rows
    }
    return []
  }

  /// What a file held that was measured on; nothing for what can be read only once.
  static func checksum(of path: String) throws -> [[String]] {
    guard path != "-", let content = try FileChecksum(of: path) else { return [] }
    return [["measured on", path, "\(content.bytes)", content.crc32c]]
  }

  /// What files held, by rows as those of `checksum(of:)`; no section where there are none.
  static func files(_ rows: [[String]]) -> [Report.Section] {
    if rows.isEmpty { return [] }
    let table = Report.Table(
      "Files and what they held", heading: ["", "file", "bytes", "CRC-32C"], rows: rows,
      texts: [0, 1, 3])
    return [Report.Section("Data", [.table(table)])]
  }

  /// How long texts are, as rows of a table.
  static func lengths(_ lengths: [Int], _ unit: String) -> Report.Part {
    let summary = LengthSummary(lengths)
    return .table(
      Report.Table(
        "Lengths in \(unit)",
        heading: ["shortest", "median", "mean", "95 % up to", "99 % up to", "longest"],
        rows: [
          [
            "\(summary.minimum)", "\(summary.median)", summary.mean.fixed(1),
            "\(summary.percentile95)", "\(summary.percentile99)", "\(summary.maximum)",
          ]
        ], texts: []))
  }

  /// A text that is not too long for a table.
  static func short(_ text: String) -> String {
    text.count <= 300 ? text : text.prefix(300) + " …"
  }
}
