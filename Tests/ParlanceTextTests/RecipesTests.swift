import Foundation
import Testing

@testable import ParlanceText

extension Rule {
  /// All texts that the rule writes, each with its probability.
  var writings: [(text: String, probability: Double)] {
    switch self {
    case .word(let word): [(" " + word.text, 1)]
    case .marked(_, let rule): rule.writings
    case .sequence(let parts):
      parts.reduce([("", 1)]) { fronts, part in
        let ends = part.writings
        return fronts.flatMap { front in ends.map { (front.0 + $0.text, front.1 * $0.probability) }
        }
      }
    case .choice(let branches):
      branches.flatMap { branch in
        branch.rule.writings.map { ($0.text, $0.probability * branch.probability) }
      }
    case .mention, .pronoun: []
    }
  }

  /// The rule with each choice left only one of its branches, or now and then two.
  func pruned(_ generator: inout SplitMix64) -> Rule {
    switch self {
    case .word, .mention, .pronoun: self
    case .marked(let mark, let rule): .marked(mark, rule.pruned(&generator))
    case .sequence(let parts): .sequence(parts.map { $0.pruned(&generator) })
    case .choice(var branches):
      {
        generator.shuffle(&branches)
        let kept = branches.prefix(generator.unit() < 0.3 ? 2 : 1)
        return .weighted(kept.map { ($0.probability, $0.rule.pruned(&generator)) })
      }()
    }
  }
}

@Suite struct RecipesTests {
  @Test func probabilitiesAreThoseOfAnIndependentParser() throws {
    for recipe in Recipes.generate(count: 4000, seed: 7) {
      let derivations = try #require(Recipes.derivations(of: recipe.text))
      #expect(derivations.count == 1, "\(recipe.text)")
      #expect(abs(derivations.logProbability - recipe.logProbability) < 1e-9)
      #expect(recipe.tokenCount == recipe.text.split(separator: " ").count + 1)
    }
  }

  /// Sums to 1, and no text twice, in random parts of the grammar that are small enough to write out.
  @Test func exhaustiveParts() {
    var generator = SplitMix64(seed: 3)
    var largest = 0
    for round in 0..<60 {
      let part = Dish.all[round % Dish.all.count].rule.pruned(&generator)
      let writings = part.writings
      largest = max(largest, writings.count)
      #expect(abs(writings.reduce(0) { $0 + $1.probability } - 1) < 1e-9)
      #expect(Set(writings.map(\.text)).count == writings.count)
      for (text, probability) in writings.prefix(20) {
        let found = RuleParser(words: text.split(separator: " ")).parse(part)
        #expect(abs((found?.logProbability ?? 0) - log(probability)) < 1e-9)
      }
      let entropy = -writings.reduce(0) { $0 + $1.probability * log($1.probability) }
      #expect(abs(entropy - part.expectation.nats) < 1e-9)
    }
    #expect(largest > 100)
  }

  @Test func theParserSumsOverAmbiguousDerivations() throws {
    let ambiguous = Rule.weighted([(1, "a b"), (3, ["a", .maybe(0.5, "b")])])
    let found = try #require(RuleParser(words: ["a", "b"]).parse(ambiguous))
    #expect(found.count == 2)
    #expect(abs(found.logProbability - log(0.625)) < 1e-12)
  }

  @Test func linesThatAreNoRecipe() throws {
    let recipe = try #require(Recipes.generate(count: 1, seed: 1).first)
    #expect(Recipes.logProbability(of: recipe.text) != nil)
    #expect(Recipes.logProbability(of: recipe.text + " .") == nil)
    #expect(Recipes.logProbability(of: String(recipe.text.dropLast(2))) == nil)
    #expect(Recipes.logProbability(of: "") == nil)
    #expect(Recipes.logProbability(of: "to be or not to be") == nil)
    #expect(Recipes.bestPossiblePerplexity(ofLines: [recipe.text, "no recipe"]) == nil)
    #expect(Recipes.bestPossiblePerplexity(ofLines: []) == nil)
  }

  @Test func expectationsAreThoseOfSamples() {
    let recipes = Recipes.generate(count: 4000, seed: 11)
    let tokens = Double(recipes.reduce(0) { $0 + $1.tokenCount }) / 4000
    let nats = -recipes.reduce(0) { $0 + $1.logProbability } / 4000
    #expect(abs(tokens - Recipes.tokensPerRecipe) < 0.5)
    #expect(abs(nats - Recipes.entropyPerRecipe) < 0.5)
    let best = Recipes.bestPossiblePerplexity(of: recipes)
    #expect(abs(best - exp(Recipes.entropyPerToken)) < 0.03)
    let again = Recipes.bestPossiblePerplexity(ofLines: recipes.prefix(200).map(\.text)) ?? 0
    #expect(abs(again - Recipes.bestPossiblePerplexity(of: recipes.prefix(200))) < 1e-9)
  }

  @Test func theLanguageIsOfTheSizeIntended() {
    let lines = Recipes.generate(count: 4000, seed: 5).map(\.text)
    let text = TokenizedText(lines: lines, tokenizer: Tokenizer(level: .word))
    #expect((200...300).contains(text.vocabulary().count - 4))
    #expect((30...45).contains(Recipes.tokensPerRecipe))
    #expect((2.4...4).contains(exp(Recipes.entropyPerToken)))
  }

  @Test func theSeedDecides() {
    #expect(Recipes.generate(count: 20, seed: 1) == Recipes.generate(count: 20, seed: 1))
    #expect(Recipes.generate(count: 20, seed: 1) != Recipes.generate(count: 20, seed: 2))
    #expect(Recipes.generate(count: 0, seed: 1).isEmpty)
  }

  /// What was written once is written ever after: language models were trained on it.
  @Test func theTextOfASeedStays() {
    let recipes = Recipes.generate(count: 500, seed: 3)
    let hash = recipes.map(\.text).joined(separator: "\n").utf8.reduce(
      UInt64(14_695_981_039_346_656_037)
    ) {
      ($0 ^ UInt64($1)) &* 1_099_511_628_211
    }
    #expect(hash == 4_863_243_644_331_832_964)
    #expect(
      recipes[0].text == "maria 's tomato soup for 2 : 3 tomatoes , 4 leeks . dice the tomatoes "
        + "carefully ; soften the leeks in oil for 8 minutes , then cook covered until soft . "
        + "serve hot on plates .")
  }

  /// What a line lists is what its steps speak of, in the same number.
  @Test func stepsAgreeWithTheList() {
    let recipes = Recipes.generate(count: 500, seed: 9).map { $0.text.split(separator: " ") }
    for (one, several) in [("onion", "onions"), ("leek", "leeks"), ("peach", "peaches")] {
      let speaking = recipes.filter { $0.contains { $0 == one || $0 == several } }
      #expect(speaking.count > 5)
      for words in speaking {
        let (ones, many) = (words.filter { $0 == one }.count, words.filter { $0 == several }.count)
        #expect((ones, many) == (2, 0) || (ones, many) == (0, 2), "\(words.joined(separator: " "))")
      }
    }
  }
}
