import Parlance

extension Lesson {
  /// E1. A recurrent network by hand.
  static let recurrentStep = Lesson(
    "recurrent-step", "A recurrent network by hand", rows: ["E1"],
    question: "How does a network of fixed size read a sentence of any length?",
    example: "E1Classwork",
    commands: [
      "parlance lm train --cell rnn --output models/rnn",
      #"parlance show unrolled --model models/rnn --text "a pan of soup" --svg unrolled.svg"#,
    ]
  ) { page in
    let u = Tensor(NDArray(float64: [2, 0, 1, 2], shape: [2, 2]))
    let w = Tensor(NDArray(float64: [2, 0, -1, 1, -1, 1], shape: [2, 3]))
    let v = Tensor(NDArray(float64: [1, 0, -1, 1, 0, 3], shape: [3, 2]))
    let labels = ["ADJ", "DET", "NOUN"]
    func step(_ h: Tensor, _ x: [Double]) -> Tensor {
      matmul(u, h) + matmul(w, Tensor(NDArray(float64: x, shape: [3, 1])))
    }
    func scores(_ h: Tensor) -> [Double] { matmul(v, h).array.doubles }
    func best(_ scores: [Double]) -> Int { scores.indices.max { scores[$0] < scores[$1] }! }

    page.say(
      "The state h is all that the network remembers. At each word it is made anew from itself and from the word's "
        + "vector x, by the same matrices every time; so three matrices serve any length. Numbers stay easy here "
        + "since tanh is left out.")
    page.line("h ← U h + W x        scores = V h        label = the greatest score")
    page.line("U = [[2 0] [1 2]]    W = [[2 0 −1] [1 −1 1]]    V = [[1 0] [−1 1] [0 3]]")
    var h = Tensor(NDArray(float64: [1, -1], shape: [2, 1]))
    var rows: [[String]] = [["0", "", h.array.doubles.fixed(0), "", ""]]
    for (number, x) in [[1.0, 0, 0], [0, 0, 1]].enumerated() {
      h = step(h, x)
      let found = scores(h)
      let label = best(found)
      rows.append([
        "\(number + 1)", x.fixed(0), h.array.doubles.fixed(0), found.fixed(0),
        "\(labels[label]) (\(label))",
      ])
      for (place, value) in h.array.doubles.enumerated() {
        page.keep("h\(number + 1)[\(place + 1)]", value)
      }
      page.keep("label \(number + 1)", Double(label))
    }
    page.table(
      "Two words", ["step", "x", "h", "V h", "label"], rows, texts: [0, 1, 2, 3, 4])
    page.say(
      "One input may give many outputs, many inputs one (the last state), or each input one, as here. Only what is "
        + "read from the states differs.")

    var generator = RandomGenerator(seed: 1)
    let network = Recurrent(.rnn, inputSize: 3, hiddenSize: 2, using: &generator)
    page.picture(
      LessonPicture(
        "unrolled",
        .sketched(
          UnrolledDrawing(network, inputs: ["x₁", "x₂", "x₃"]).svg,
          [
            "      V       V       V", "h₀ -U-> h₁ -U-> h₂ -U-> h₃", "        W       W       W",
            "        x₁      x₂      x₃",
          ]),
        "a recurrent network unrolled over three steps: each weight is drawn in one colour"))

    let third = step(h, [0, 1, 0])
    let forgot = matmul(u, h)
    return Exercise(
      "A third word comes, x₃ = [0 1 0]. What is h₃?", .numbers(third.array.doubles, decimals: 0),
      why: "U h₂ = \(forgot.array.doubles.fixed(0)), and W x₃ adds W's second column, [0 −1].",
      hint: "h₃ = U h₂ + W x₃, with h₂ from the table. W x₃ is the second column of W.",
      slips: [
        (
          .numbers(forgot.array.doubles, decimals: 0),
          "That is U h₂; the word's own part W x₃ is missing."
        ),
        (
          .numbers([0, -1], decimals: 0),
          "That is the word's part W x₃; the state's, U h₂, is missing."
        ),
      ])
  }
}
