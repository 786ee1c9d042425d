import Parlance

extension Lesson {
  /// A3, A4. XOR and hidden layers.
  static let xor = Lesson(
    "xor", "XOR and the hidden layer", rows: ["A3", "A4"],
    question: "What can a network with a hidden layer say that a line cannot?", example: "A3XOR",
    commands: ["parlance classify train --model-type mlp --output models/mlp"]
  ) { page in
    let inputs = Tensor(NDArray(float64: [0, 0, 0, 1, 1, 0, 1, 1], shape: [4, 2]))
    let targets = Tensor(NDArray(float64: [0, 1, 1, 0], shape: [4, 1]))

    page.section("A line")
    page.say(
      "XOR is 1 where exactly one of two inputs is. The best plane over the four corners, by least squares:"
    )
    let line = XORNetwork(hidden: nil, seed: 3)
    let straight = line.train(inputs, targets, steps: 400)
    page.values("answers", line(inputs).array.doubles.map { ($0 * 100).rounded() / 100 })
    page.say("It says ½ to everything: no line has both ones on one side.")

    page.section("Two hidden units")
    let given = XORNetwork(hidden: 2, seed: 3)
    given.hidden!.weight.value = NDArray(float64: [1, 1, 1, 1], shape: [2, 2])
    given.hidden!.bias!.value = NDArray(float64: [0, -1])
    given.output.weight.value = NDArray(float64: [1, -2], shape: [2, 1])
    given.output.bias!.value = NDArray(float64: [0])
    let states = relu(given.hidden!(inputs)).array
    let answers = given(inputs).array.doubles
    page.line("h = max(0, x W + c)     y = h · w + b")
    page.line("W = [[1 1] [1 1]]     c = [0 −1]     w = [1 −2]     b = 0")
    page.table(
      "The given weights", ["x", "h", "y"],
      (0..<4).map { row in
        [
          [inputs.array[row, 0], inputs.array[row, 1]].fixed(0),
          [states[row, 0], states[row, 1]].fixed(0), answers[row].fixed(0),
        ]
      }, texts: [0, 1])
    for (place, answer) in answers.enumerated() { page.keep("given[\(place + 1)]", answer) }
    page.say(
      "The hidden layer moves the points: (0, 1) and (1, 0) fall together, and in the space of h one line does. "
        + "A network is such products with a bend after each; more layers bend further.")

    page.section("Found by training")
    page.say(
      "Descent finds such weights too, but not from every start: a unit that is off for all four inputs has no "
        + "slope. Ten starts:")
    let attempts = (0..<10).map { seed in
      let network = XORNetwork(hidden: 2, seed: UInt64(seed))
      return (network: network, losses: network.train(inputs, targets, steps: 250))
    }
    let learnt = attempts.filter { $0.losses.last! < 0.01 }
    page.value("starts that reach 0 1 1 0", Double(learnt.count), 0)
    let shown = learnt.first ?? attempts[0]
    page.values("one of them answers", shown.network(inputs).array.doubles)
    page.picture(
      Chart(
        "XOR: descent of the mean squared error", x: "step", y: "mean squared error",
        yScale: .logarithmic,
        series: [
          Chart.Series("a good start", shown.losses),
          Chart.Series("a line", Array(straight.prefix(250)), style: .dashed),
        ]), "xor-loss", "the network's loss falls to nearly nothing, a line's stays at ¼")
    page.picture(LessonPicture("xor-surface", shown.network.surface, "a ridge along one diagonal"))

    let half = given(Tensor(NDArray(float64: [1, 0.5], shape: [1, 2]))).item
    return Exercise(
      "What does the network of the given weights answer to x = (1, ½)?", .number(half, 1),
      why: "h = (1.5, 0.5), and 1.5 − 2 · 0.5 = 0.5: half way between (1, 0) and (1, 1).",
      hint: "Both hidden units see 1 + ½; the second has the bias −1. Then y = h₁ − 2 h₂.",
      slips: [
        (.number(1.5), "That is h₁; take 2 h₂ from it."),
        (.number(1), "h₂ counts twice: y = h₁ − 2 h₂."),
      ])
  }
}

/// What answers XOR: a line, or ReLU units and a line.
private final class XORNetwork: Module {
  let hidden: Linear?
  let output: Linear

  init(hidden size: Int?, seed: UInt64) {
    var generator = RandomGenerator(seed: seed)
    hidden = size.map { Linear(2, $0, initializer: .normal(1), using: &generator) }
    output = Linear(size ?? 2, 1, initializer: .normal(1), using: &generator)
    for parameter in parameters { parameter.value = parameter.value.cast(to: .float64) }
  }

  func callAsFunction(_ x: Tensor) -> Tensor { output(hidden.map { relu($0(x)) } ?? x) }

  /// The loss of each step.
  func train(_ inputs: Tensor, _ targets: Tensor, steps: Int) -> [Double] {
    let optimizer = Optimizer(Adam(learningRate: 0.05), parameters)
    return (0..<steps).map { _ in
      let loss = meanSquaredError(self(inputs), targets)
      optimizer.step(loss.backward())
      return loss.item
    }
  }

  /// What it answers over the plane; along the diagonal on a terminal.
  var surface: LessonPicture.Drawing {
    func answer(_ a: Double, _ b: Double) -> Double {
      withoutGraph { self(Tensor(NDArray(float64: [a, b], shape: [1, 2]))).item }
    }
    let corners: [(String, [(x: Double, y: Double)])] = [
      ("should be 1", [(0, 1), (1, 0)]), ("should be 0", [(0, 0), (1, 1)]),
    ]
    let map = ContourMap(
      "XOR: what the trained network answers", x: -0.2...1.2, y: -0.2...1.2, xTitle: "first input",
      yTitle: "second input", heightTitle: "answer", levels: [0, 0.25, 0.5, 0.75, 1],
      paths: corners.map { Chart.Series($0.0, points: $0.1, style: .points) }, answer)
    return .document(
      map.svg,
      like: Chart(
        "What the trained network answers", x: "from (0, 1) to (1, 0), or from (0, 0) to (1, 1)",
        y: "answer",
        series: [
          Chart.Series("(0, 1) to (1, 0)", over: 0...1, count: 41) { answer($0, 1 - $0) },
          Chart.Series("(0, 0) to (1, 1)", over: 0...1, count: 41) { answer($0, $0) },
        ]))
  }
}
