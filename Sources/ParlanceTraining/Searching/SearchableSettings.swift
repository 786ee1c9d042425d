import ParlanceSystem

/// Settings of which the best can be looked for, and with which a model can be made several times.
public protocol SearchableSettings: RunSettings {
  /// What random numbers are drawn from.
  var seed: UInt64 { get set }
  /// Passes over the data, of which a trial takes a share; nil where a model is made in one go.
  var passes: Int? { get set }
  /// Which settings decide how good the model is, and where the best of them may lie.
  var searched: [SearchedSetting<Self>] { get }
  /// The same for a trial, whose score is compared with those of others: on data that no trial learns
  /// from. By default the settings themselves.
  var forTrials: Self { get }
}

extension SearchableSettings {
  public var forTrials: Self { self }
}

/// Searchable settings of a model that is trained step by step.
public protocol TrainedSettings: SearchableSettings {
  /// How it is trained.
  var training: TrainingConfiguration { get set }
}

extension TrainedSettings {
  public var seed: UInt64 {
    get { training.seed }
    set { training.seed = newValue }
  }

  public var passes: Int? {
    get { training.epochs }
    set { training.epochs = newValue ?? training.epochs }
  }
}

/// A setting that is looked for: its name, where it lies and what it may be.
///
/// ```swift
/// SearchedSetting<LanguageModelSettings>(
///   "learningRate", \.training.learningRate, .real(1e-3...1e-2, isLogarithmic: true))
/// ```
public struct SearchedSetting<Settings: Sendable>: Sendable {
  /// What reports call it.
  public let name: String
  /// What it may be.
  public let range: SearchRange
  /// The earlier setting that it goes with, and its values; nil where it is always there.
  public let condition: SearchSpace.Setting.Condition?
  private let set: @Sendable (SearchValue, inout Settings) -> Bool

  /// A number or a word.
  ///
  /// - `other`, `values`: an earlier setting, and its values with which this one is looked for.
  public init<Value: LosslessStringConvertible & Sendable>(
    _ name: String, _ path: WritableKeyPath<Settings, Value> & Sendable, _ range: SearchRange,
    where other: String? = nil, is values: [String] = []
  ) {
    self.init(name, range, where: other, is: values) { value, settings in
      guard let value = Value(value.description) else { return false }
      settings[keyPath: path] = value
      return true
    }
  }

  /// One of some names.
  public init<Value: RawRepresentable<String> & Sendable>(
    _ name: String, _ path: WritableKeyPath<Settings, Value> & Sendable, _ range: SearchRange,
    where other: String? = nil, is values: [String] = []
  ) {
    self.init(name, range, where: other, is: values) { value, settings in
      guard let value = Value(rawValue: value.description) else { return false }
      settings[keyPath: path] = value
      return true
    }
  }

  /// Whatever a function makes of a value; it returns whether the value does.
  public init(
    _ name: String, _ range: SearchRange, where other: String? = nil, is values: [String] = [],
    set: @escaping @Sendable (SearchValue, inout Settings) -> Bool
  ) {
    (self.name, self.range, self.set) = (name, range, set)
    condition = other.map { SearchSpace.Setting.Condition(name: $0, values: values) }
  }

  fileprivate func take(_ value: SearchValue, in settings: inout Settings) throws {
    guard set(value, &settings) else {
      throw InputError(.usage, SettingProblem(name, expected: "a value of its kind", found: value))
    }
  }
}

extension SearchableSettings {
  /// These settings with values in the place of their own, set in the order of the space.
  ///
  /// - Throws: `InputError` of kind `usage` for a value that a setting cannot have.
  public func with(
    _ values: [String: SearchValue], of space: [SearchedSetting<Self>]
  ) throws -> Self {
    try space.reduce(into: self) { settings, setting in
      if let value = values[setting.name] { try setting.take(value, in: &settings) }
    }
  }
}

extension SearchSpace {
  /// The space of some settings.
  ///
  /// - `name`: what each is called instead of its own name.
  public init<Settings>(
    _ settings: [SearchedSetting<Settings>], name: (String) -> String = { $0 }
  ) {
    self.init()
    for setting in settings {
      add(
        name(setting.name), setting.range, where: setting.condition.map { name($0.name) },
        is: setting.condition?.values ?? [])
    }
  }
}
