/// One option, declared once: its name, what it sets, which values do, and what the help says.
///
/// All else follows: how it is read from a command line and from a file, checked, and written back, and
/// what the help says of its default, which is the settings' own.
struct OptionRow<Settings: Sendable>: Sendable {
  /// As on the command line without the dashes, and as the key in a file.
  let name: String
  /// What it is, without its default.
  let help: String
  /// The form of its values.
  let form: OptionForm
  /// What the help says of the default where the setting says nothing, or too much.
  let standing: String?
  /// The kinds of model that have the option; nil for all.
  private(set) var kinds: [String]?
  /// Whether it is one of those that are used the most.
  private(set) var isOften = false
  /// What it goes with.
  private(set) var rules: [OptionRule] = []
  /// What it is in a run whose file does not have it, since a build made it that had no such option; nil for
  /// the default.
  private(set) var earlier: String?
  /// Sets the setting from a value that does.
  let set: @Sendable (_ text: String, inout Settings) -> Void
  /// The setting as text; nil where it has none.
  let text: @Sendable (Settings) -> String?

  /// An option whose setting always has a value.
  ///
  /// - `value`: what the help calls a value, where its form has no good name.
  /// - `default`: what the help says of it; nil for what the settings say.
  init<Value: Sendable>(
    _ name: String, _ path: WritableKeyPath<Settings, Value> & Sendable, _ form: ValueForm<Value>,
    _ help: String, value: String? = nil, default standing: String? = nil
  ) {
    self.init(name, form, help, value, standing) {
      $1[keyPath: path] = $0
    } get: {
      $0[keyPath: path]
    }
  }

  /// An option whose setting may be nil.
  init<Value: Sendable>(
    _ name: String, _ path: WritableKeyPath<Settings, Value?> & Sendable, _ form: ValueForm<Value>,
    _ help: String, value: String? = nil, default standing: String? = nil
  ) {
    self.init(name, form, help, value, standing) {
      $1[keyPath: path] = $0
    } get: {
      $0[keyPath: path]
    }
  }

  private init<Value: Sendable>(
    _ name: String, _ form: ValueForm<Value>, _ help: String, _ valueName: String?,
    _ standing: String?, set: @escaping @Sendable (Value, inout Settings) -> Void,
    get: @escaping @Sendable (Settings) -> Value?
  ) {
    (self.name, self.help, self.standing) = (name, help, standing)
    self.form = OptionForm(
      expected: form.expected, valueName: valueName ?? form.name, choices: form.choices,
      isTruth: Value.self == Bool.self && form.choices.isEmpty, isText: form.isText,
      isPath: form.isPath, takesMany: form.takesMany, located: form.located,
      canonical: { text in form.read(text).map { form.keepsText ? text : form.write($0) } })
    self.set = { text, settings in
      if let value = form.read(text) { set(value, &settings) }
    }
    text = { get($0).map(form.write) }
  }
}

extension OptionRow {
  /// The option of settings as one of those that have them as a part.
  func within<Outer: Sendable>(_ path: WritableKeyPath<Outer, Settings> & Sendable) -> OptionRow<
    Outer
  > {
    OptionRow<Outer>(self, path)
  }

  private init<Inner: Sendable>(
    _ inner: OptionRow<Inner>, _ path: WritableKeyPath<Settings, Inner> & Sendable
  ) {
    (name, help, form, standing) = (inner.name, inner.help, inner.form, inner.standing)
    (kinds, isOften, rules) = (inner.kinds, inner.isOften, inner.rules)
    earlier = inner.earlier
    set = { inner.set($0, &$1[keyPath: path]) }
    text = { inner.text($0[keyPath: path]) }
  }

  /// The option of some kinds of model only.
  func only<Kind: RawRepresentable<String>>(for kinds: [Kind]) -> Self {
    var row = self
    row.kinds = kinds.map(\.rawValue)
    return row
  }

  /// Shown before all others.
  var often: Self {
    var row = self
    row.isOften = true
    return row
  }

  /// Does not change runs that were begun before there was the option.
  func earlier(_ value: String) -> Self {
    var row = self
    row.earlier = value
    return row
  }

  /// Goes with some values of another option only.
  func goes(with name: String, _ values: String...) -> Self {
    adding(.goes(with: name, values: values))
  }

  /// Does not go with a value of another option.
  func goesNot(with name: String, _ value: String) -> Self {
    adding(.goesNot(with: name, value: value))
  }

  /// Means nothing without another option.
  func needs(_ name: String) -> Self { adding(.needs(name)) }

  /// Does not go with other options.
  func excludes(_ names: String...) -> Self {
    names.reduce(self) { $0.adding(.excludes($1)) }
  }

  private func adding(_ rule: OptionRule) -> Self {
    var row = self
    row.rules.append(rule)
    return row
  }

  /// Whether the kind of model has it.
  func goes(withKind kind: String) -> Bool { kinds?.contains(kind) ?? true }
}

/// A form of values without their type.
struct OptionForm: Sendable {
  let expected: String
  let valueName: String?
  let choices: [String]
  let isTruth: Bool
  let isText: Bool
  let isPath: Bool
  /// Whether several words may follow the option.
  let takesMany: Bool
  /// A value that means the same from every folder.
  let located: @Sendable (String) -> String
  /// A value as a file has it; nil where it does not do.
  let canonical: @Sendable (String) -> String?
}

/// What an option that is set asks of another.
enum OptionRule: Sendable {
  case goes(with: String, values: [String])
  case goesNot(with: String, value: String)
  case needs(String)
  case excludes(String)
}
