import ParlanceSystem

/// A model whose files a program of PyTorch reads, with the same answers.
public protocol PyTorchExporting: InputExporting {
  /// The program that reads its network.
  ///
  /// - Throws: `InputError` that names what no program has.
  func pyTorch() throws -> PyTorchProgram
}

/// A program of PyTorch, `model.py`, by the parts that it is put together from.
public struct PyTorchProgram: Sendable, Equatable {
  /// A part, a file of Python.
  public enum Part: String, Sendable, CaseIterable {
    /// Reads the files of a model.
    case head
    /// Attention and the layers of a transformer.
    case transformer
    case languageModel = "language_model"
    case classifier, tagger
    case recurrentTranslator = "recurrent_translator"
    case transformerTranslator = "transformer_translator"
    /// Writes a translation, whatever the network.
    case translator
    /// Answers lines of standard input.
    case tail
  }

  /// In order.
  public let parts: [Part]

  /// A program with these parts between its head and its end.
  ///
  /// - `isTransformer`: whether the network is one.
  public init(_ parts: [Part], isTransformer: Bool = false) {
    self.parts = [.head] + (isTransformer ? [.transformer] : []) + parts + [.tail]
  }
}

extension InputError {
  /// Says that no program of PyTorch has a part.
  public static func notInPyTorch(_ what: String) -> InputError {
    InputError(.badData, "\(what) cannot be written for PyTorch")
  }
}
