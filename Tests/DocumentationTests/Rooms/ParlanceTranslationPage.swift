import Parlance

/// What the page of ParlanceTranslation begins with.
func translationPage() throws {
  let translator = try Translator(directory: RunDirectory("models/translator"))
  var options = GenerationOptions.translating
  options.beamWidth = 4
  for translation in translator.translations(of: ["a good day", "a bad night"], options) {
    print(translation.text, translation.logProbability)
  }
}
