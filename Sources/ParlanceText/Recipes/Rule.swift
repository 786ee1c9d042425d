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
indirect enum Rule: Sendable, Hashable {
  case word(Word)
  case sequence([Rule])
  /// What a rule writes, as a span that is known for what it is.
  case marked(Mark, Rule)
  /// One of several rules, with probabilities that sum to 1.
  case choice([Branch])
  /// The ingredient that filled a slot of the dish, in the form it was listed in.
  case mention(slot: Int)
  /// "it" or "them", as the ingredient that filled a slot asks for.
  case pronoun(slot: Int)

  /// A word in one use.
  struct Word: Sendable, Hashable {
    let text: String
    let tag: UniversalTag
  }

  /// What a span of words is.
  enum Mark: Sendable, Hashable {
    case entity(RecipeEntity)
    /// The kind of dish that a recipe is for.
    case category(String)
    /// The part of a recipe from which its category is to be told.
    case document
  }

  struct Branch: Sendable, Hashable {
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

  /// One word, in its usual use unless told otherwise.
  static func word(_ text: some StringProtocol, _ tag: UniversalTag? = nil) -> Rule {
    let text = String(text)
    return .word(Word(text: text, tag: tag ?? Lexicon.usualTag(of: text)))
  }

  /// The rule, whose words name something.
  static func entity(_ entity: RecipeEntity, _ rule: Rule) -> Rule {
    .marked(.entity(entity), rule)
  }

  /// One of the words of a string, all as likely; one given several times is that much likelier.
  static func any(_ words: String, _ tag: UniversalTag? = nil) -> Rule {
    var counts: [(weight: Double, rule: String)] = []
    for word in words.split(separator: " ").map(String.init) {
      if let index = counts.firstIndex(where: { $0.rule == word }) {
        counts[index].weight += 1
      } else {
        counts.append((1, word))
      }
    }
    let choices = counts.map { (weight: $0.weight, rule: word($0.rule, tag)) }
    return choices.count == 1 ? choices[0].rule : weighted(choices)
  }

  /// One of the words, as what is done.
  static func verb(_ words: String) -> Rule { any(words, .verb) }

  /// The rule with this probability, else nothing.
  static func maybe(_ probability: Double, _ rule: Rule) -> Rule {
    weighted([(probability, rule), (1 - probability, [])])
  }

  /// The rule with the ingredients that the slots were filled with put in.
  func filled(_ ingredients: [Ingredient]) -> Rule {
    switch self {
    case .word: self
    case .sequence(let parts): .sequence(parts.map { $0.filled(ingredients) })
    case .marked(let mark, let rule): .marked(mark, rule.filled(ingredients))
    case .choice(let branches):
      .choice(
        branches.map { Branch(probability: $0.probability, rule: $0.rule.filled(ingredients)) })
    case .mention(let slot): .word(ingredients[slot].noun, .noun)
    case .pronoun(let slot): .word(ingredients[slot].pronoun, .pronoun)
    }
  }
}

extension Rule: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
  init(stringLiteral words: String) {
    let words = words.split(separator: " ").map { Rule.word($0) }
    self = words.count == 1 ? words[0] : .sequence(words)
  }

  init(arrayLiteral parts: Rule...) {
    self = .sequence(parts)
  }
}

extension Rule {
  /// Words that were written, and what spans of them are.
  struct Line {
    var words: [Word] = []
    var spans: [(mark: Mark, range: Range<Int>)] = []
  }

  /// Writes a sample at the end of `line`; returns the log-probability of its choices in nats.
  func sample(
    _ generator: inout some RandomNumberGenerator, into line: inout Line
  ) -> Double {
    switch self {
    case .word(let word):
      line.words.append(word)
      return 0
    case .marked(let mark, let rule):
      let start = line.words.count
      let sum = rule.sample(&generator, into: &line)
      line.spans.append((mark, start..<line.words.count))
      return sum
    case .sequence(let parts):
      var sum = 0.0
      for part in parts { sum += part.sample(&generator, into: &line) }
      return sum
    case .choice(let branches):
      var rest = generator.unit()
      var index = 0
      while index < branches.count - 1, rest >= branches[index].probability {
        rest -= branches[index].probability
        index += 1
      }
      let branch = branches[index]
      return branch.logProbability + branch.rule.sample(&generator, into: &line)
    case .mention, .pronoun: fatalError("Rule.sample: a slot of the dish is not filled")
    }
  }

  /// The expected number of words, and the expected negative log-probability of all choices in nats.
  var expectation: (words: Double, nats: Double) {
    switch self {
    case .word: return (1, 0)
    case .marked(_, let rule): return rule.expectation
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

  /// What the spans of a mark may read, with how likely each way is; whatever is outside of them is
  /// summed over.
  func spans(of mark: Mark) -> [(weight: Double, rule: Rule)] {
    switch self {
    case .word, .mention, .pronoun: return []
    case .marked(mark, let rule): return [(1, rule)]
    case .marked(_, let rule): return rule.spans(of: mark)
    case .sequence(let parts): return parts.flatMap { $0.spans(of: mark) }
    case .choice(let branches):
      return branches.flatMap { branch in
        branch.rule.spans(of: mark).map { ($0.weight * branch.probability, $0.rule) }
      }
    }
  }
}
