import Parlance

extension Lesson {
  /// E6. The GRU in both forms.
  static let gru = Lesson(
    "gru", "The GRU, twice", rows: ["E6"],
    question: "Why do two libraries' GRUs give different numbers?", example: "E6GatedUnits",
    commands: [
      "parlance lm train --cell gru --output models/gru",
      "parlance lm train --cell gru-reset-before --output models/gru-before",
    ]
  ) { page in
    page.say(
      "A gated recurrent unit has two gates and no cell: u says how much of the state is made new, r how much of the "
        + "old state the candidate h̃ may see. Two forms are in use: r before the state's matrix product, as it was "
        + "first written, or after it, as PyTorch computes.")
    page.line("before:  h̃ = tanh(W x + U (r ⊙ h))      after:  h̃ = tanh(W x + r ⊙ (U h))")
    page.line("h = (1 − u) ⊙ h + u ⊙ h̃")
    var generator = RandomGenerator(seed: 5)
    let x = Tensor(NDArray(normal: 1, shape: [1, 2], using: &generator))
    let h = Tensor(NDArray(normal: 1, shape: [1, 3], using: &generator))
    let first = RecurrentLayer(.gruResetBefore, 2, 3, using: &generator)
    let second = RecurrentLayer(.gru, 2, 3, using: &generator)
    second.inputWeight.value = first.inputWeight.value
    second.hiddenWeight.value = first.hiddenWeight.value
    let (w, u) = (first.inputWeight.tensor, first.hiddenWeight.tensor)
    func part(_ matrix: Tensor, _ gate: Int) -> Tensor {
      matrix.slice(axis: 1, 3 * gate..<3 * (gate + 1))
    }
    let r = sigmoid(matmul(x, part(w, 0)) + matmul(h, part(u, 0)))
    // The library's z keeps the old state: u = 1 − z.
    let update = 1 - sigmoid(matmul(x, part(w, 1)) + matmul(h, part(u, 1)))
    page.section("One step, the same weights")
    page.values("r", r.array.doubles, 4)
    page.values("u", update.array.doubles, 4)
    var rows: [[String]] = []
    for (name, layer, candidate) in [
      ("before", first, tanh(matmul(x, part(w, 2)) + matmul(r * h, part(u, 2)))),
      ("after", second, tanh(matmul(x, part(w, 2)) + r * matmul(h, part(u, 2)))),
    ] {
      let byHand = ((1 - update) * h + update * candidate).array.doubles
      let byLayer = layer.step(x, RecurrentState(hidden: h)).hidden.array.doubles
      page.keep("difference, \(name)", zip(byHand, byLayer).map { abs($0 - $1) }.max()!)
      page.keep("h₁, \(name)", byLayer[0])
      rows.append([name, byHand.fixed(5), byLayer.fixed(5)])
    }
    page.table("The new state", ["reset", "by hand", "by the layer"], rows, texts: [0, 1, 2])
    page.say(
      "The forms differ wherever r is not 0 or 1. A model keeps the form that it was trained with.")

    page.section("Parameters")
    let counts = [("rnn", RecurrentCell.rnn), ("gru", .gru), ("lstm", .lstm)].map { name, cell in
      let layer = RecurrentLayer(cell, 100, 128, using: &generator)
      return (name: name, value: Double(layer.parameters.reduce(0) { $0 + $1.value.count }))
    }
    for (name, count) in counts { page.value("parameters, \(name)", count, 0) }
    page.picture(
      LessonPicture(
        "gru", .bars(RankedChart("Parameters of a layer, 100 → 128", items: counts)),
        "a GRU has three times, an LSTM four times the weights of a plain network"))

    return Exercise(
      "u = 0.25, the old state is 0.8 and the candidate −0.4. What is the new state?",
      .number(0.75 * 0.8 + 0.25 * -0.4), why: "¾ of the old and ¼ of the candidate.",
      hint: "h = (1 − u) h + u h̃.",
      slips: [(.number(0.25 * 0.8 + 0.75 * -0.4), "u weighs the candidate, 1 − u the old state.")])
  }
}
