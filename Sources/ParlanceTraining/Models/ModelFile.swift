import ParlanceArrays
import ParlanceNN
import ParlanceSystem

/// One of the files that a model directory has beside `model.json`.
public struct ModelFile {
  /// Its name in the directory.
  public let name: String
  /// Writes it to a path.
  let write: (_ path: String) throws -> Void
  /// What it holds, where that is text and does not change in training.
  let text: String?

  /// A file that is written by a function.
  public init(_ name: String, write: @escaping (_ path: String) throws -> Void) {
    (self.name, self.write, text) = (name, write, nil)
  }

  /// A text: a vocabulary, labels.
  public init(_ name: String, text: String) {
    self.name = name
    self.text = text
    write = { try AtomicFile.write(text, to: $0) }
  }

  static let weightsName = "weights.safetensors"

  /// All that a module holds, as PyTorch names it.
  public static func weights(of module: any Module) -> ModelFile {
    ModelFile(weightsName) { path in
      try Safetensors.write(module.stateDictionary, metadata: ["format": "pt"], to: path)
    }
  }
}
