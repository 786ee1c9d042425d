/// The recipes in two languages.
extension Recipes {
  /// Returns the sentences of recipes drawn at random with their translations into the recipes' second
  /// language; the same seed gives the same ones.
  public static func translatedSentences(ofRecipes count: Int, seed: UInt64) -> [SentencePair] {
    generate(count: count, seed: seed).flatMap(translatedSentences)
  }

  /// Returns the sentences of a recipe with their translations.
  public static func translatedSentences(of recipe: Recipe) -> [SentencePair] {
    sentences(of: recipe).map { sentence in
      guard let translation = translation(of: sentence) else {
        fatalError("Recipes: no translation of \(sentence)")
      }
      return SentencePair(source: sentence, target: translation)
    }
  }

  /// Returns the translation of a sentence of the recipes into their second language; nil for what is no
  /// such sentence.
  ///
  /// The language is invented. Its verbs stand last and agree with their objects; adjectives agree in class
  /// and number and follow; what is "with the onion" here is "onion-the with" there; names of several things
  /// are one word. A sentence has one translation, so the best possible BLEU is 100.
  public static func translation(of sentence: String) -> String? {
    SecondLanguage.translation(of: sentence)
  }

  /// Returns the BLEU that the best of models can be expected to have on these pairs: 100 where they are
  /// sentences of the recipes with their translations; nil for others, or none.
  public static func bestPossibleBLEU(of pairs: some Collection<SentencePair>) -> Double? {
    !pairs.isEmpty && pairs.allSatisfy { translation(of: $0.source) == $0.target } ? 100 : nil
  }

  /// Up to each full stop.
  private static func sentences(of recipe: Recipe) -> [String] {
    recipe.tokens.split(separator: ".").map { ($0 + ["."]).joined(separator: " ") }
  }
}
