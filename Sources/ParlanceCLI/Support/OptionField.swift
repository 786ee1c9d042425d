import ArgumentParser

/// Options that a file can give as well as the command line: that of `--config`, and `run/config.yaml`.
///
/// An option that nobody said is nil.
protocol ConfigurableOptions: ParsableArguments {
  /// All options, in the order in which a file has them.
  static var fields: [OptionField<Self>] { get }
  /// The kind of model, as `--model-type` has it: not every option goes with each.
  var kind: String { get }
}

extension ConfigurableOptions {
  /// Nothing said.
  static func none() -> Self {
    // An empty command line has no way to be wrong.
    try! parse([])
  }

  /// These options, with what `other` says in their place.
  func overridden(by other: Self) -> Self {
    var result = self
    for field in Self.fields { field.merge(other, &result) }
    return result
  }

  /// The first option that is said and does not go with the kind of model, or nil.
  var misplaced: String? {
    let field = Self.fields.first { $0.yaml(self) != nil && $0.kinds?.contains(kind) == false }
    return field.map { "--\($0.name) does not go with --model-type \(kind)" }
  }

  /// Throws for the first option whose value does not do.
  func validateFields() throws {
    for field in Self.fields {
      if let (expected, found) = field.problem(self) {
        throw ValidationError("--\(field.name): expected \(expected), found \(found)")
      }
    }
  }
}

/// One of some options by its name: how it is read from a file, checked, merged and written back.
struct OptionField<Options> {
  /// As on the command line without the dashes, and as the key in a file.
  let name: String
  /// The kinds of model that have the option; nil for all.
  private(set) var kinds: [String]?
  /// Sets the option from a file's scalar; returns what was expected where that does not do.
  let read: (_ text: String, inout Options) -> String?
  /// What is expected, and the value, where the value does not do.
  let problem: (Options) -> (expected: String, found: String)?
  /// Takes the option over where it is said in the first.
  let merge: (Options, inout Options) -> Void
  /// The value as YAML, or nil.
  let yaml: (Options) -> String?

  /// A field of values of one type.
  init<Value: ExpressibleByArgument>(
    _ name: String, _ path: WritableKeyPath<Options, Value?>, expected: String,
    accepts: @escaping (Value) -> Bool = { _ in true }
  ) {
    self.name = name
    read = { text, options in
      guard let value = Value(argument: text), accepts(value) else { return expected }
      options[keyPath: path] = value
      return nil
    }
    problem = { options in
      guard let value = options[keyPath: path], !accepts(value) else { return nil }
      return (expected, "\(value)")
    }
    merge = { other, options in
      if let value = other[keyPath: path] { options[keyPath: path] = value }
    }
    yaml = { options in
      guard let value = options[keyPath: path] else { return nil }
      if let text = value as? String { return quoted(text) }
      return (value as? any RawRepresentable<String>)?.rawValue ?? "\(value)"
    }
  }

  /// The field of a group of options as one of the options that have the group.
  func within<Outer>(_ path: WritableKeyPath<Outer, Options>) -> OptionField<Outer> {
    OptionField<Outer>(inner: self, path)
  }

  private init<Inner>(inner: OptionField<Inner>, _ path: WritableKeyPath<Options, Inner>) {
    (name, kinds) = (inner.name, inner.kinds)
    read = { inner.read($0, &$1[keyPath: path]) }
    problem = { inner.problem($0[keyPath: path]) }
    merge = { inner.merge($0[keyPath: path], &$1[keyPath: path]) }
    yaml = { inner.yaml($0[keyPath: path]) }
  }

  /// The field of some kinds of model only.
  func only<Kind: RawRepresentable<String>>(for kinds: [Kind]) -> Self {
    var field = self
    field.kinds = kinds.map(\.rawValue)
    return field
  }
}

extension OptionField {
  typealias Path<Value> = WritableKeyPath<Options, Value?>

  /// A path, or another text that is not empty.
  static func text(_ name: String, _ path: Path<String>, _ expected: String = "a path") -> Self {
    Self(name, path, expected: expected) { !$0.isEmpty }
  }

  /// Yes or no.
  static func truth(_ name: String, _ path: Path<Bool>) -> Self {
    Self(name, path, expected: "true or false")
  }

  /// One of some names.
  static func choice<Value: ExpressibleByArgument>(_ name: String, _ path: Path<Value>) -> Self {
    Self(name, path, expected: "one of " + Value.allValueStrings.joined(separator: ", "))
  }

  /// A whole number.
  static func number(_ name: String, _ path: Path<Int>, _ range: ClosedRange<Int>) -> Self {
    Self(
      name, path, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)"
    ) { range.contains($0) }
  }

  /// A number that is more than 0.
  static func positive(_ name: String, _ path: Path<Double>) -> Self {
    Self(name, path, expected: "a positive number") { $0 > 0 && $0.isFinite }
  }

  /// A number that is 0 or more.
  static func nonnegative(_ name: String, _ path: Path<Double>) -> Self {
    Self(name, path, expected: "0 or a positive number") { $0 >= 0 && $0.isFinite }
  }

  /// A share that is less than 1.
  static func rate(_ name: String, _ path: Path<Double>) -> Self {
    Self(name, path, expected: "a number of [0, 1)") { $0 >= 0 && $0 < 1 }
  }
}

/// As a double-quoted scalar of YAML.
private func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": result += "\\\(scalar)"
    case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
      let digits = String(scalar.value, radix: 16)
      result += "\\x" + (digits.count < 2 ? "0" : "") + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
