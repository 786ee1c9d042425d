import ParlanceArrays
import ParlanceNN
import ParlanceSystem

/// A model of which other programs can be told what it reads of a text.
public protocol InputExporting: StoredModel {
  /// What its network is given for a line of text: a batch of one.
  func exportedInputs(of line: String) -> [ExportedInput]
}

/// A model that can be written as a file of ONNX, for programs in other languages.
public protocol ONNXExporting: InputExporting {
  /// The model as a graph, or as several that are run one after the other.
  ///
  /// - Throws: `InputError` that names what ONNX's operators have not.
  func onnxFiles() throws -> [ONNXFile]
}

/// A graph with its name and what is said of it.
public struct ONNXFile {
  /// The operators and weights.
  public var graph: ONNXGraph
  /// What it is called.
  public let name: String
  /// Texts that programs can read: vocabulary and labels, one a line, and how texts become inputs.
  public var metadata: [(String, String)]

  /// Takes a graph.
  public init(_ graph: ONNXGraph, name: String, metadata: [(String, String)]) {
    (self.graph, self.name, self.metadata) = (graph, name, metadata)
  }

  /// Writes the file, whole or not at all.
  public func write(to path: String) throws {
    try graph.write(to: path, name: name, metadata: metadata)
  }
}

/// An input of a network by its name: its shape, and its numbers row by row.
public struct ExportedInput: Encodable, Sendable, Equatable {
  /// The name in the graph.
  public let name: String
  /// The sizes.
  public let shape: [Int]
  /// Whole numbers; nil where they are not whole.
  public private(set) var integers: [Int]?
  /// Numbers; nil where they are whole.
  public private(set) var floats: [Float]?

  /// Whole numbers.
  public init(_ name: String, shape: [Int], _ integers: [some BinaryInteger]) {
    (self.name, self.shape, self.integers) = (name, shape, integers.map { Int($0) })
  }

  /// Numbers that are not whole.
  public init(_ name: String, shape: [Int], floats: [Float]) {
    (self.name, self.shape, self.floats) = (name, shape, floats)
  }
}
