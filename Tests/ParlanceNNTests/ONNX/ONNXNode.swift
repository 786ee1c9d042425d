import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport

/// One of ONNX's node tests: an operator, its attributes and its inputs by place.
struct ONNXNode {
  /// What an operator of ONNX is in terms of this library; nil for an output that is random.
  typealias Operator = @Sendable (ONNXNode) -> [Tensor?]

  /// Every operator by its name.
  static let operators: [String: Operator] = [
    elements, shapes, reductions, layers, recurrent, losses,
  ]
  .reduce(into: [:]) { $0.merge($1) { _, _ in fatalError("an operator has two meanings") } }

  let golden: GoldenCase

  var settings: Settings { golden.settings }
  var name: String { settings.string("test") }

  private var kinds: [String] { settings.strings("inputs") }
  var inputCount: Int { kinds.count }

  /// Whether an input is there.
  func has(_ place: Int) -> Bool { place < kinds.count && kinds[place] != "none" }

  /// An input as a tensor; whole numbers as they are.
  func x(_ place: Int) -> Tensor {
    if let array = golden.array("in.\(place)") { return Tensor(array) }
    let found = golden.integers("\(place)")
    return Tensor(NDArray(float64: found.values.map(Double.init), shape: found.shape))
  }

  /// All inputs.
  var all: [Tensor] { (0..<inputCount).map(x) }

  /// A vector of whole numbers.
  func ints(_ place: Int) -> [Int] { golden.integers("\(place)").values }

  func ids(_ place: Int) -> [Int32] { ints(place).map { Int32($0) } }

  func shape(_ place: Int) -> [Int] { x(place).shape }

  /// A number: an input with one element.
  func number(_ place: Int) -> Double { x(place).item }

  func double(_ name: String, _ fallback: Double) -> Double {
    settings.has(name) ? settings.double(name) : fallback
  }

  func int(_ name: String, _ fallback: Int) -> Int {
    settings.has(name) ? settings.int(name) : fallback
  }

  func string(_ name: String, _ fallback: String) -> String {
    settings.has(name) ? settings.string(name) : fallback
  }

  func ints(_ name: String, _ fallback: [Int]) -> [Int] {
    settings.has(name) ? settings.ints(name) : fallback
  }

  /// What differs from ONNX's outputs, or nil.
  func failure(as operation: String? = nil) -> String? {
    guard let run = Self.operators[operation ?? golden.operation] else { return "no such operator" }
    let wanted = settings.bools("outputs")
    let outputs = withoutGraph { run(self) }
    for (place, isWanted) in wanted.enumerated() where isWanted {
      guard place < outputs.count else { return "no output \(place)" }
      guard let output = outputs[place] else { continue }
      let array = golden.array("out.\(place)")!
      if let problem = golden.difference(
        output.array.cast(to: array.elementType), "out.\(place)", 1e-5)
      {
        return problem
      }
    }
    return nil
  }
}
