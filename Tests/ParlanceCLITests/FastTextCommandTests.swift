import Foundation
import ParlanceTestSupport
import Testing

/// Models of fastText at the command line.
@Suite struct FastTextCommandTests {
  private let folder = TemporaryFolder()

  @Test func aFileAnswersAsItsProgram() throws {
    let texts = folder.write("boil the broth and add leek\nsugar flour icing\n", to: "texts.txt")
    // As `fasttext predict-prob` says, with 1e-5 added to each.
    let model = try goldenPath("fasttext/softmax.bin")
    let shown = try parlance("classify", "predict", "--model", model, texts)
    #expect(shown.status == 0, "\(shown.errors)")
    #expect(shown.output == "soup\t0.9977\ncake\t0.9991\n")
    let explained = try parlance(
      "classify", "predict", "--model", model, "--top", "2", "--explain", texts)
    #expect(explained.output.hasPrefix("soup\t0.9977\tnot_sweet\t0.0019\tboil:"))
    let inspected = try parlance("inspect", model, "--format", "json").object()
    #expect(inspected["kind"] as? String == "classifier")
    let vectors = try parlance(
      "classify", "predict", "--model", goldenPath("fasttext/skip-gram.bin"), texts)
    #expect(vectors.status == 65 && vectors.errors.contains("parlance vectors"))
    let missing = try parlance("classify", "predict", "--model", folder.file("no.bin"), texts)
    #expect(missing.status == 66 && missing.errors.contains("no.bin"))
  }

  @Test func trainedAndMadeSmall() throws {
    let lines = (0..<60).map {
      "__label__\($0 % 2 == 0 ? "ham" : "spam") \($0 % 2 == 0 ? "good" : "bad") \($0 % 7)\n"
    }
    let data = folder.write(lines.joined(), to: "train.txt")
    let (output, small) = (folder.file("model"), folder.file("small.ftz"))
    let trained = try parlance(
      "classify", "train", "--model-type", "fasttext", "--train", data, "--validation", data,
      "--output", output, "--dimensions", "12", "--word-n-grams", "2", "--buckets", "500",
      "--min-count", "2", "--loss", "hs", "--min-n", "2", "--max-n", "3", "--epochs", "20",
      "--learning-rate", "1", "--quiet", "--format", "json")
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(try trained.object()["modelType"] as? String == "fasttext")
    let quantized = try parlance(
      "classify", "quantize", "--model", output, "--output", small, "--cutoff", "80", "--qnorm",
      "--format", "json")
    #expect(quantized.status == 0, "\(quantized.errors)")
    #expect(try quantized.object()["vectors"] as? Int == 80)
    for model in [output, output + "/model.bin", small] {
      let scores = try parlance(
        "classify", "evaluate", "--model", model, "--data", data, "--format", "json", "--quiet")
      #expect(try scores.object()["accuracy"] as? Double == 1, "\(model): \(scores.errors)")
    }
    let there = try parlance("classify", "quantize", "--model", output, "--output", small)
    #expect(there.status == 73 && there.errors.contains("--overwrite"))
    let inside = try parlance(
      "classify", "quantize", "--model", output, "--output", output + "/model.bin", "--overwrite")
    #expect(inside.status == 64 && inside.errors.contains("elsewhere"), "\(inside.errors)")
    let again = try parlance(
      "classify", "quantize", "--model", small, "--output", small, "--overwrite")
    #expect(again.status == 65 && again.errors.contains("quantised already"))
  }

  @Test(arguments: [
    (["--cutoff", "5"], "--cutoff needs --quantize"),
    (["--hidden-size", "5"], "--hidden-size does not go with"), (["--loss", "no"], "--loss"),
    (["--min-n", "4", "--max-n", "3"], "--min-n"),
    (["--multi-label", "--loss", "ns"], "--loss"), (["--quantize", "--dsub", "200"], "--dsub"),
  ]) func wrongOptionsAreNamed(_ options: [String], _ words: String) throws {
    let data = folder.write("__label__a x\n__label__b y\n", to: "train.txt")
    let outcome = try Command(
      [
        "classify", "train", "--model-type", "fasttext", "--train", data, "--output",
        folder.file("model"),
      ] + options
    ).finish()
    #expect(outcome.status == 64 && outcome.errors.contains(words), "\(outcome.errors)")
  }
}
