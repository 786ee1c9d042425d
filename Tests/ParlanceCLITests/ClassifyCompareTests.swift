import Foundation
import Testing

/// `parlance classify compare`.
@Suite struct ClassifyCompareTests {
  @Test func twoModelsOnTheSameTexts() throws {
    let folder = TemporaryFolder()
    let texts = (0..<40).map { number in
      "__label__\(number % 2 == 0 ? "ham" : "spam") \(number % 2 == 0 ? "good" : "bad") \(number)\n"
    }
    let data = folder.write(texts.joined(), to: "good.txt")
    // The second model learns that everything is ham, but for one text.
    let poor = folder.write(
      texts.map { $0.replacing("__label__spam", with: "__label__ham") }.joined()
        + "__label__spam never\n__label__spam ever\n", to: "poor.txt")
    for (name, train) in [("good", data), ("poor", poor)] {
      let outcome = try parlance(
        "classify", "train", "--train", train, "--output", folder.file(name), "--epochs", "3",
        "--class-weights", "none", "--model-type", "logistic", "--quiet")
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let models = [folder.file("poor"), folder.file("good")]
    let object = try parlance(
      "classify", "compare", models[0], models[1], "--data", data, "--samples", "50", "--format",
      "json"
    ).object()
    #expect(object["texts"] as? Int == 40 && object["reference"] as? Int == 1)
    let rows = try #require(object["models"] as? [[String: Any]])
    #expect(rows.map { $0["model"] as? String } == models)
    let difference = try #require(rows[0]["difference"] as? [String: [String: Any]])
    #expect(difference["accuracy"]?["value"] as? Double == -0.5)
    #expect(difference["mcNemar"]?["onlySecond"] as? Int == 20)
    #expect(rows[1]["difference"] == nil)
    let text = try parlance(
      "classify", "compare", models[0], models[1], "--data", data, "--samples", "50")
    #expect(text.output.contains("−50.00") && text.output.contains("0 : 20"), "\(text.output)")
    #expect(
      try parlance("classify", "compare", folder.file("none"), "--data", data).status == 66)
  }
}
