import Foundation
import Testing

/// `parlance tag compare`.
@Suite struct TagCompareTests {
  @Test func twoModelsOnTheSameSentences() throws {
    let folder = TemporaryFolder()
    let text = (0..<12).map { _ in "Anna B-PER\nsees O\nRome B-LOC\n" }.joined(separator: "\n")
    let data = folder.write(text, to: "good.txt")
    // The second model learns that cities are nothing, but for one sentence.
    let poor = folder.write(
      text.replacing("Rome B-LOC", with: "Rome O") + "\nsome B-LOC\n", to: "poor.txt")
    for (name, train) in [("good", data), ("poor", poor)] {
      let outcome = try parlance(
        "tag", "train", "--train", train, "--validation", train, "--output", folder.file(name),
        "--hidden-size", "8", "--embedding-size", "6", "--character-size", "6", "--epochs", "15",
        "--learning-rate", "0.03", "--dropout", "0", "--quiet")
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let models = [folder.file("poor"), folder.file("good")]
    let object = try parlance(
      "tag", "compare", models[0], models[1], "--data", data, "--samples", "50", "--format", "json"
    ).object()
    #expect(object["sentences"] as? Int == 12 && object["reference"] as? Int == 1)
    let rows = try #require(object["models"] as? [[String: Any]])
    #expect(rows.map { $0["model"] as? String } == models)
    let difference = try #require(rows[0]["difference"] as? [String: [String: Any]])
    let accuracy = try #require(difference["accuracy"]?["value"] as? Double)
    #expect(abs(accuracy + 1.0 / 3) < 1e-12)
    #expect(difference["mcNemar"]?["onlySecond"] as? Int == 12)
    #expect(rows[1]["difference"] == nil)
    let text2 = try parlance(
      "tag", "compare", models[0], models[1], "--data", data, "--samples", "50")
    #expect(text2.output.contains("−33.33") && text2.output.contains("0 : 12"), "\(text2.output)")
    #expect(try parlance("tag", "compare", folder.file("none"), "--data", data).status == 66)
    #expect(
      try parlance("tag", "compare", models[0], "--data", data, "--samples", "0").status == 64)
  }
}
