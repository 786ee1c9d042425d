import ParlanceSystem
import ParlanceTraining

extension TextClassifier: PyTorchExporting {
  public func pyTorch() throws -> PyTorchProgram {
    switch architecture.modelType {
    case .ngram, .fasttext:
      throw InputError.notInPyTorch(
        "a classifier of the kind \(architecture.modelType.rawValue)")
    case .logistic where architecture.averagesVectors:
      throw InputError.notInPyTorch(
        "logistic regression over given word vectors beside its features")
    default: break
    }
    return PyTorchProgram([.classifier], isTransformer: architecture.modelType == .transformer)
  }
}
