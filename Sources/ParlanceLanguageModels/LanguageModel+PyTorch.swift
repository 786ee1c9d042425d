import ParlanceNN
import ParlanceSystem
import ParlanceTraining

extension LanguageModel: PyTorchExporting {
  public func pyTorch() throws -> PyTorchProgram {
    let output = architecture.output
    if output.layer != .full, !output.layer.isSampled {
      throw InputError.notInPyTorch("an output layer of the kind \(output.layer.rawValue)")
    }
    if output.maxEntOrder > 0 {
      throw InputError.notInPyTorch("features of n-grams beside the network")
    }
    if architecture.network == .window, ![.word, .character].contains(architecture.level) {
      throw InputError.notInPyTorch("a window over \(architecture.level.rawValue)s")
    }
    if architecture.network == .recurrent {
      if architecture.cell == .gruResetBefore {
        throw InputError.notInPyTorch("a GRU that resets the state before its product")
      }
      if architecture.zoneout > 0 {
        throw InputError.notInPyTorch("a recurrent layer with zoneout")
      }
    }
    return PyTorchProgram([.languageModel], isTransformer: architecture.network == .transformer)
  }
}
