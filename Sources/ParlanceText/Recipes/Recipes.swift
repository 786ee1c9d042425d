#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The built-in corpus: kitchen recipes written by a probabilistic grammar.
///
/// A dish decides what may go into it and what is done with it; the steps speak of the ingredients
/// in the order and the number in which they were listed. No line has two derivations, so the
/// probability of each line is known, and with it the best perplexity that any model can reach.
public enum Recipes {
  static let grammar = Rule.weighted(Dish.all.map { ($0.weight, $0.rule) })

  /// Returns recipes drawn at random; the same seed gives the same ones.
  public static func generate(count: Int, seed: UInt64) -> [Recipe] {
    var generator = SplitMix64(seed: seed)
    return generate(count: count, using: &generator)
  }

  /// Calls a body with the same recipes one by one, so that many of them need no memory.
  public static func forEach(
    count: Int, seed: UInt64, _ body: (Recipe) throws -> Void
  ) rethrows {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<max(0, count) { try body(generate(count: 1, using: &generator)[0]) }
  }

  /// Returns recipes drawn with a generator of random numbers.
  public static func generate(
    count: Int, using generator: inout some RandomNumberGenerator
  ) -> [Recipe] {
    (0..<max(0, count)).map { _ in
      var line = Rule.Line()
      let logProbability = grammar.sample(&generator, into: &line)
      return Recipe(line, logProbability)
    }
  }

  /// Returns the log-probability in nats of a line and its end, or nil where no recipe reads so.
  public static func logProbability(of line: String) -> Double? {
    derivations(of: line)?.logProbability
  }

  static func derivations(of line: String) -> RuleParser.Derivations? {
    RuleParser(words: line.split(separator: " ")).parse(grammar)
  }

  /// Returns the lowest perplexity that a model can be expected to have on these recipes.
  ///
  /// exp(−Σ log p(recipe) / tokens), the end of each line counted as a token; NaN for no recipe.
  public static func bestPossiblePerplexity(of recipes: some Sequence<Recipe>) -> Double {
    let (nats, tokens) = recipes.reduce((0.0, 0)) {
      ($0.0 - $1.logProbability, $0.1 + $1.tokenCount)
    }
    return exp(nats / Double(tokens))
  }

  /// Returns the same for lines of text, or nil where one of them is no recipe or there is none.
  public static func bestPossiblePerplexity(ofLines lines: some Sequence<String>) -> Double? {
    var (nats, tokens) = (0.0, 0)
    for line in lines {
      guard let logProbability = logProbability(of: line) else { return nil }
      nats -= logProbability
      tokens += line.split(separator: " ").count + 1
    }
    return tokens == 0 ? nil : exp(nats / Double(tokens))
  }

  /// The entropy of a recipe in nats, exact.
  public static var entropyPerRecipe: Double { expectation.nats }
  /// The expected number of tokens of a recipe, its end counted as one, exact.
  public static var tokensPerRecipe: Double { expectation.words + 1 }
  /// The entropy of a token in nats: that of a recipe over the tokens of a recipe, exact.
  public static var entropyPerToken: Double { entropyPerRecipe / tokensPerRecipe }

  private static let expectation = grammar.expectation
}
