import Foundation

/// A row of the documentation's table of the lectures.
public struct LectureRow: Sendable {
  /// A1 … H5.
  public let row: String
  /// The name of its lesson.
  public let lesson: String
  /// What a shell is given.
  public let command: String
  /// The name of the lesson's picture.
  public let picture: String

  /// The table of `Lectures.md`.
  public static func all() throws -> [LectureRow] {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Sources/Parlance/Parlance.docc/Lectures.md")
    return try String(contentsOf: page, encoding: .utf8).split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|").map {
        $0.trimmingCharacters(in: CharacterSet(charactersIn: " `"))
      }
      guard cells.count == 5, cells[0].wholeMatch(of: #/[A-H]\d/#) != nil else { return nil }
      let picture = cells[4].replacingOccurrences(of: ".svg", with: "").split(separator: "/")
      guard picture.count == 2, picture[0] == cells[2] else { return nil }
      return LectureRow(
        row: cells[0], lesson: cells[2], command: cells[3], picture: String(picture[1]))
    }
  }
}
