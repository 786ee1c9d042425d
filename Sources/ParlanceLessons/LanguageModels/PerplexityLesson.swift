import Foundation
import Parlance

extension Lesson {
  /// F5. Perplexity.
  static let perplexity = Lesson(
    "perplexity", "Perplexity", rows: ["F5"],
    question: "How good is a language model, as one number?",
    commands: [
      "parlance lm evaluate --model models/book --data text.txt",
      "parlance lm surprise --model models/book --data text.txt --svg surprise.svg",
    ]
  ) { page in
    let text = RecipeText(count: 300)
    let model = try text.nGrams(order: 3)
    page.say(
      "A model says how likely each word was. The mean of −ln P is its cross-entropy in nats, and e to that power "
        + "the perplexity: among how many equally likely words it seemed to choose. A recipe that was held out, by "
        + "3-grams, its first twelve words:")
    let all = model.surprises(of: [text.testLines[0]])[0]
    let words = Array(all.prefix(12))
    page.table(
      "Step by step", ["word", "P", "−ln P"],
      words.map { [$0.token, exp(-$0.nats).fixed(4), $0.nats.fixed(3)] })
    let mean = words.reduce(0) { $0 + $1.nats } / Double(words.count)
    page.value("mean of −ln P", mean, 4)
    page.value("perplexity of the twelve", exp(mean), 3, "e^\(mean.fixed(4))")
    let product = words.reduce(1) { $0 * exp(-$1.nats) }
    page.value("(P₁ P₂ … P₁₂)^(−1/12)", pow(product, -1 / 12), 3)

    page.section("A whole test text")
    let evaluation = model.evaluate(text.test)
    page.value("cross-entropy in nats", evaluation.loss, 4)
    page.value("in bits", evaluation.loss / log(2), 4)
    page.value("perplexity", evaluation.perplexity, 3)
    page.value("best possible", text.bestPossible, 3)
    page.value("if all words were alike", Double(text.vocabulary.count), 0)
    page.picture(
      LessonPicture(
        "perplexity",
        .document(
          SurpriseText(
            "How surprising each word is",
            lines: [all.map { SurpriseText.Word($0.token, $0.nats) }]
          ).svg,
          like: Chart(
            "−ln P of each word", x: "word", y: "nats",
            series: [Chart.Series("", all.map(\.nats), style: .lineAndPoints)])),
        "a few words carry most of the surprise"))

    let four: [Double] = [log(2), log(4), log(8), log(8)]
    let meanOfFour = four.reduce(0, +) / 4
    return Exercise(
      "A model gives the four words of a text the probabilities ½, ¼, ⅛ and ⅛. What is its perplexity?",
      .number(exp(meanOfFour)),
      why: "The mean surprise is 2.25 bits: 2^2.25.",
      hint: "Take the mean of −ln P over the four words, then e to that.",
      slips: [
        (.number(4), "The mean of P is ¼, but it is the logarithms that are averaged."),
        (.number(2.25), "That is in bits; the perplexity is 2 to that."),
        (
          .number(meanOfFour),
          "That is the cross-entropy; e to that is asked for."
        ),
        (.number(512, 0), "That is 1 / P of the whole text; take its fourth root."),
      ])
  }
}
