import Foundation
import Parlance

extension Lesson {
  /// B1. Losses.
  static let losses = Lesson(
    "losses", "Losses", rows: ["B1"],
    question: "How wrong is an answer, as one number?",
    commands: ["parlance classify train --output models/mood --report page"]
  ) { page in
    page.section("Numbers")
    let (answers, targets) = ([2.5, 0.0, 2.0], [3.0, -0.5, 2.0])
    let (a, t) = (Tensor(NDArray(float64: answers)), Tensor(NDArray(float64: targets)))
    page.values("answers", answers, 1)
    page.values("targets", targets, 1)
    page.value(
      "half squared error", halfSquaredError(a, t, reduction: .sum).item, 3, "½ Σ (a − y)²")
    page.value("mean squared error", meanSquaredError(a, t).item, 3, "Σ (a − y)² / n")

    page.section("Yes or no")
    page.say(
      "Binary cross-entropy is −log of the probability that the right answer got. To be sure and wrong is dear:"
    )
    let p = Tensor(NDArray(float64: [0.9, 0.6, 0.1]))
    let yes = Tensor(NDArray(float64: [1, 1, 1]))
    page.values("a, where y = 1", p.array.doubles, 1)
    page.values("−ln a", binaryCrossEntropy(p, yes, reduction: .none).array.doubles, 3)
    page.value("mean over examples", binaryCrossEntropy(p, yes).item, 3)

    page.section("One of several")
    let logits = Tensor(NDArray(float64: [2, 1, 0, 0.5, 2.5, 0], shape: [2, 3]))
    page.say(
      "Cross-entropy takes scores, makes shares of them and takes −log of the right one's. Together the two steps "
        + "are exact even where a share is too small to be written; the gradient is share minus one-hot."
    )
    page.table(
      "Two examples, of classes 0 and 1", ["scores", "shares", "class", "−ln share"],
      (0..<2).map { row in
        let scores = logits.slice(axis: 0, row..<row + 1)
        return [
          scores.array.doubles.fixed(1), softmax(scores).array.doubles.fixed(3), "\(row)",
          crossEntropy(scores, [Int32(row)]).item.fixed(4),
        ]
      }, texts: [0, 1])
    let mean = crossEntropy(logits, [0, 1])
    page.value("mean over examples", mean.item, 4)
    page.value(
      "by negative log-likelihood", negativeLogLikelihood(logSoftmax(logits), [0, 1]).item, 4)
    page.say(
      "Of a text the mean is over its steps too, so that long texts and short ones are measured alike; padding has "
        + "no part in it.")
    page.picture(
      Chart(
        "Losses of an answer that should be 1", x: "answer a", y: "loss",
        series: [
          Chart.Series("−ln a", over: 0.02...1) { -log($0) },
          Chart.Series("½ (a − 1)²", over: 0.02...1, style: .dashed) { ($0 - 1) * ($0 - 1) / 2 },
        ]), "losses",
      "the squared error stays below ½; the cross-entropy grows without bound towards 0")

    let even = crossEntropy(Tensor(NDArray(zeros: [1, 10], .float64)), [3]).item
    return Exercise(
      "A network knows nothing and gives each of ten classes the same score. What is its cross-entropy in nats?",
      .number(even, 3), why: "ln 10. A loss above it is worse than knowing nothing.",
      hint: "Each class has the share 1/10; the loss is −ln of it.",
      slips: [
        (.number(1), "That is log₁₀; the library's unit is nats, by the natural logarithm."),
        (.number(0.1), "That is the share; the loss is −ln of it."),
        (.number(log2(10), 3), "Those are bits; nats are by the natural logarithm."),
      ])
  }
}
