import ParlanceArrays

extension GoldenCase {
  /// Whole numbers as ids.
  public func ids(_ name: String) -> (shape: [Int], values: [Int32]) {
    let found = integers(name)
    return (found.shape, found.values.map { Int32($0) })
  }
}

extension Settings {
  /// A whole number, or nil where the setting is null.
  public func optionalInt(_ name: String) -> Int? { has(name) ? int(name) : nil }
}
