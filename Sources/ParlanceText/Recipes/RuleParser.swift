#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Finds all derivations of a text by a rule; it shares nothing with the way a rule is sampled.
struct RuleParser {
  /// The derivations that end at one place: their number and the sum of their probabilities.
  struct Derivations {
    var count: Int
    var logProbability: Double

    mutating func add(_ other: Derivations) {
      let (low, high) = (
        min(logProbability, other.logProbability), max(logProbability, other.logProbability)
      )
      logProbability = high + log1p(exp(low - high))
      count += other.count
    }
  }

  let words: [Substring]

  /// The derivations of the whole text, or nil where there is none.
  func parse(_ rule: Rule) -> Derivations? {
    ends(of: rule, from: 0, after: Derivations(count: 1, logProbability: 0))[words.count]
  }

  private func ends(
    of rule: Rule, from start: Int, after before: Derivations
  ) -> [Int: Derivations] {
    switch rule {
    case .word(let word):
      return start < words.count && words[start] == word.text ? [start + 1: before] : [:]
    case .sequence(let parts):
      var fronts = [start: before]
      for part in parts {
        var next: [Int: Derivations] = [:]
        for (place, derivations) in fronts {
          next.merge(ends(of: part, from: place, after: derivations), uniquingKeysWith: Self.sum)
        }
        if next.isEmpty { return [:] }
        fronts = next
      }
      return fronts
    case .marked(_, let rule): return ends(of: rule, from: start, after: before)
    case .choice(let branches):
      var all: [Int: Derivations] = [:]
      for branch in branches {
        var taken = before
        taken.logProbability += log(branch.probability)
        all.merge(ends(of: branch.rule, from: start, after: taken), uniquingKeysWith: Self.sum)
      }
      return all
    case .mention, .pronoun: return [:]
    }
  }

  private static func sum(_ a: Derivations, _ b: Derivations) -> Derivations {
    var sum = a
    sum.add(b)
    return sum
  }
}
