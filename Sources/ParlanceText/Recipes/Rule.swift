#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A rule of a finite probabilistic grammar: what it may write, and how likely.
///
/// In code a string stands for the words it holds, and an array for its parts one after another.
indirect enum Rule: Sendable {
  case word(String)
  case sequence([Rule])
  /// One of several rules, with probabilities that sum to 1.
  case choice([Branch])
  /// The ingredient that filled a slot of the dish, in the form it was listed in.
  case mention(slot: Int)
  /// "it" or "them", as the ingredient that filled a slot asks for.
  case pronoun(slot: Int)

  struct Branch: Sendable {
    let probability: Double
    let logProbability: Double
    let rule: Rule

    init(probability: Double, rule: Rule) {
      self.probability = probability
      logProbability = log(probability)
      self.rule = rule
    }
  }

  /// One of the rules, with probabilities in proportion to the weights.
  static func weighted(_ choices: [(weight: Double, rule: Rule)]) -> Rule {
    let total = choices.reduce(0) { $0 + $1.weight }
    return .choice(choices.map { Branch(probability: $0.weight / total, rule: $0.rule) })
  }

  /// One of the words of a string, all as likely; one given several times is that much likelier.
  static func any(_ words: String) -> Rule {
    var counts: [(weight: Double, rule: String)] = []
    for word in words.split(separator: " ").map(String.init) {
      if let index = counts.firstIndex(where: { $0.rule == word }) {
        counts[index].weight += 1
      } else {
        counts.append((1, word))
      }
    }
    return weighted(counts.map { ($0.weight, .word($0.rule)) })
  }

  /// The rule with this probability, else nothing.
  static func maybe(_ probability: Double, _ rule: Rule) -> Rule {
    weighted([(probability, rule), (1 - probability, [])])
  }

  /// The rule with the ingredients that the slots were filled with put in.
  func filled(_ ingredients: [Ingredient]) -> Rule {
    switch self {
    case .word: self
    case .sequence(let parts): .sequence(parts.map { $0.filled(ingredients) })
    case .choice(let branches):
      .choice(
        branches.map { Branch(probability: $0.probability, rule: $0.rule.filled(ingredients)) })
    case .mention(let slot): .word(ingredients[slot].noun)
    case .pronoun(let slot): .word(ingredients[slot].pronoun)
    }
  }
}

extension Rule: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
  init(stringLiteral words: String) {
    let words = words.split(separator: " ").map { Rule.word(String($0)) }
    self = words.count == 1 ? words[0] : .sequence(words)
  }

  init(arrayLiteral parts: Rule...) {
    self = .sequence(parts)
  }
}

extension Rule {
  /// Writes a sample at the end of `words`; returns the log-probability of its choices in nats.
  func sample(
    _ generator: inout some RandomNumberGenerator, into words: inout [String]
  ) -> Double {
    switch self {
    case .word(let word):
      words.append(word)
      return 0
    case .sequence(let parts):
      var sum = 0.0
      for part in parts { sum += part.sample(&generator, into: &words) }
      return sum
    case .choice(let branches):
      var rest = generator.unit()
      var index = 0
      while index < branches.count - 1, rest >= branches[index].probability {
        rest -= branches[index].probability
        index += 1
      }
      let branch = branches[index]
      return branch.logProbability + branch.rule.sample(&generator, into: &words)
    case .mention, .pronoun: fatalError("Rule.sample: a slot of the dish is not filled")
    }
  }

  /// The expected number of words, and the expected negative log-probability of all choices in nats.
  var expectation: (words: Double, nats: Double) {
    switch self {
    case .word: return (1, 0)
    case .sequence(let parts):
      return parts.reduce((0, 0)) { sum, part in
        let next = part.expectation
        return (sum.0 + next.words, sum.1 + next.nats)
      }
    case .choice(let branches):
      return branches.reduce((0, 0)) { sum, branch in
        let next = branch.rule.expectation
        return (
          sum.0 + branch.probability * next.words,
          sum.1 + branch.probability * (next.nats - branch.logProbability)
        )
      }
    case .mention, .pronoun: fatalError("Rule.expectation: a slot of the dish is not filled")
    }
  }
}
