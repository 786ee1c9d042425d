import Parlance

extension Lesson {
  /// F1. n-gram language models.
  static let nGrams = Lesson(
    "n-grams", "Counting words in a row", rows: ["F1"],
    question: "How far does one come by counting which word follows which?",
    commands: [
      "parlance lm train --model-type kneser-ney --order 3 --output models/counted",
      "parlance lm generate --model models/counted --count 3",
    ]
  ) { page in
    page.section("By hand")
    let line = "the cat sat on the mat . the cat ran ."
    let words = line.split(separator: " ").map(String.init)
    page.say(
      "“\(line)”. In a bigram model, P(next | word) is how often the pair occurs, over the word.")
    func count(_ a: String, _ b: String) -> Int {
      zip(words, words.dropFirst()).count { $0 == a && $1 == b }
    }
    for (a, b) in [("the", "cat"), ("the", "mat"), ("cat", "sat"), ("cat", "slept")] {
      let whole = words.dropLast().count { $0 == a }
      page.value(
        "P(\(b) | \(a))", Double(count(a, b)) / Double(whole), 3, "\(count(a, b)) / \(whole)")
    }
    page.say(
      "“cat slept” was not seen, and so the whole sentence would be impossible. Smoothing takes a little from what "
        + "was seen, and asks shorter contexts about the rest; Kneser and Ney ask how many different words a word "
        + "follows.")

    page.section("On recipes")
    let text = RecipeText(count: 300)
    page.say(
      "300 built-in recipes to count and \(text.testLines.count) others to test. Their grammar is known, so the "
        + "perplexity that no model can beat is known too.")
    var (rows, points): ([[String]], [(x: Double, y: Double)]) = ([], [])
    for order in 1...5 {
      let model = try text.nGrams(order: order)
      let perplexity = model.evaluate(text.test).perplexity
      page.keep("perplexity, order \(order)", perplexity)
      rows.append(["\(order)", "\(model.counts.reduce(0, +))", perplexity.fixed(2)])
      points.append((Double(order), perplexity))
    }
    rows.append(["best possible", "", text.bestPossible.fixed(2)])
    page.keep("best possible", text.bestPossible)
    page.table("Kneser-Ney by order", ["order", "n-grams", "perplexity"], rows)
    page.picture(
      Chart(
        "Perplexity by the length of n-grams", x: "order", y: "perplexity", yScale: .logarithmic,
        series: [
          Chart.Series("Kneser-Ney", points: points, style: .lineAndPoints),
          Chart.Series(
            "best possible", points: [(1, text.bestPossible), (5, text.bestPossible)],
            style: .dashed),
        ]), "n-grams", "each further word helps less")

    page.section("Writing")
    var generator = RandomGenerator(seed: 3)
    for order in [1, 2, 5] {
      var options = GenerationOptions()
      options.maximumLength = 24
      let written = try text.nGrams(order: order).generate(options, using: &generator)
      page.line("order \(order): \(written.text)")
    }
    return Exercise(
      "In “\(line)”: what is P(the | .), by plain counts of the pairs?", .number(1, 1),
      why: "One full stop is followed by a word, and it is “the”; the last one ends the text.",
      hint: "Look at what follows each full stop that something follows.",
      slips: [(.number(0.5, 1), "The last full stop is followed by nothing, so it is not counted.")]
    )
  }
}
