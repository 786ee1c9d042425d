import Foundation
import Testing

/// `lm table` from nothing to the end, and what it refuses.
@Suite struct TableTests {
  private let folder = TemporaryFolder()

  private func arguments(_ more: String...) -> [String] {
    let words = ["sings", "sleeps", "eats", "walks", "reads", "waits"]
    let lines = (0..<60).map { "the \($0 % 7 == 0 ? "cat" : "bird") \(words[$0 % 6]) in the sea" }
    let text = folder.write(lines.joined(separator: "\n") + "\n", to: "text.txt")
    return [
      "lm", "table", "--train", text, "--validation", text, "--test", text, "--budget", "1e-9",
      "--vocabulary-size", "0", "--output", folder.file("table"), "--format", "json", "--quiet",
    ] + more
  }

  @Test func trainsAllSystemsAndGoesOn() throws {
    let first = try Command(arguments()).finish()
    #expect(first.status == 0, "\(first.errors)")
    let rows = try #require(try first.object()["rows"] as? [[String: Any]])
    #expect(rows.count == 9 && rows[8]["lectures"] == nil)
    #expect(rows[0]["ratio"] as? Double == 1)
    for row in rows {
      let perplexity = try #require(row["perplexity"] as? [String: Any])
      #expect(try #require(perplexity["value"] as? Double) > 1)
      #expect(try #require(row["command"] as? String).hasPrefix("parlance lm train "))
    }
    let plan = try String(contentsOfFile: folder.file("table/table.json"), encoding: .utf8)
    #expect(plan.components(separatedBy: "one epoch at hidden size 12 takes").count == 8)
    // As if it had been stopped before its last two systems.
    for name in ["lstm-adaptive", "lstm-2-layers-adaptive"] {
      try FileManager.default.removeItem(atPath: folder.file("table/\(name)/README.md"))
    }
    let again = try Command(arguments("--resume")).finish()
    #expect(again.status == 0, "\(again.errors)")
    let resumed = try #require(try again.object()["rows"] as? [[String: Any]])
    for (row, before) in zip(resumed, rows) {
      #expect(
        NSDictionary(dictionary: row["perplexity"] as? [String: Any] ?? [:])
          == NSDictionary(dictionary: before["perplexity"] as? [String: Any] ?? [:]))
    }
    #expect(try Command(arguments()).finish().status == 73)
  }

  @Test func whatCannotServeIsNamed() throws {
    #expect(try Command(arguments("--resume")).finish().status == 66)
    #expect(try Command(arguments("--budget", "0")).finish().status == 64)
    var missing = arguments()
    missing[3] = folder.file("none.txt")
    #expect(try Command(missing).finish().status == 66)
    #expect(!folder.exists("table"))
  }
}
