import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import Testing

/// One configuration of an operation, with PyTorch's values and gradients for it.
///
/// The file `cases_<group>.safetensors` holds many; `Tools/reference/cases.py` writes them. The
/// arrays of case n are `n.in.<name>` (inputs), `n.out.<k>` (outputs), `n.dy.<k>` (cotangents) and
/// `n.grad.<name>`; `f32.` before a result's name is what PyTorch finds in single precision where
/// that differs.
public struct GoldenCase: Sendable, CustomTestStringConvertible {
  /// The group: the file's name.
  public let group: String
  /// What is checked.
  public let operation: String
  /// The settings as JSON.
  public let settings: Settings
  /// The names of the inputs.
  public let inputNames: [String]
  let number: Int
  let file: SafetensorsFile

  public var testDescription: String { "\(group) \(number): \(operation) \(settings)" }

  /// All cases of a group.
  public static func all(_ group: String) -> [GoldenCase] {
    lock.withLock {
      if let known = groups[group] { return known }
      let cases = read(group)
      groups[group] = cases
      return cases
    }
  }

  // Each file is read once, however many suites take their cases from it.
  private static let lock = NSLock()
  nonisolated(unsafe) private static var groups: [String: [GoldenCase]] = [:]

  private static func read(_ group: String) -> [GoldenCase] {
    do {
      let file = try GoldenFile("cases_\(group)").file
      let text = file.metadata["cases"] ?? "[]"
      let all = try JSONDecoder().decode([Settings].self, from: Data(text.utf8))
      var inputs: [Int: [String]] = [:]
      for key in file.arrays.keys {
        let parts = key.split(separator: ".", maxSplits: 2)
        guard parts.count == 3, parts[1] == "in", let number = Int(parts[0]) else { continue }
        inputs[number, default: []].append(String(parts[2]))
      }
      return all.enumerated().map { number, settings in
        GoldenCase(
          group: group, operation: settings.string("operation"), settings: settings,
          inputNames: (inputs[number] ?? []).sorted(), number: number, file: file)
      }
    } catch { fatalError("golden cases \(group): \(error)") }
  }

  /// The cases of a group for some operations; traps where there is none.
  public static func all(_ group: String, _ operations: String...) -> [GoldenCase] {
    let found = all(group).filter { operations.contains($0.operation) }
    if found.isEmpty { fatalError("golden cases \(group): none for \(operations)") }
    return found
  }

  /// An array by its name after the number, in float64; nil where the case has none.
  public func array(_ name: String) -> NDArray? { file.arrays["\(number).\(name)"] }

  /// Whole numbers by their name; traps where the case has none.
  public func integers(_ name: String) -> SafetensorsFile.Integers {
    guard let found = file.integers["\(number).\(name)"] else {
      fatalError("\(self): no integers \(name)")
    }
    return found
  }

  /// What is wrong with a function's values and gradients in both precisions, or nil.
  ///
  /// - Parameter function: from the inputs by name to the outputs; every input is a parameter.
  public func failure(_ function: ([String: Tensor]) throws -> [Tensor]) rethrows -> String? {
    var failure: String?
    for (type, tolerance) in precisions where failure == nil {
      let inputs = inputNames.map { ($0, Parameter(array("in.\($0)")!.cast(to: type))) }
      let outputs = try function(
        Dictionary(uniqueKeysWithValues: inputs.map { ($0.0, $0.1.tensor) }))
      failure = problem(outputs, inputs, tolerance).map { "\(type), \($0)" }
    }
    return failure
  }

  func problem(
    _ outputs: [Tensor], _ inputs: [(name: String, parameter: Parameter)], _ tolerance: Double
  ) -> String? {
    var gradients = Gradients()
    for (place, output) in outputs.enumerated() {
      if let problem = difference(output.array, "out.\(place)", tolerance) { return problem }
      guard let dy = array("dy.\(place)"), output.isInGraph else { continue }
      let part = output.backward(dy.cast(to: output.elementType))
      for (_, parameter) in inputs where part.contains(parameter) {
        let sum = gradients.contains(parameter) ? gradients[parameter] : nil
        gradients[parameter] = part[parameter]
        if let sum {
          gradients.update([parameter]) { $0.kernels.addScaled(1, sum, &$0) }
        }
      }
    }
    for (name, parameter) in inputs where array("grad.\(name)") != nil {
      let gradient = parameter.layout.turned(gradients[parameter])
      if let problem = difference(gradient, "grad.\(name)", tolerance) { return problem }
    }
    return nil
  }

  /// How an array differs from the case's, or nil; in float32 an element may equal either what
  /// PyTorch finds in double precision or what it finds in single.
  public func difference(_ found: NDArray, _ name: String, _ tolerance: Double) -> String? {
    guard let expected = array(name) else { return "the case has no \(name)" }
    guard found.shape == expected.shape else {
      return "\(name) has shape \(found.shape), expected \(expected.shape)"
    }
    let single = found.elementType == .float32 ? array("f32.\(name)")?.doubles : nil
    let exact = expected.cast(to: found.elementType).doubles
    for (place, (a, b)) in zip(found.doubles, exact).enumerated() {
      if isNear(a, b, tolerance) { continue }
      if let single, isNear(a, single[place], tolerance) { continue }
      return "\(name) at \(place) is \(a), expected \(b)"
        + (single.map { " or \($0[place])" } ?? "")
    }
    return nil
  }

  /// Notes whether the case has passed, where `make conformance` counts.
  public func record(_ hasPassed: Bool) {
    guard let path = ProcessInfo.processInfo.environment["PARLANCE_CONFORMANCE"],
      let file = fopen(path, "a")
    else { return }
    fputs("\(group)\t\(operation)\t\(hasPassed ? "passed" : "failed")\n", file)
    fclose(file)
  }
}

/// Expects a case's values and gradients in both precisions.
public func expectCase(
  _ golden: GoldenCase, _ location: SourceLocation = #_sourceLocation,
  _ function: ([String: Tensor]) throws -> [Tensor]
) rethrows {
  let failure = try golden.failure(function)
  golden.record(failure == nil)
  #expect(failure == nil, "\(golden)", sourceLocation: location)
}

/// A case's settings by name.
public struct Settings: Sendable, Decodable, CustomStringConvertible {
  private enum Value: Sendable, Decodable {
    case none
    case bool(Bool)
    case number(Double)
    case text(String)
    case list([Value])

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        self = .none
      } else if let bool = try? value.decode(Bool.self) {
        self = .bool(bool)
      } else if let number = try? value.decode(Double.self) {
        self = .number(number)
      } else if let text = try? value.decode(String.self) {
        self = .text(text)
      } else {
        self = .list(try value.decode([Value].self))
      }
    }
  }

  private let values: [String: Value]

  public init(from decoder: any Decoder) throws {
    values = try decoder.singleValueContainer().decode([String: Value].self)
  }

  /// Whether the setting is there and not null.
  public func has(_ name: String) -> Bool {
    if case .none? = values[name] { return false }
    return values[name] != nil
  }

  public func bool(_ name: String) -> Bool {
    if case .bool(let value)? = values[name] { return value }
    fatalError("settings: no bool \(name)")
  }

  public func double(_ name: String) -> Double {
    switch values[name] {
    case .number(let value)?: return value
    // JSON has no numbers that are not finite.
    case .text(let text)? where Double(text) != nil: return Double(text)!
    default: fatalError("settings: no number \(name)")
    }
  }

  public func int(_ name: String) -> Int { Int(double(name)) }

  public func string(_ name: String) -> String {
    if case .text(let value)? = values[name] { return value }
    fatalError("settings: no text \(name)")
  }

  public func doubles(_ name: String) -> [Double] {
    guard case .list(let list)? = values[name] else { fatalError("settings: no list \(name)") }
    return list.map { value in
      if case .number(let number) = value { return number }
      fatalError("settings: \(name) is not a list of numbers")
    }
  }

  public func ints(_ name: String) -> [Int] { doubles(name).map { Int($0) } }

  public func strings(_ name: String) -> [String] {
    guard case .list(let list)? = values[name] else { fatalError("settings: no list \(name)") }
    return list.map { value in
      if case .text(let text) = value { return text }
      fatalError("settings: \(name) is not a list of texts")
    }
  }

  public func bools(_ name: String) -> [Bool] {
    guard case .list(let list)? = values[name] else { fatalError("settings: no list \(name)") }
    return list.map { value in
      if case .bool(let bool) = value { return bool }
      fatalError("settings: \(name) is not a list of booleans")
    }
  }

  public var description: String {
    values.filter { $0.key != "operation" }.sorted { $0.key < $1.key }
      .map { "\($0.key)=\($0.value)" }.joined(separator: " ")
  }
}
