import Foundation
import Parlance

extension Lesson {
  /// F7. What language models are used for.
  static let uses = Lesson(
    "uses", "What a language model is good for", rows: ["F7"],
    question: "How do suggestions, spelling and authorship come from one model?",
    commands: [
      #"parlance lm suggest --model models/book "chop the ""#,
      #"parlance lm choose --model models/book "bake the pie" "bake the pi""#,
    ]
  ) { page in
    let text = RecipeText(count: 300)
    let model = try text.nGrams(order: 4)
    page.section("Suggesting")
    page.say(
      "P(next | what was typed), the likeliest first; a word half typed keeps those that begin so.")
    for typed in ["chop the ", "chop the o", "bake at "] {
      let found = model.suggestions(after: typed, count: 3).suggestions
      page.line(
        "“\(typed)” → "
          + found.map { "\($0.token) \($0.probability.fixed(2))" }.joined(separator: ", "))
    }

    page.section("Choosing")
    page.say(
      "Of several ways to write a line, the likelier one. With no other knowledge the posterior is P over the sum "
        + "of all.")
    let lines = [
      "chop the onion and fry it .", "chop the onion an fry it .", "chop the onion and fry them .",
    ]
    let choices = model.choose(among: lines)
    page.table(
      "Three ways to write a line", ["line", "ln P", "posterior"],
      choices.map {
        [lines[$0.index], $0.score.logProbability.fixed(2), $0.posterior.fixed(4)]
      })
    page.keep("best choice", Double(choices[0].index))

    page.section("Whose text is it?")
    page.say(
      "Two “authors”: one wrote all pies, the other all soups. A model of each reads new texts "
        + "without their titles; the one that is less surprised claims the text.")
    let authors = try ["pie", "soup"].map { try Author($0) }
    let held = ["pie", "soup"].flatMap { kind in
      Author.texts(kind, seed: 9).prefix(30).map { (kind: kind, text: $0) }
    }
    var correct = 0
    var margins: [(name: String, value: Double)] = []
    for (place, item) in held.enumerated() {
      let scores = authors.map { $0.model.score(item.text).logProbability }
      let margin = scores[0] - scores[1]
      if (margin > 0) == (item.kind == "pie") { correct += 1 }
      if place % 30 < 4 { margins.append((item.text.prefix(28) + "…", margin)) }
    }
    page.value("texts given to the right author", Double(correct) / Double(held.count), 3)
    var chart = RankedChart("ln P by the pies − ln P by the soups", items: margins)
    chart.ends = ("soup", "pie")
    page.picture(
      LessonPicture(
        "uses", .bars(chart), "texts of pies have bars to one side, those of soups to the other"))

    let posterior = exp(-10.0) / (exp(-10.0) + exp(-12.0))
    return Exercise(
      "Two spellings have ln P of −10 and −12. What is the posterior of the first?",
      .number(posterior), why: "1 / (1 + e^−2): a sigmoid of the difference.",
      hint: "e^−10 over e^−10 + e^−12.",
      slips: [(.number(12.0 / 22), "Use probabilities, e^(ln P), not their logarithms.")])
  }
}

/// Who wrote all recipes of a kind.
private struct Author {
  let model: NGramLanguageModel

  init(_ kind: String) throws {
    var settings = NGramSettings()
    settings.order = 3
    var lines = Self.texts(kind, seed: 1).prefix(120).makeIterator()
    model = try NGramLanguageModel(settings) { lines.next() }
  }

  /// What stands after the title of recipes of a kind.
  static func texts(_ kind: String, seed: UInt64) -> [String] {
    Recipes.generate(count: 1500, seed: seed).filter { $0.category == kind }.map { recipe in
      recipe.tokens.drop { $0 != ":" }.dropFirst().joined(separator: " ")
    }
  }
}
