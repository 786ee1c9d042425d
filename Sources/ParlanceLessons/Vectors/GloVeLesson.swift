import Foundation
import Parlance

extension Lesson {
  /// H2. GloVe.
  static let glove = Lesson(
    "glove", "Counting neighbours: GloVe", rows: ["H2"],
    question: "How do counts of neighbours become vectors?",
    commands: [
      "parlance vectors train --model-type glove --train text.txt --output models/vectors",
      "parlance vectors ratio --data text.txt ice steam solid gas water fashion",
      "parlance vectors convert --vectors glove.6B.50d.txt --to mapped --output vectors.bin",
    ]
  ) { page in
    page.section("Ratios")
    page.say(
      "Which words stand near “ice”, and which near “steam”? The ratio of the two probabilities tells what belongs to "
        + "one of them (far above or below 1) from what belongs to both or neither (near 1). The published ratios, and "
        + "what GloVe asks of its vectors: (w_ice − w_steam) · w̃_k = ln of the ratio.")
    page.table(
      "P(k | ice) / P(k | steam), from six billion words", ["k", "ratio", "ln ratio", "says"],
      published.map { word, ratio in
        page.keep("ratio, \(word)", ratio)
        page.keep("ln ratio, \(word)", log(ratio))
        return [
          word, "\(ratio)", log(ratio).fixed(2),
          ratio > 2 ? "ice" : ratio < 0.5 ? "steam" : "both or neither",
        ]
      }, texts: [0, 3])

    page.section("Counted here")
    let lines = Recipes.generate(count: 400, seed: 1).map(\.text)
    let found = try SmallVectors(lines, dimension: 10, steps: 150, minimumCount: 5)
    page.say(
      "The same on 400 built-in recipes, “bake” against “chop”. A neighbour at distance d counts 1/d; "
        + "\(found.words.count) words occur five times or more.")
    func probability(_ k: String, near word: String) -> Double {
      let row = found.counts[found.words.firstIndex(of: word)!]
      return found.count(word, near: k) / row.reduce(0, +)
    }
    let pair = ("bake", "chop")
    page.table(
      "P(k | \(pair.0)) / P(k | \(pair.1))",
      ["k", "P(k | \(pair.0))", "P(k | \(pair.1))", "ratio"],
      ["degrees", "finely", "the", "until", "and"].filter(found.words.contains).map { word in
        let (a, b) = (probability(word, near: pair.0), probability(word, near: pair.1))
        return [word, a.fixed(4), b.fixed(4), b == 0 ? "∞" : (a / b).fixed(2)]
      })

    page.section("Fitted")
    page.say(
      "GloVe minimises Σ f(X) (wᵢ · w̃ⱼ + bᵢ + b̃ⱼ − ln X)² over all pairs that were counted; f keeps rare pairs from "
        + "counting as much as frequent ones. 150 steps of Adam, vectors of ten numbers:")
    page.value("loss at first", found.losses[0], 3)
    page.value("loss at the end", found.losses.last!, 3)
    let index = SimilarityIndex(found.vectors)
    for word in ["degrees", "salt", "soup"].filter(found.words.contains) {
      let near = index.neighbours(of: [NeighbourQuery([index.word(word)!])], count: 4)[0]
      page.line("\(word): \(near.map(\.word).joined(separator: ", "))")
    }
    page.picture(
      Chart(
        "GloVe's loss", x: "step", y: "loss a word", yScale: .logarithmic,
        series: [Chart.Series("loss", found.losses)]), "glove",
      "the loss falls to a small part of its start")

    return Exercise(
      "X = 25, x_max = 100, α = ¾. How much does this pair count, f(X) = (X / x_max)^α?",
      .number(pow(0.25, 0.75)), why: "0.25^0.75: more than a quarter, since the power is below 1.",
      hint: "A quarter to the power of three quarters.",
      slips: [
        (.number(0.25), "Mind the power ¾."),
        (.number(0.25 * 0.75), "Raise to ¾; do not multiply."),
      ])
  }

  /// Pennington, Socher and Manning, *GloVe*, 2014, table 1.
  private static let published: [(word: String, ratio: Double)] = [
    ("solid", 8.9), ("gas", 0.085), ("water", 1.36), ("fashion", 0.96),
  ]
}
