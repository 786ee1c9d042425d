import Foundation
import Parlance
import ParlanceTestSupport
import Testing

/// What the pages of the documentation show is what is compiled here, line by line.
@Suite struct PagesTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  private static func files(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)
      .sorted()
  }

  /// The blocks of Swift of a page, without imports: lines without their indentation, and none that are blank.
  static func blocks(of page: String) -> [[String]] {
    page.components(separatedBy: "```swift\n").dropFirst().map { part in
      lines(of: part.components(separatedBy: "\n```")[0])
    }
  }

  private static func lines(of text: String) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter {
      !$0.isEmpty && !$0.hasPrefix("import ")
    }
  }

  /// Whether the lines stand one after the other in a file.
  private static func contains(_ file: [String], _ block: [String]) -> Bool {
    !block.isEmpty
      && file.indices.contains { start in file[start...].starts(with: block) }
  }

  @Test func everyRoomBeginsWithAnExample() throws {
    let rooms = try Self.files("Sources").filter { room in
      FileManager.default.fileExists(
        atPath: Self.root.appendingPathComponent("Sources/\(room)/\(room).docc").path)
    }
    #expect(rooms.count >= 21)
    for room in rooms {
      let page = try Self.text("Sources/\(room)/\(room).docc/\(room).md")
      let block = try #require(Self.blocks(of: page).first, "\(room) has no example")
      let file = try Self.text("Tests/DocumentationTests/Rooms/\(room)Page.swift")
      #expect(Self.contains(Self.lines(of: file), block), "\(room)")
    }
  }

  @Test(arguments: ["LoadAndPredict", "TrainInMemory", "UseModelsConcurrently"])
  func articlesAreCompiled(article: String) throws {
    let blocks = Self.blocks(of: try Self.text("Sources/Parlance/Parlance.docc/\(article).md"))
    let file = Self.lines(
      of: try Self.text("Tests/DocumentationTests/Articles/\(article).swift"))
    #expect(!blocks.isEmpty)
    for block in blocks { #expect(Self.contains(file, block), "\(block)") }
    #expect(try Self.text("Sources/Parlance/Parlance.docc/Parlance.md").contains("doc:\(article)"))
  }

  @Test func aChangedLineIsSeen() {
    let file = ["func page() {", "let a = 1", "print(a)", "}"]
    #expect(Self.contains(file, ["let a = 1", "print(a)"]))
    #expect(!Self.contains(file, ["let a = 1", "print(b)"]))
    #expect(!Self.contains(file, ["print(a)", "let a = 1"]) && !Self.contains(file, []))
  }

  @Test func whatNeedsNothingRuns() throws {
    try withFolder { folder in
      try systemPage(folder: folder)
      try arraysPage(folder: folder)
      try drawingPage()
      try autogradPage()
      try networkPage()
      try textPage()
      try scoresPage()
      try languageModelsPage()
      try taggingPage()
      try vectorsPage()
      try reportsPage(folder: folder)
      try lessonsPage(folder: folder)
      umbrellaPage()
      let written = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      #expect(written == ["drawn.txt", "lesson", "page", "weights.safetensors"])
    }
  }

  @Test func trainedInMemoryLoadedAndAsked() async throws {
    let folder = NSTemporaryDirectory() + "/pages-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    let recipes = Recipes.generate(count: 30, seed: 1)
    try trainLanguageModel(lines: recipes.map(\.text), folder: folder)
    let (texts, kinds) = (recipes.map(\.document), recipes.map(\.category))
    try trainClassifier(texts: texts, kinds: kinds, folder: folder)
    try trainTagger(folder: folder)
    for kind in ["language-model", "classifier", "tagger"] {
      try loadAndPredict(folder: folder + "/" + kind)
    }
    try loadTyped(folder: folder + "/tagger")
    let answers = try await patiently {
      try await askConcurrently(folder: folder + "/classifier", texts: texts)
    }
    #expect(answers.count == texts.count && Set(answers.values).isSubset(of: kinds))
    try await patiently {
      try await writeConcurrently(book: ModelHost.open(folder + "/language-model"))
    }
  }

  /// Beside all other tests a request may wait for longer than a host lets it.
  private func patiently<Result>(_ body: () async throws -> Result) async throws -> Result {
    while true {
      do { return try await body() } catch HostError.expired {}
    }
  }
}
