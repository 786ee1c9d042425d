import Foundation
import ParlanceSystem

/// What a setting may be.
public enum SearchRange: Codable, Sendable, Equatable {
  /// One of some values, all as likely.
  case choice([String])
  /// A number between two, by its logarithm where that is said.
  case real(ClosedRange<Double>, isLogarithmic: Bool = false)
  /// A whole number between two, by its logarithm where that is said.
  case integer(ClosedRange<Int>, isLogarithmic: Bool = false)

  /// The value at a place of [0, 1) along the range.
  func value(at place: Double) -> SearchValue {
    func along(_ low: Double, _ high: Double, _ isLogarithmic: Bool) -> Double {
      isLogarithmic
        ? exp(log(low) + place * (log(high) - log(low))) : low + place * (high - low)
    }
    switch self {
    case .choice(let values): return .text(values[Int(place * Double(values.count))])
    case .real(let range, let isLogarithmic):
      let value = along(range.lowerBound, range.upperBound, isLogarithmic)
      // Three digits say enough, and read well.
      let rounded = Double(String(format: "%.3g", value)) ?? value
      return .real(min(max(rounded, range.lowerBound), range.upperBound))
    case .integer(let range, let isLogarithmic):
      // Each whole number has a step of its own; by the logarithm, one from k to k + 1.
      let value = along(Double(range.lowerBound), Double(range.upperBound) + 1, isLogarithmic)
      return .integer(min(Int(value), range.upperBound))
    }
  }

  /// What is wrong with it, or nil.
  var problem: String? {
    switch self {
    case .choice(let values): values.isEmpty ? "has no values" : nil
    case .real(let range, let isLogarithmic):
      !range.upperBound.isFinite || !range.lowerBound.isFinite
        ? "has no finite ends"
        : isLogarithmic && range.lowerBound <= 0 ? "has no logarithm at its lower end" : nil
    case .integer(let range, let isLogarithmic):
      isLogarithmic && range.lowerBound <= 0 ? "has no logarithm at its lower end" : nil
    }
  }
}

/// A setting's value, as text what a command line or a file of settings would have.
public enum SearchValue: Codable, Sendable, Hashable, CustomStringConvertible {
  case text(String)
  case real(Double)
  case integer(Int)

  public var description: String {
    switch self {
    case .text(let text): text
    case .real(let number): "\(number)"
    case .integer(let number): "\(number)"
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Int.self) {
      self = .integer(number)
    } else if let number = try? container.decode(Double.self) {
      self = .real(number)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  /// As a plain number or string; a whole number is read back as one.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .real(let number): try container.encode(number)
    case .integer(let number): try container.encode(number)
    }
  }
}

/// The settings among which the best are looked for.
public struct SearchSpace: Codable, Sendable, Equatable {
  /// A setting: its name, what it may be, and which other settings it goes with.
  public struct Setting: Codable, Sendable, Equatable {
    public let name: String
    public let range: SearchRange
    /// An earlier setting, and its values with which this one is there; nil where it always is.
    public let condition: Condition?

    fileprivate func excludes(_ other: Setting) -> Bool {
      guard let a = condition, let b = other.condition, a.name == b.name else { return false }
      return Set(a.values).isDisjoint(with: b.values)
    }

    /// What an earlier setting must be.
    public struct Condition: Codable, Sendable, Equatable {
      public let name: String
      public let values: [String]
    }
  }

  /// In the order in which they are drawn.
  public private(set) var settings: [Setting] = []

  /// A space without settings.
  public init() {}

  /// Adds a setting; traps where its range is none, or where the name is there already and both may
  /// be there at once.
  public mutating func add(
    _ name: String, _ range: SearchRange, where other: String? = nil, is values: [String] = []
  ) {
    if let problem = range.problem { fatalError("SearchSpace.add: \(name) \(problem)") }
    let setting = Setting(
      name: name, range: range,
      condition: other.map { Setting.Condition(name: $0, values: values) })
    guard !settings.contains(where: { $0.name == name && !$0.excludes(setting) }) else {
      fatalError("SearchSpace.add: \(name) is there already")
    }
    settings.append(setting)
  }

  /// The space without the settings that are fixed elsewhere, to these values.
  public func fixing(_ values: [String: String]) -> SearchSpace {
    var space = self
    space.settings = settings.compactMap { setting in
      if values[setting.name] != nil { return nil }
      guard let condition = setting.condition, let value = values[condition.name] else {
        return setting
      }
      return condition.values.contains(value)
        ? Setting(name: setting.name, range: setting.range, condition: nil) : nil
    }
    return space
  }

  /// Draws values of all settings that go together; the same key gives the same ones.
  public func sample(key: RandomKey) -> [String: SearchValue] {
    var values: [String: SearchValue] = [:]
    for (index, setting) in settings.enumerated() {
      // A number for each setting, whether it is there or not: one more changes no other.
      var generator = RandomGenerator(key: key.folding(in: UInt64(index)))
      if let condition = setting.condition {
        let value = values[condition.name]?.description ?? ""
        guard condition.values.contains(value) else { continue }
      }
      values[setting.name] = setting.range.value(at: generator.uniform())
    }
    return values
  }
}
