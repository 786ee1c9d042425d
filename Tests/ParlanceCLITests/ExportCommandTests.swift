import Foundation
import ParlanceTestSupport
import Testing

/// `parlance export`.
@Suite struct ExportCommandTests {
  private let folder = TemporaryFolder()

  private func train(_ kind: String, _ text: String, _ options: String...) throws -> String {
    let model = folder.file(UUID().uuidString)
    let data = folder.write(text, to: "train.txt")
    let trained = try Command(
      [kind, "train", "--train", data, "--output", model, "--epochs", "1", "--quiet"] + options
    ).finish()
    #expect(trained.status == 0, "\(trained.errors)")
    return model
  }

  @Test func modelsForPyTorch() throws {
    let text = (0..<30).map { "the cat \($0 % 3) sat on the mat\n" }.joined()
    let model = try train("lm", text, "--hidden-size", "4")
    let torch = folder.file("torch")
    let made = try parlance("export", "pytorch", "--model", model, "--output", torch)
    #expect(made.status == 0 && made.output == torch + "/model.py\n", "\(made.errors)")
    for name in ["model.json", "weights.safetensors", "vocabulary.txt"] {
      #expect(folder.exists("torch/\(name)"))
    }
    #expect(folder.read("torch/model.py").contains("nn.LSTM"))
    #expect(try parlance("export", "pytorch", "--model", model, "--output", torch).status == 73)
    let other = try train("lm", text, "--hidden-size", "4", "--output-layer", "hierarchical")
    let refused = try parlance(
      "export", "pytorch", "--model", other, "--output", folder.file("no"))
    #expect(refused.status == 65 && refused.errors.contains("hierarchical"), "\(refused.errors)")
    #expect(!folder.exists("no"))
    let counted = folder.file("counted")
    _ = try parlance(
      "lm", "train", "--model-type", "kneser-ney", "--train", folder.file("train.txt"), "--output",
      counted)
    let kind = try parlance(
      "export", "pytorch", "--model", counted, "--output", folder.file("no"))
    #expect(kind.status == 65 && kind.errors.contains("neural language models"), "\(kind.errors)")
  }

  @Test func transformersOfEveryTask() throws {
    let texts = [
      "lm": (0..<30).map { "the cat \($0 % 3) sat on the mat\n" }.joined(),
      "classify": (0..<30).map { "__label__\($0 % 2) the cat \($0 % 2)\n" }.joined(),
      "tag": (0..<30).map { "the\tDET\ncat\($0 % 3)\tNOUN\n\n" }.joined(),
      "translate": (0..<24).map { "a \($0 % 4) b\t\($0 % 4) c\n" }.joined(),
    ]
    for (kind, text) in texts.sorted(by: { $0.key < $1.key }) {
      let sizes = kind == "translate" ? ["--embedding-size", "8", "--heads", "2"] : []
      let model = folder.file(UUID().uuidString)
      let data = folder.write(text, to: "train.txt")
      let trained = try Command(
        [
          kind, "train", "--model-type", "transformer", "--train", data, "--output", model,
          "--epochs", "1", "--quiet", "--hidden-size", "8",
        ] + sizes
      ).finish()
      #expect(trained.status == 0, "\(trained.errors)")
      let file = folder.file(kind + ".onnx")
      let made = try parlance("export", "onnx", "--model", model, "--output", file)
      #expect(made.status == 0, "\(made.errors)")
      let step = folder.file(kind == "translate" ? "translate-step.onnx" : kind + ".onnx")
      let bytes = try Data(contentsOf: URL(fileURLWithPath: step))
      for name in ["LayerNormalization", "Softmax"] + (kind == "lm" ? ["keys_l0.next"] : []) {
        #expect(bytes.range(of: Data(name.utf8)) != nil, "\(kind): \(name)")
      }
    }
  }

  @Test func decodersThatCopy() throws {
    let pairs = (0..<24).map { "a \($0 % 4) b\t\($0 % 4) c\n" }.joined()
    let model = try train(
      "translate", pairs, "--level", "word", "--hidden-size", "4", "--embedding-size", "4",
      "--copying")
    let made = try parlance("export", "onnx", "--model", model, "--output", folder.file("c.onnx"))
    #expect(made.status == 0, "\(made.errors)")
    let step = try Data(contentsOf: URL(fileURLWithPath: folder.file("c-step.onnx")))
    #expect(step.range(of: Data("ScatterElements".utf8)) != nil)
    let torch = try parlance(
      "export", "pytorch", "--model", model, "--output", folder.file("torch"))
    #expect(torch.status == 0, "\(torch.errors)")
    #expect(folder.read("torch/model.py").contains("class PointerGenerator"))
  }

  @Test func translatorsAreTwoGraphs() throws {
    let pairs = (0..<24).map { "a \($0 % 4) b\t\($0 % 4) c\n" }.joined()
    let model = try train(
      "translate", pairs, "--level", "word", "--hidden-size", "4", "--embedding-size", "4")
    let made = try parlance(
      "export", "onnx", "--model", model, "--output", folder.file("t.onnx"), "--format", "json")
    let files = try #require(try made.object()["files"] as? [[String: Any]])
    #expect(files.count == 2, "\(made.errors)")
    #expect(folder.exists("t-encoder.onnx") && folder.exists("t-step.onnx"))
    #expect(!folder.exists("t.onnx"))
    let again = try parlance(
      "export", "onnx", "--model", model, "--output", folder.file("t.onnx"))
    #expect(again.status == 73)
    let inputs = try parlance("export", "inputs", "--model", model, input: "a 1 b\n")
    #expect(inputs.output.contains("\"name\":\"tokens\",\"shape\":[1,4]"), "\(inputs.output)")
    let torch = try parlance(
      "export", "pytorch", "--model", model, "--output", folder.file("torch"))
    #expect(torch.status == 0 && folder.read("torch/model.py").contains("class SourceAttention"))
  }
}
