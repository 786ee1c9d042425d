import Foundation
import Testing

/// The classifier of the documentation's tutorial.
@Suite struct ClassifierTests {
  @Test func learnsToTellDishesApart() throws {
    let run = try ExampleRun("classifier")
    let accuracy = try #require(run.lines.last { $0.hasPrefix("accuracy: ") })
    let value = try #require(Double(accuracy.dropFirst("accuracy: ".count)))
    #expect(value > 0.95)
  }

  @Test func isWhatTheTutorialShows() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    func lines(_ path: String) throws -> [String] {
      try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
        .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    let example = Set(try lines("Examples/WorkedExamples/G1Classifier.swift"))
    let folder = "Sources/Parlance/Parlance.docc/Resources"
    let steps = try FileManager.default.contentsOfDirectory(
      atPath: root.appendingPathComponent(folder).path
    ).filter { $0.hasSuffix(".swift") }
    #expect(steps.count == 8)
    for step in steps {
      let strange = try lines("\(folder)/\(step)").filter { !example.contains($0) }
      #expect(strange.isEmpty, "\(step)")
    }
  }
}
