import ParlanceArrays
import ParlanceSystem

/// A formula of numbers and names, as `c * (a + 2 * b)` or `L = c * (a + 2 * b)`, that builds a graph.
///
/// `+ - * / **` with their usual ranks (`**` from the right, before a minus sign on its left), parentheses, and
/// the functions tanh, sigmoid, relu, exp, log, sqrt, sin, cos, abs.
public struct Formula: Sendable {
  /// The names of what stands in it, in the order in which they come.
  public let names: [String]
  /// What the result is called, where the formula says so.
  public let result: String?
  private let root: Term

  private indirect enum Term: Sendable {
    case number(Double)
    case name(String)
    case negative(Term)
    case sum(Term, Term)
    case difference(Term, Term)
    case product(Term, Term)
    case quotient(Term, Term)
    case power(Term, Term)
    case function(String, Term)
  }

  /// The functions that a formula may use.
  public static let functions: [String: @Sendable (Tensor) -> Tensor] = [
    "tanh": { tanh($0) }, "sigmoid": { sigmoid($0) }, "relu": { relu($0) }, "exp": { exp($0) },
    "log": { log($0) }, "sqrt": { sqrt($0) }, "sin": { sin($0) }, "cos": { cos($0) },
    "abs": { abs($0) },
  ]

  /// Reads a formula.
  ///
  /// - Throws: `InputError.usage` that names the place, what was expected there and what was found.
  public init(_ text: String) throws {
    var reader = FormulaReader(text)
    result = try reader.resultName()
    root = try Self.sum(&reader)
    guard let rest = reader.peek else {
      names = Self.names(root)
      return
    }
    throw reader.problem("an operator or the end", rest.text)
  }

  /// The value with its graph; traps for a name without a tensor.
  public func value(_ values: [String: Tensor]) -> Tensor { Self.value(root, values) }

  private static func value(_ term: Term, _ values: [String: Tensor]) -> Tensor {
    func of(_ term: Term) -> Tensor { value(term, values) }
    switch term {
    case .number(let number): return Tensor(number, .float64)
    case .name(let name):
      guard let value = values[name] else { fatalError("Formula: no value for \(name)") }
      return value
    case .negative(let a): return -of(a)
    case .sum(let a, let b): return of(a) + of(b)
    case .difference(let a, let b): return of(a) - of(b)
    case .product(let a, let b): return of(a) * of(b)
    case .quotient(let a, let b): return of(a) / of(b)
    case .power(let a, .number(let exponent)): return pow(of(a), exponent)
    case .power(let a, .negative(.number(let exponent))): return pow(of(a), -exponent)
    case .power(let a, let b): return pow(of(a), of(b))
    case .function(let name, let a): return functions[name]!(of(a))
    }
  }

  private static func names(_ term: Term) -> [String] {
    switch term {
    case .number: []
    case .name(let name): [name]
    case .negative(let a), .function(_, let a): names(a)
    case .sum(let a, let b), .difference(let a, let b), .product(let a, let b),
      .quotient(let a, let b), .power(let a, let b):
      names(a) + names(b).filter { !names(a).contains($0) }
    }
  }

  // MARK: Grammar, from the weakest to the strongest

  private static func sum(_ reader: inout FormulaReader) throws -> Term {
    var left = try product(&reader)
    while let sign = reader.take("+", "-") {
      let right = try product(&reader)
      left = sign == "+" ? .sum(left, right) : .difference(left, right)
    }
    return left
  }

  private static func product(_ reader: inout FormulaReader) throws -> Term {
    var left = try factor(&reader)
    while let sign = reader.take("*", "/") {
      let right = try factor(&reader)
      left = sign == "*" ? .product(left, right) : .quotient(left, right)
    }
    return left
  }

  private static func factor(_ reader: inout FormulaReader) throws -> Term {
    if reader.take("-") != nil {
      try reader.enter()
      defer { reader.leave() }
      return .negative(try factor(&reader))
    }
    let base = try atom(&reader)
    guard reader.take("**", "^") != nil else { return base }
    try reader.enter()
    defer { reader.leave() }
    return .power(base, try factor(&reader))
  }

  private static func atom(_ reader: inout FormulaReader) throws -> Term {
    guard let token = reader.peek else { throw reader.problem("a number, a name or (", "the end") }
    switch token.kind {
    case .number(let number):
      reader.skip()
      return .number(number)
    case .name:
      reader.skip()
      guard reader.take("(") != nil else { return .name(token.text) }
      guard functions[token.text] != nil else {
        throw reader.problem(
          "one of the functions \(functions.keys.sorted().joined(separator: ", "))", token.text)
      }
      return .function(token.text, try inside(&reader))
    case .sign:
      guard reader.take("(") != nil else {
        throw reader.problem("a number, a name or (", token.text)
      }
      return try inside(&reader)
    }
  }

  /// Up to the parenthesis that closes.
  private static func inside(_ reader: inout FormulaReader) throws -> Term {
    try reader.enter()
    defer { reader.leave() }
    let term = try sum(&reader)
    guard reader.take(")") != nil else { throw reader.problem(")", reader.peek?.text ?? "the end") }
    return term
  }
}
