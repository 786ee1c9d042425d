import ParlanceNN
import ParlanceSystem
import ParlanceTraining

extension Translator: PyTorchExporting {
  public func pyTorch() throws -> PyTorchProgram {
    if architecture.network == .transformer {
      return PyTorchProgram([.transformerTranslator, .translator], isTransformer: true)
    }
    if architecture.cell == .gruResetBefore {
      throw InputError.notInPyTorch("a GRU that resets the state before its product")
    }
    return PyTorchProgram([.recurrentTranslator, .translator])
  }

  /// The source's tokens, `</s>` the last, and how many they are.
  public func exportedInputs(of line: String) -> [ExportedInput] {
    let ids = sourceIDs(line)
    return [
      ExportedInput("tokens", shape: [1, ids.count], ids),
      ExportedInput("lengths", shape: [1], [ids.count]),
    ]
  }
}
