import ParlanceTraining

extension PyTorchProgram {
  /// The program: `model.py`, to be put beside the files of the model.
  ///
  /// It needs PyTorch and nothing else. `load()` gives the network with its weights, `predict` asks it; run as a
  /// program it answers a line of standard input with a line of JSON.
  public var text: String {
    let kind = parts.dropFirst().first { $0 != .transformer }?.rawValue ?? ""
    let title = kind.replacing("_", with: " ")
    return "\"\"\"A \(title) of Parlance in PyTorch: reads the files beside this one.\"\"\"\n\n"
      + parts.map(Self.text).joined(separator: "\n\n")
  }

  private static func text(_ part: Part) -> String {
    let bytes =
      switch part {
      case .head: PackageResources.pytorch_head_py
      case .transformer: PackageResources.pytorch_transformer_py
      case .languageModel: PackageResources.pytorch_language_model_py
      case .classifier: PackageResources.pytorch_classifier_py
      case .tagger: PackageResources.pytorch_tagger_py
      case .recurrentTranslator: PackageResources.pytorch_recurrent_translator_py
      case .transformerTranslator: PackageResources.pytorch_transformer_translator_py
      case .translator: PackageResources.pytorch_translator_py
      case .tail: PackageResources.pytorch_tail_py
      }
    return String(decoding: bytes, as: UTF8.self)
  }
}
