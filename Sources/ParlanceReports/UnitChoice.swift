/// What the units of a layer are chosen by: what they tell apart.
///
/// The score of a unit is the share of its variance that a property of the steps explains: r² for the place in
/// the line, else the correlation ratio η². Karpathy, Johnson and Fei-Fei, 2015, section 4.2, look for such
/// units by eye.
public enum UnitChoice: String, CaseIterable, Sendable {
  /// The variance itself: units that do something.
  case variance
  /// How far on in the line.
  case place
  /// Whether within quotation marks.
  case quotes
  /// Whether within brackets.
  case brackets
  /// Whether the token begins with a capital letter.
  case capitals
  /// Whether letters, digits, marks or a blank.
  case kind
  /// What is to be said there: the tag of a token, the label of a text.
  case answer

  /// A property of a step.
  public enum Property: Sendable, Hashable {
    /// How much of something.
    case number(Double)
    /// Which of several.
    case kind(String)
  }

  /// The property at each token of a line; `answer` has it from outside.
  public func properties(of tokens: [String]) -> [Property] {
    switch self {
    case .variance, .answer: return tokens.map { _ in .kind("") }
    case .place: return tokens.indices.map { .number(Double($0)) }
    case .quotes:
      var isInside = false
      return tokens.map { token in
        // What holds a mark alone is the border; either side of it does.
        for character in token where "\"“”«»".contains(character) { isInside.toggle() }
        return .kind(isInside ? "inside" : "outside")
      }
    case .brackets:
      var depth = 0
      return tokens.map { token in
        for character in token {
          if "([{".contains(character) { depth += 1 }
          if ")]}".contains(character) { depth = max(0, depth - 1) }
        }
        return .kind(depth > 0 ? "inside" : "outside")
      }
    case .capitals: return tokens.map { .kind($0.first?.isUppercase == true ? "capital" : "other") }
    case .kind: return tokens.map { .kind(Self.kind($0)) }
    }
  }

  private static func kind(_ token: String) -> String {
    guard let first = token.first, !first.isWhitespace else { return "blank" }
    return first.isLetter ? "letters" : first.isNumber ? "digits" : "marks"
  }

  /// A unit and how well it fits.
  public struct Score: Encodable, Sendable, Equatable {
    /// Its number in the layer.
    public let unit: Int
    /// The share of its variance that is explained, 0 … 1; of `variance` the variance.
    public let score: Double
  }

  /// All units, the best first.
  ///
  /// - `steps`: the values of a layer's units at each step, and the step's property.
  public func scores(_ steps: [(values: [Double], property: Property)]) -> [Score] {
    let size = steps.first?.values.count ?? 0
    return (0..<size).map { unit in
      let pairs = steps.map { ($0.values[unit], $0.property) }
      return Score(unit: unit, score: score(pairs))
    }.sorted { ($1.score, $0.unit) < ($0.score, $1.unit) }
  }

  private func score(_ pairs: [(value: Double, property: Property)]) -> Double {
    let count = Double(pairs.count)
    guard count > 1 else { return 0 }
    let mean = pairs.reduce(0) { $0 + $1.value } / count
    let total = pairs.reduce(0) { $0 + ($1.value - mean) * ($1.value - mean) }
    if self == .variance { return total / count }
    guard total > 0 else { return 0 }
    if self == .place {
      let places = pairs.map { pair -> Double in
        if case .number(let number) = pair.property { return number }
        return 0
      }
      let middle = places.reduce(0, +) / count
      let spread = places.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
      let product = zip(pairs, places).reduce(0) { $0 + ($1.0.value - mean) * ($1.1 - middle) }
      return spread == 0 ? 0 : product * product / (spread * total)
    }
    var groups: [Property: (sum: Double, count: Double)] = [:]
    for (value, property) in pairs {
      let group = groups[property] ?? (0, 0)
      groups[property] = (group.sum + value, group.count + 1)
    }
    let between = groups.values.reduce(0) {
      $0 + $1.count * ($1.sum / $1.count - mean) * ($1.sum / $1.count - mean)
    }
    return between / total
  }
}
