import Parlance

/// What the page of ParlanceLanguageModels begins with.
func languageModelsPage() throws {
  var lines = Recipes.generate(count: 300, seed: 1).map(\.text).makeIterator()
  var settings = NGramSettings()
  settings.order = 3
  let model = try NGramLanguageModel(settings) { lines.next() }
  print(model.score("chop the onion and fry it .").perplexity)
  for next in model.suggestions(after: "chop the ", count: 3).suggestions {
    print(next.token, next.probability)
  }
  var generator = RandomGenerator(seed: 1)
  print(model.generate(prompt: "tomato soup", using: &generator).text)
}
