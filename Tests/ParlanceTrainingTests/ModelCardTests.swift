import Foundation
import ParlanceTestSupport
import ParlanceTraining
import Testing

@Suite struct ModelCardTests {
  @Test func factsAndCommand() {
    let card = ModelCard(title: "T", facts: [("a|b", "1"), ("c", "x|y")], command: "parlance")
    #expect(card.markdown.contains("| c | x\\|y |\n"))
    #expect(card.markdown.hasSuffix("```\nparlance\n```\n"))
  }

  @Test func sectionsAreAddedAndReplaced() throws {
    try withFolder { folder in
      let store = ModelStore(RunDirectory(folder))
      func write(_ text: String, _ name: String) throws {
        try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
      }
      func card() throws -> String {
        try String(contentsOfFile: folder + "/README.md", encoding: .utf8)
      }
      let bias = ModelCard.Section(
        title: "Bias", text: "Of x.", rows: [["a", "b"], ["1|2", "3"]])
      #expect(throws: (any Error).self) { try store.write(section: bias) }
      try write("{\"kind\": \"k\", \"format\": 1}", "model.json")
      try write("# Model\n\n| | |\n\n```\nparlance\n```\n", "README.md")
      try store.write(section: bias)
      let first = "# Model\n\n| | |\n\n```\nparlance\n```\n\n"
      let table = "## Bias\n\nOf x.\n\n| a | b |\n|---|---:|\n| 1\\|2 | 3 |\n"
      #expect(try card() == first + table)
      try store.write(section: ModelCard.Section(title: "Speed", rows: [["x"], ["1"]]))
      let speed = "## Speed\n\n| x |\n|---|\n| 1 |\n"
      #expect(try card() == first + table + "\n" + speed)
      try store.write(section: bias)
      #expect(try card() == first + table + "\n" + speed)
      try store.write(section: ModelCard.Section(title: "Bias", rows: [["y"], ["2"]]))
      #expect(try card() == first + "## Bias\n\n| y |\n|---|\n| 2 |\n\n" + speed)
      try FileManager.default.removeItem(atPath: folder + "/README.md")
      try store.write(section: bias)
      #expect(try card() == "# Model\n\n" + table)
    }
  }
}
