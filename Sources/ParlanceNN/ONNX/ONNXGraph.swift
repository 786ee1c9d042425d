import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// A network as ONNX's operators, to be run by other programs: what `onnxruntime` and others read.
///
/// Values are known by their names. Weights are float32; a parameter that is used twice is written once.
///
/// ```swift
/// var graph = ONNXGraph()
/// let x = graph.input("x", .float, [.named("batch"), .size(3)])
/// graph.output(try layer.onnx(&graph, x, named: "layer"), as: "y", .float, [.named("batch"), .size(2)])
/// try graph.write(to: "layer.onnx", name: "layer")
/// ```
///
/// Source: *Open Neural Network Exchange*, operator set 17, `onnx.proto` of version 8.
public struct ONNXGraph {
  /// The name of a value.
  public typealias Value = String

  /// What elements are, with ONNX's numbers for them.
  public enum ElementType: Int, Sendable {
    case float = 1
    case int32 = 6
    case int64 = 7
    case bool = 9
    case double = 11
  }

  /// A size, or the name of one that is known when the graph runs.
  public enum Size: Sendable {
    case size(Int)
    case named(String)
  }

  /// A setting of a node.
  public enum Attribute {
    case int(Int)
    case ints([Int])
    case float(Float)
    case string(String)
    case strings([String])
    case graph(ONNXGraph)
  }

  /// What stands before the names of a graph within another.
  private let prefix: String
  private var steps: [ProtobufMessage] = []
  private var weights: [ProtobufMessage] = []
  private var inputs: [ProtobufMessage] = []
  private var outputs: [ProtobufMessage] = []
  private var known: [ObjectIdentifier: Value] = [:]
  private var constants: [[Int]: Value] = [:]

  /// Begins a graph; within another one, with names of its own.
  public init(prefix: String = "") { self.prefix = prefix }

  /// Adds a node: → the names of its outputs.
  public mutating func nodes(
    _ type: String, _ inputs: [Value], outputs count: Int,
    _ attributes: [String: Attribute] = [:]
  ) -> [Value] {
    let name = "\(prefix)\(type)_\(steps.count)"
    let results = (0..<count).map { count == 1 ? name : "\(name)_\($0)" }
    append(type, inputs, results, name, attributes)
    return results
  }

  /// Adds a node: → the name of its only output.
  public mutating func node(
    _ type: String, _ inputs: Value..., attributes: [String: Attribute] = [:]
  ) -> Value {
    nodes(type, inputs, outputs: 1, attributes)[0]
  }

  private mutating func append(
    _ type: String, _ inputs: [Value], _ results: [Value], _ name: String,
    _ attributes: [String: Attribute]
  ) {
    var node = ProtobufMessage()
    for input in inputs { node.string(1, input) }
    for result in results { node.string(2, result) }
    node.string(3, name)
    node.string(4, type)
    for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
      node.message(5, value.message(name))
    }
    steps.append(node)
  }

  /// A parameter as it lies, by a name.
  public mutating func weight(_ parameter: Parameter, named name: String) -> Value {
    if let found = known[ObjectIdentifier(parameter)] { return found }
    let value = weight(parameter.value, named: name)
    known[ObjectIdentifier(parameter)] = value
    return value
  }

  /// Numbers, by a name.
  public mutating func weight(_ value: NDArray, named name: String) -> Value {
    weight(
      prefix + name, value.shape, .float, value.floats.flatMap { $0.bitPattern.littleEndianBytes })
  }

  /// Numbers of 64 bits in a row, by a name.
  mutating func doubles(_ values: [Double], named name: String) -> Value {
    weight(
      "\(prefix)\(name)_\(weights.count)", [values.count], .double,
      values.flatMap { $0.bitPattern.littleEndianBytes })
  }

  /// Whole numbers in a row.
  public mutating func constant(_ values: [Int]) -> Value {
    if let found = constants[values] { return found }
    let name = "\(prefix)constant_\(constants.count)"
    constants[values] = name
    return weight(
      name, [values.count], .int64,
      values.flatMap { UInt64(bitPattern: Int64($0)).littleEndianBytes })
  }

  /// A whole number, which is no row.
  public mutating func scalar(_ value: Int) -> Value {
    node("Squeeze", constant([value]))
  }

  /// A number.
  public mutating func number(_ value: Float) -> Value {
    weight(NDArray([value], shape: []), named: "number_\(weights.count)")
  }

  private mutating func weight(
    _ name: String, _ shape: [Int], _ type: ElementType, _ bytes: [UInt8]
  ) -> Value {
    var tensor = ProtobufMessage()
    for size in shape { tensor.int(1, size) }
    tensor.int(2, type.rawValue)
    tensor.string(8, name)
    tensor.data(9, bytes)
    weights.append(tensor)
    return name
  }

  /// Adds what is given when the graph runs.
  public mutating func input(_ name: String, _ type: ElementType, _ shape: [Size]) -> Value {
    inputs.append(Self.description(prefix + name, type, shape))
    return prefix + name
  }

  /// Says that a value is a result, under a name.
  public mutating func output(
    _ value: Value, as name: String, _ type: ElementType, _ shape: [Size]
  ) {
    append("Identity", [value], [prefix + name], "\(prefix)output_\(outputs.count)", [:])
    outputs.append(Self.description(prefix + name, type, shape))
  }

  private static func description(
    _ name: String, _ type: ElementType, _ shape: [Size]
  ) -> ProtobufMessage {
    var value = ProtobufMessage()
    value.string(1, name)
    value.message(2) {
      $0.message(1) { tensor in
        tensor.int(1, type.rawValue)
        tensor.message(2) { sizes in
          for size in shape {
            sizes.message(1) { dimension in
              switch size {
              case .size(let count): dimension.int(1, count)
              case .named(let name): dimension.string(2, name)
              }
            }
          }
        }
      }
    }
    return value
  }

  fileprivate func message(name: String) -> ProtobufMessage {
    var graph = ProtobufMessage()
    for step in steps { graph.message(1, step) }
    graph.string(2, name)
    for weight in weights { graph.message(5, weight) }
    for input in inputs { graph.message(11, input) }
    for output in outputs { graph.message(12, output) }
    return graph
  }
}

extension ONNXGraph {
  /// The whole file's bytes.
  ///
  /// - `metadata`: texts by their names, which other programs show and hand out.
  /// - Throws: `InputError` for more than 2 GB, which a file cannot have.
  public func bytes(name: String, metadata: [(String, String)] = []) throws -> [UInt8] {
    var model = ProtobufMessage()
    model.int(1, 8)
    model.string(2, "parlance")
    model.message(7, message(name: name))
    model.message(8) { $0.int(2, 17) }
    for (key, value) in metadata {
      model.message(14) {
        $0.string(1, key)
        $0.string(2, value)
      }
    }
    guard model.bytes.count <= Int(Int32.max) else {
      throw InputError(
        .cannotCreate,
        "a file of ONNX holds at most 2 GB, found \(model.bytes.count) bytes: a smaller network, or a "
          + "smaller vocabulary (--vocabulary-size), fits")
    }
    return model.bytes
  }

  /// Writes the file, whole or not at all.
  public func write(to path: String, name: String, metadata: [(String, String)] = []) throws {
    let bytes = try bytes(name: name, metadata: metadata)
    try AtomicFile.write(to: path) { try $0.write(bytes) }
  }
}

extension ONNXGraph.Attribute {
  /// As onnx.proto has it: the value in a field of its kind, the kind in field 20.
  fileprivate func message(_ name: String) -> ProtobufMessage {
    var message = ProtobufMessage()
    message.string(1, name)
    switch self {
    case .float(let value):
      message.float(2, value)
      message.int(20, 1)
    case .int(let value):
      message.int(3, value)
      message.int(20, 2)
    case .string(let value):
      message.string(4, value)
      message.int(20, 3)
    case .graph(let graph):
      message.message(6, graph.message(name: name))
      message.int(20, 5)
    case .ints(let values):
      for value in values { message.int(8, value) }
      message.int(20, 7)
    case .strings(let values):
      for value in values { message.string(9, value) }
      message.int(20, 8)
    }
    return message
  }
}
