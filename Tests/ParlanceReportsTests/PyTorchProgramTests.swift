import ParlanceReports
import ParlanceTraining
import Testing

/// What the programs say is held against the models by `Tools/reference/check_pytorch_export.py`.
@Suite struct PyTorchProgramTests {
  @Test func aProgramHasThePartsThatItNeeds() {
    let plain = PyTorchProgram([.classifier]).text
    #expect(plain.hasPrefix("\"\"\"A classifier of Parlance in PyTorch"))
    #expect(plain.contains("class Model(nn.Module)") && !plain.contains("class Attention"))
    let translator = PyTorchProgram([.transformerTranslator, .translator], isTransformer: true)
    #expect(translator.parts == [.head, .transformer, .transformerTranslator, .translator, .tail])
    #expect(translator.text.contains("class Attention"))
  }

  @Test(arguments: [
    [PyTorchProgram.Part.languageModel], [.classifier], [.tagger],
    [.recurrentTranslator, .translator], [.transformerTranslator, .translator],
  ])
  func everyProgramAnswersLines(parts: [PyTorchProgram.Part]) {
    let text = PyTorchProgram(parts, isTransformer: true).text
    for name in ["def load()", "def predict(model, given)", "given_of", "if __name__"] {
      #expect(text.components(separatedBy: name).count > 1, "\(name)")
    }
    #expect(text.components(separatedBy: "class Model(").count == 2)
    #expect(!text.contains("\t") && text.hasSuffix("\n"))
  }
}
