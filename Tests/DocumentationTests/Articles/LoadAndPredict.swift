import Parlance

/// A folder of any model.
func loadAndPredict(folder: String) throws {
  let model = try ModelKinds.all.model(in: RunDirectory(folder))
  print(model.inspection.facts.map { "\($0.name): \($0.value)" })

  switch model {
  case let classifier as any TextClassifying:
    for (label, probability) in classifier.predict("bake until ready and serve hot .") {
      print(label, probability)
    }
  case let tagger as Tagger:
    print(tagger.tags(of: [["fry", "the", "onions", "."]])[0])
  case let translator as Translator:
    print(translator.translations(of: ["chop the onion ."])[0].text)
  case let language as any LanguageModeling:
    print(language.score("chop the onion .").perplexity)
  default:
    print("a model of another kind")
  }
}

/// A folder of a tagger.
func loadTyped(folder: String) throws {
  do {
    let tagger = try Tagger(directory: RunDirectory(folder))
    print(tagger.tags.names)
  } catch let error as InputError {
    print(error)
  }
}
