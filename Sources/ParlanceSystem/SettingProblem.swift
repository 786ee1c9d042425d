import Foundation

/// A setting that does not do: which it is, what was expected and what was found.
///
/// The name is that of the code. Whoever prints a problem decides how it looks: a command line writes
/// `--hidden-size` for `hiddenSize`.
public struct SettingProblem: LocalizedError, Equatable, Sendable, CustomStringConvertible {
  /// The setting, as the code names it.
  public let setting: String
  /// What would do.
  public let expected: String
  /// What was found.
  public let found: String

  /// Creates a problem.
  public init(_ setting: String, expected: String, found: some CustomStringConvertible) {
    (self.setting, self.expected, self.found) = (setting, expected, found.description)
  }

  public var errorDescription: String? { description }

  public var description: String { "\(setting): expected \(expected), found \(found)" }

  /// The first of some problems that there is, or nil.
  package static func first(of problems: SettingProblem?...) -> SettingProblem? {
    problems.lazy.compactMap(\.self).first
  }

  /// A problem unless something holds.
  package static func unless(
    _ isRight: Bool, _ setting: String, expected: String, found: some CustomStringConvertible
  ) -> SettingProblem? {
    isRight ? nil : SettingProblem(setting, expected: expected, found: found)
  }

  /// The first of some whole numbers outside its range, or nil; what is not given is not wrong.
  package static func first(
    _ numbers: KeyValuePairs<String, (value: Int?, range: ClosedRange<Int>)>
  ) -> SettingProblem? {
    for (name, number) in numbers {
      guard let value = number.value, !number.range.contains(value) else { continue }
      let (least, most) = (number.range.lowerBound, number.range.upperBound)
      return SettingProblem(
        name, expected: most == .max ? "at least \(least)" : "\(least) to \(most)", found: value)
    }
    return nil
  }

  /// The first of some numbers that is less than 1, or nil; what is not given is not wrong.
  package static func first(counts: KeyValuePairs<String, Int?>) -> SettingProblem? {
    for (name, count) in counts {
      guard let count, count < 1 else { continue }
      return SettingProblem(name, expected: "at least 1", found: count)
    }
    return nil
  }

  /// The first of some shares that is not in [0, 1), or nil.
  package static func first(rates: KeyValuePairs<String, Double>) -> SettingProblem? {
    for (name, rate) in rates where !(rate >= 0 && rate < 1) {
      return SettingProblem(name, expected: "[0, 1)", found: rate)
    }
    return nil
  }
}

extension InputError {
  /// Creates an error of a setting that does not do.
  public init(_ kind: Kind, file: String? = nil, _ problem: SettingProblem) {
    (self.kind, self.file, line) = (kind, file, nil)
    (message, self.problem) = (problem.description, problem)
  }
}
