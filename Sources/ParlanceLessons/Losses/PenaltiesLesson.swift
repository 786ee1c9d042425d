import Parlance

extension Lesson {
  /// B2. L2 against L1.
  static let penalties = Lesson(
    "penalties", "Penalties on weights", rows: ["B2"],
    question: "Why does L1 make small weights zero, and L2 not?", example: "B2Penalties",
    commands: ["parlance lm train --weight-decay 0.01 --output models/book"]
  ) { page in
    let lambda = 0.2
    let wishes = NDArray(float64: [0.05, 0.1, 0.2, 0.5, 1, 2])
    page.say(
      "Six weights that data alone would put at a, each at the bottom of its own ½ (w − a)². A penalty is added, "
        + "λ Σ w² or λ Σ |w| with λ = 0.2, and all is descended:")
    func fit(_ penalty: ([Parameter], Double) -> Tensor) -> [Double] {
      let w = Parameter(wishes)
      let optimizer = Optimizer(SGD(learningRate: 0.1), [w])
      for step in 0..<600 {
        let data = halfSquaredError(w.tensor, Tensor(wishes), reduction: .sum)
        // Ever smaller steps, since |w| has a kink where L1 wants to stay.
        optimizer.learningRate = 0.1 / (1 + 0.05 * Double(step))
        optimizer.step((data + penalty([w], lambda)).backward())
      }
      return w.value.doubles
    }
    let (squares, absolutes) = (fit(l2Penalty), fit(l1Penalty))
    page.table(
      "What is left", ["by data alone", "L2", "a / (1 + 2 λ)", "L1", "max(0, a − λ)"],
      zip(wishes.doubles, zip(squares, absolutes)).map { a, found in
        [
          a.fixed(2), found.0.fixed(2), (a / (1 + 2 * lambda)).fixed(2), found.1.fixed(2),
          max(0, a - lambda).fixed(2),
        ]
      }, texts: [])
    for (place, found) in zip(squares, absolutes).enumerated() {
      page.keep("L2[\(place + 1)]", found.0)
      page.keep("L1[\(place + 1)]", found.1)
    }
    page.say(
      "L2 pulls in proportion to the weight, so every weight keeps the same share. L1 pulls every weight alike; "
        + "what is smaller than λ loses all.")
    let places = wishes.doubles
    page.picture(
      Chart(
        "What penalties leave of weights, λ = 0.2", x: "weight by data alone", y: "weight",
        series: [
          Chart.Series("no penalty", over: 0...2, count: 2, style: .dashed) { $0 },
          Chart.Series("L2", points: Array(zip(places, squares)), style: .lineAndPoints),
          Chart.Series("L1", points: Array(zip(places, absolutes)), style: .lineAndPoints),
        ]), "penalties", "L2 is a flatter line through 0; L1 is parallel, and zero below 0.2")

    // The least of both parts by the closed form, checked above against the descent.
    let w = Parameter(NDArray(float64: [0.7]))
    let slope = l1Penalty([w], 0.3).backward()[w].item
    return Exercise(
      "With λ = 0.3 and data that want a = 0.7: which weight does L1 leave?",
      .number(0.7 - slope),
      why: "The penalty's slope is λ wherever w > 0, so it takes λ away.",
      hint: "At the lowest place the slopes cancel: (w − a) + λ = 0, where w > 0.",
      slips: [
        (.number(0.7 / 1.6), "That is L2's a / (1 + 2 λ)."),
        (.number(0), "a is greater than λ, so something is left."),
      ])
  }
}
