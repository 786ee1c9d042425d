import ParlanceTraining

extension Tagger: PyTorchExporting {
  public func pyTorch() -> PyTorchProgram {
    PyTorchProgram([.tagger], isTransformer: architecture.network == .transformer)
  }
}
