import Foundation
import Parlance

extension Lesson {
  /// D2. Update rules.
  static let updateRules = Lesson(
    "update-rules", "Update rules", rows: ["D2"],
    question: "Gradients are given: how far should each weight move?", example: "D2UpdateRules",
    commands: [
      "parlance lm train --optimizer adam --learning-rate 0.003 --output models/adam",
      "parlance lm train --optimizer sgd --learning-rate 1 --output models/sgd",
    ]
  ) { page in
    page.section("Adam's first steps")
    let theta = Parameter(NDArray(float64: [1]))
    let adam = Optimizer(Adam(learningRate: 0.1), [theta])
    page.say(
      "Adam keeps two means of past gradients, m of the gradient and v of its square, each divided by what is "
        + "missing at the start (1 − βᵗ). A constant gradient of 0.02:")
    var (m, v) = (0.0, 0.0)
    var rows: [[String]] = []
    for step in 1...3 {
      var gradients = Gradients()
      gradients[theta] = NDArray(float64: [0.02])
      let before = theta.value.item
      adam.step(gradients)
      (m, v) = (0.9 * m + 0.1 * 0.02, 0.999 * v + 0.001 * 0.0004)
      let (mean, square) = (m / (1 - pow(0.9, Double(step))), v / (1 - pow(0.999, Double(step))))
      let byHand = 0.1 * mean / (square.squareRoot() + 1e-8)
      page.keep("step \(step)", before - theta.value.item)
      rows.append([
        "\(step)", m.fixed(5), mean.fixed(4), square.squareRoot().fixed(4), byHand.fixed(6),
        (before - theta.value.item).fixed(6),
      ])
    }
    page.table(
      "Three steps", ["t", "m", "m / (1 − β₁ᵗ)", "√(v / (1 − β₂ᵗ))", "by hand", "by Adam"], rows,
      texts: [])
    page.say(
      "Each moves by the learning rate, however small the gradient is: Adam divides by its size.")

    page.section("A narrow valley")
    page.say(
      "½ (x² + 25 y²) is 25 times as steep across as along. Seven rules from the same start:")
    func height(_ point: Tensor) -> Tensor {
      (0.5 * Tensor(NDArray(float64: [1, 25])) * square(point)).sum()
    }
    var (found, ways, losses): ([[String]], [Chart.Series], [Chart.Series]) = ([], [], [])
    for (name, rule) in rules {
      let point = Parameter(NDArray(float64: [-4, 1.2]))
      let optimizer = Optimizer(rule, [point])
      var (way, heights) = ([(x: -4.0, y: 1.2)], [Double]())
      for _ in 0..<60 {
        let value = height(point.tensor)
        heights.append(max(value.item, 1e-8))
        optimizer.step(value.backward())
        way.append((point.value[0], point.value[1]))
      }
      page.keep("\(name) after 20", heights[20])
      found.append([name, heights[20].scientific, heights[59].scientific])
      ways.append(Chart.Series(name, points: way, style: .lineAndPoints))
      losses.append(Chart.Series(name, heights))
    }
    page.table("Heights", ["rule", "after 20 steps", "after 59"], found)
    let chart = Chart(
      "Update rules in a narrow valley", x: "step", y: "height", yScale: .logarithmic,
      series: losses)
    page.picture(
      chart, "update-rules",
      "each rule comes down in a way of its own; which is first depends on the valley and the rate")
    let map = ContourMap(
      "The ways through the valley", x: -4.5...1.5, y: -1.5...1.5, xTitle: "x", yTitle: "y",
      heightTitle: "height", levels: [0.1, 0.5, 1, 2, 4, 8, 16], paths: ways
    ) { x, y in 0.5 * (x * x + 25 * y * y) }
    page.picture(
      LessonPicture(
        "update-rules-map", .sketched(map.svg, []),
        "momentum swings from side to side, Adam runs past the end and returns, plain descent slides down and then along"
      ))

    let momentum = Parameter(NDArray(float64: [0]))
    let heavy = Optimizer(SGD(learningRate: 0.1, momentum: 0.9), [momentum])
    for _ in 0..<2 {
      var gradients = Gradients()
      gradients[momentum] = NDArray(float64: [1])
      heavy.step(gradients)
    }
    return Exercise(
      "Momentum 0.9, learning rate 0.1, the gradient is 1 twice, from θ = 0. What is θ after two steps?",
      .number(momentum.value.item),
      why: "The velocity is 1, then 0.9 + 1 = 1.9; θ moves by −0.1 and by −0.19.",
      hint: "v ← 0.9 v + g, then θ ← θ − 0.1 v, twice.",
      slips: [
        (.number(-0.2), "That is without momentum."),
        (.number(-0.19), "That is the second move alone."),
      ])
  }

  private static var rules: [(name: String, rule: any UpdateRule)] {
    [
      ("SGD", SGD(learningRate: 0.035)), ("momentum", SGD(learningRate: 0.035, momentum: 0.8)),
      ("Adagrad", Adagrad(learningRate: 1)), ("RMSProp", RMSProp(learningRate: 0.1)),
      ("AdaDelta", AdaDelta(learningRate: 50)), ("Adam", Adam(learningRate: 0.3)),
      ("AdamW", AdamW(learningRate: 0.3, weightDecay: 0.01)),
    ]
  }
}
