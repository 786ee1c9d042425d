import Testing

@testable import ParlanceText

@Suite struct RecipeTranslationsTests {
  /// Worked out by hand from the rules and the lists of words.
  @Test(arguments: [
    ("chop the onions finely .", "nibe lunnasn rorilus ."),
    (
      "fry it in butter for 5 minutes and serve hot with bread .",
      "kopunpa 5 du povo ma el mivanu e tero kel losge ludelu ."
    ),
    (
      "anna 's quick tomato soup for 4 : 5 ripe tomatoes , 300 g lean meat , 1 bunch basil .",
      "4 du relkomuma sunda annase : relko zanbo 5 , pago girko g 300 , robepa nitolra 1 ."
    ),
    (
      "heat the oven to 180 ; boil the lentils until soft , then add the brown onion .",
      "180 li vedon lunimu ; dulbe gis surmasn sogimus , poi lunnan garma tibilu ."
    ),
  ]) func followsTheRules(sentence: String, expected: String) {
    #expect(Recipes.translation(of: sentence) == expected)
  }

  @Test func whatIsNoRecipeHasNoTranslation() {
    for text in ["", "the", "chop the car .", "we chop onions .", "chop with .", "anna"] {
      #expect(Recipes.translation(of: text) == nil, "\(text)")
    }
  }

  @Test func eachSentenceHasOneTranslationOfItsOwn() {
    let pairs = Recipes.translatedSentences(ofRecipes: 3000, seed: 5)
    var targets: [String: String] = [:]
    var sources: [String: String] = [:]
    for pair in pairs {
      #expect(targets.updateValue(pair.target, forKey: pair.source) ?? pair.target == pair.target)
      #expect(sources.updateValue(pair.source, forKey: pair.target) ?? pair.source == pair.source)
    }
    #expect(pairs.count > 9000 && targets.count > 5000)
    #expect(pairs == Recipes.translatedSentences(ofRecipes: 3000, seed: 5))
    #expect(Recipes.bestPossibleBLEU(of: pairs) == 100)
    var other = pairs
    other[7].target += " e"
    #expect(Recipes.bestPossibleBLEU(of: other) == nil)
    #expect(Recipes.bestPossibleBLEU(of: []) == nil)
  }

  @Test func stemsAreToldApart() {
    let tables = [
      SecondLexicon.nouns, SecondLexicon.adjectives, SecondLexicon.verbs, SecondLexicon.adverbs,
      SecondLexicon.postpositions, SecondLexicon.others,
    ]
    let stems = tables.flatMap(\.values)
    #expect(Set(stems).count == stems.count && stems.count > 200)
  }
}
