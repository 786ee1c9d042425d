import Parlance

extension Lesson {
  /// A1. One unit.
  static let unit = Lesson(
    "unit", "One unit", rows: ["A1"],
    question: "What does one unit of a network make of its inputs?", example: "A1Unit",
    commands: [#"parlance show graph "y = sigmoid(w * x + b)" --values w=0.3,x=0.6,b=0.5"#]
  ) { page in
    let w = Parameter(NDArray(float64: [0.2, 0.3, 0.9]), name: "w")
    let b = Parameter(NDArray(scalar: 0.5, .float64), name: "b")
    let x = Tensor(NDArray(float64: [0.5, 0.6, 0.1]))
    let products = w.tensor * x
    let z = products.sum() + b.tensor
    let y = sigmoid(z)

    page.say(
      "A unit weighs its inputs, adds them up with a bias, and bends the sum by a function: here the logistic "
        + "sigmoid σ(z) = 1 / (1 + e^−z), which lies between 0 and 1.")
    page.values("w", w.value.doubles, 1)
    page.values("x", x.array.doubles, 1)
    page.values("w ⊙ x", products.array.doubles)
    page.value("z", z.item, 2, "w · x + b = \(products.sum().item.fixed(2)) + \(b.value.item)")
    page.value("y", y.item, 2, "σ(z)")

    let slopes = y.backward()
    page.section("What moves it")
    page.say(
      "How much y changes with each weight is σ′(z) = y (1 − y) times that weight's input: a weight whose input "
        + "is small has little to say.")
    page.value("σ′(z)", y.item * (1 - y.item), 3, "y (1 − y)")
    page.values("∂y/∂w", slopes[w].doubles, 3)
    page.picture(
      Chart(
        "The unit's answer by its weighted sum", x: "z", y: "y",
        series: [
          Chart.Series("σ(z)", over: -6...6) { sigmoid(Tensor($0, .float64)).item },
          Chart.Series("this unit", points: [(z.item, y.item)], style: .points),
        ]), "unit", "the sigmoid rises from 0 to 1; the unit stands at z = \(z.item.fixed(2))")

    let silent = sigmoid(z - b.tensor)
    return Exercise(
      "Take the bias away (b = 0). What does the unit answer to the same inputs?",
      .number(silent.item, 2),
      why: "z is now w · x alone, \((z.item - 0.5).fixed(2)), and σ of it \(silent.item.fixed(4)).",
      hint: "z = w · x = 0.2 · 0.5 + 0.3 · 0.6 + 0.9 · 0.1; then σ(z) = 1 / (1 + e^−z).",
      slips: [
        (.number(z.item - 0.5), "That is z. The unit bends it once more: σ(z)."),
        (.number(y.item), "That is the answer with the bias."),
        (.number(1 - silent.item), "That is 1 − σ(z): mind the sign in e^−z."),
      ])
  }
}
