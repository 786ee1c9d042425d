import Testing

@testable import ParlanceText

@Suite struct RecipeTests {
  @Test func oneTagAndOneLabelAToken() throws {
    let recipe = try #require(Recipes.generate(count: 1, seed: 3).first)
    #expect(recipe.tokens.joined(separator: " ") == recipe.text)
    #expect(
      recipe.partsOfSpeech.map(\.rawValue).joined(separator: " ") == """
        PROPN PART NOUN NOUN ADP NUM PUNCT NUM NOUN PUNCT NUM NOUN PUNCT VERB DET NOUN ADV PUNCT VERB \
        DET NOUN ADP NOUN ADP NUM NOUN PUNCT ADV VERB ADJ SCONJ ADJ PUNCT VERB ADJ ADP NOUN PUNCT
        """)
    #expect(
      recipe.entities.joined(separator: " ") == """
        B-PERSON O B-DISH I-DISH O O O B-QUANTITY B-INGREDIENT O B-QUANTITY B-INGREDIENT O O O \
        B-INGREDIENT O O O O B-INGREDIENT O B-INGREDIENT O B-DURATION I-DURATION O O O O O O O O O O \
        B-TOOL O
        """)
    #expect(recipe.category == "soup")
    #expect(recipe.document == "cook covered until soft . serve hot on plates .")
  }

  /// Every word of the grammar, with the parts of speech it has there.
  @Test func wordsByTheirPartOfSpeech() {
    var words: [UniversalTag: Set<String>] = [:]
    for recipe in Recipes.generate(count: 4000, seed: 12) {
      for (word, tag) in zip(recipe.tokens, recipe.partsOfSpeech) {
        words[tag, default: []].insert(word)
      }
    }
    func listed(_ tag: UniversalTag) -> String {
      (words[tag] ?? []).sorted().joined(separator: " ")
    }
    #expect(listed(.punctuation) == ", . : ;")
    #expect(listed(.adposition) == "at for in on to with")
    #expect(listed(.properNoun) == "anna maria peter tom")
    #expect(words[.numeral]!.allSatisfy { Int($0) != nil })
    #expect(
      listed(.verb) == """
        add arrange bake beat boil braise brown chill chop coat cook cool crush cube cut dice drain \
        drizzle fold fry grate heat layer mash mix peel pour put rest rinse saute scatter sear season \
        serve simmer slice soak soften spread sprinkle steam stew stir toss warm wash whip whisk
        """)
    let (verbs, others) = (words[.verb]!, words[.noun]!.union(words[.adjective]!))
    #expect(verbs.intersection(others) == ["brown", "heat", "stew", "warm"])
    #expect(words[.noun]!.isSuperset(of: ["grandma", "degrees", "juice", "g", "top"]))
  }

  @Test func entitiesAreWellFormed() {
    var kinds: Set<String> = []
    for recipe in Recipes.generate(count: 500, seed: 13) {
      let labels = recipe.entities
      #expect(labels.count == recipe.tokenCount - 1)
      for (place, label) in labels.enumerated() where label.hasPrefix("I-") {
        #expect(place > 0 && labels[place - 1].dropFirst() == label.dropFirst())
      }
      kinds.formUnion(labels.map { String($0.drop { $0 != "-" }.dropFirst()) })
    }
    #expect(kinds == Set(RecipeEntity.allCases.map(\.rawValue) + [""]))
  }
}
