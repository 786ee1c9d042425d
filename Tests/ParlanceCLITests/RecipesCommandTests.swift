import Foundation
import Testing

/// What `parlance recipes` prints is what the tasks read.
@Suite struct RecipesCommandTests {
  private let folder = TemporaryFolder()

  private func recipes(_ arguments: String...) throws -> String {
    let found = try Command(["recipes"] + arguments).finish()
    #expect(found.status == 0, "\(found.errors)")
    return found.output
  }

  @Test func linesAreTheBuiltInOnes() throws {
    let all = try recipes("--count", "20", "--seed", "7").split(separator: "\n")
    #expect(all.count == 20)
    let train = try recipes("--count", "20", "--seed", "7", "--split", "train")
    let held = try recipes("--count", "20", "--seed", "7", "--split", "validation")
    #expect((train + held).split(separator: "\n") == all)
    #expect(held.split(separator: "\n").count == 2)
  }

  @Test(arguments: ["fasttext", "csv", "tsv", "jsonl"])
  func classifyReads(form: String) throws {
    let ending = form == "fasttext" ? "txt" : form
    let file = folder.write(
      try recipes("--count", "60", "--task", "classify", "--form", form), to: "recipes.\(ending)")
    let check = try parlance("classify", "check", file, "--format", "json")
    let object = try check.object()
    #expect(object["problems"] as? Int == 0, "\(check.output)")
    let split = try #require((object["splits"] as? [[String: Any]])?.first)
    #expect(split["texts"] as? Int == 60)
  }

  @Test(arguments: ["columns", "conllu"])
  func tagReads(form: String) throws {
    let file = folder.write(
      try recipes("--count", "30", "--task", "tag", "--form", form), to: "recipes.\(form)")
    let check = try parlance("tag", "check", file, "--format", "json")
    let object = try check.object()
    #expect(object["problems"] as? Int == 0, "\(check.output)")
    let split = try #require((object["splits"] as? [[String: Any]])?.first)
    #expect(split["sentences"] as? Int == 30)
    let labels = try #require(split["labels"] as? [String: Int])
    #expect(labels[form == "columns" ? "INGREDIENT" : "NOUN"] != nil)
  }

  @Test(arguments: ["tsv", "jsonl"])
  func translateReads(form: String) throws {
    let text = try recipes("--count", "10", "--task", "translate", "--form", form)
    let file = folder.write(text, to: "recipes.\(form)")
    let check = try parlance("translate", "check", file, "--format", "json")
    let object = try check.object()
    #expect(object["problems"] as? Int == 0, "\(check.output)")
    let split = try #require((object["splits"] as? [[String: Any]])?.first)
    #expect(split["pairs"] as? Int == text.split(separator: "\n").count)
  }

  @Test func wrongInput() throws {
    let form = try parlance("recipes", "--task", "tag", "--form", "csv")
    #expect(form.status == 64 && form.errors.contains("tag has columns, conllu, not csv"))
    #expect(try parlance("recipes", "--count", "0").status == 64)
    #expect(try parlance("recipes", "--count", "1", "--split", "validation").status == 64)
    #expect(try parlance("recipes", "--format", "json").status == 64)
  }
}
