import Foundation
import Parlance

extension Lesson {
  /// A5. Log-linear models are networks of one layer.
  static let logLinear = Lesson(
    "log-linear", "Log-linear models", rows: ["A5"],
    question: "Is logistic regression a neural network?", example: "A5Logistic",
    commands: [
      "parlance classify train --model-type logistic --output models/mood",
      #"parlance classify predict --model models/mood --explain"#,
    ]
  ) { page in
    let weights = [0.4, -0.3, 1.1]
    let w = Tensor(NDArray(float64: weights, shape: [3, 1]))
    let features = [[1.0, 2, 0.5], [-1, 0.25, 1]]
    let phi = Tensor(NDArray(float64: features.flatMap { $0 }, shape: [2, 3]))
    page.say(
      "A log-linear model gives each answer a score, a weighted sum of features, and makes shares of the scores' "
        + "exponentials. With two answers that have the scores w·φ and −w·φ:")
    page.line("w = \(weights.fixed(1))")
    for (place, row) in features.enumerated() { page.line("φ\(place + 1) = \(row.fixed(2))") }
    let score = linear(phi, w)
    page.values("w·φ", score.array.doubles)
    let shares = softmax(concatenate([score, -score], axis: 1)).slice(axis: 1, 0..<1)
    page.values("P by shares", shares.array.doubles, 6, "e^(w·φ) / (e^(w·φ) + e^(−w·φ))")
    page.values("P by one unit", sigmoid(2 * score).array.doubles, 6, "1 / (1 + e^(−2 w·φ))")
    page.say(
      "The same numbers: a unit with a sigmoid and the weights 2 w. A network of one layer is a log-linear model."
    )

    page.section("Three answers")
    let labels = Tensor(
      NDArray(float64: [0.4, 0.1, -0.2, -0.3, 0.6, 0.9, 1.1, 0, -0.5], shape: [3, 3]))
    let scores = linear(phi, labels)
    let byHand = scores.array.doubles[..<3].map(exp)
    let sum = byHand.reduce(0, +)
    page.values("scores of φ1", Array(scores.array.doubles[..<3]))
    page.values("their shares by hand", byHand.map { $0 / sum }, 6)
    page.values(
      "one layer, then softmax", Array(softmax(scores).array.doubles[..<3]), 6)
    page.picture(
      Chart(
        "Two answers: their shares by the score", x: "w·φ", y: "P",
        series: [
          Chart.Series("first answer", over: -3...3) { sigmoid(Tensor(2 * $0, .float64)).item },
          Chart.Series("second answer", over: -3...3, style: .dashed) {
            sigmoid(Tensor(-2 * $0, .float64)).item
          },
          Chart.Series(
            "φ1 and φ2", points: Array(zip(score.array.doubles, shares.array.doubles)),
            style: .points),
        ]), "log-linear", "the two shares cross at ½, where the score is 0")

    let answer = sigmoid(Tensor(-1.0, .float64)).item
    return Exercise(
      "The score is w·φ = −½. What is the probability of the first answer?", .number(answer, 3),
      why: "1 / (1 + e): the odds are e^(2 w·φ) = 1 : e.",
      hint: "P = 1 / (1 + e^(−2 w·φ)), with w·φ = −½.",
      slips: [
        (.number(sigmoid(Tensor(-0.5, .float64)).item, 3), "Mind the 2 in e^(−2 w·φ)."),
        (.number(1 - answer, 3), "That is the second answer's."),
      ])
  }
}
