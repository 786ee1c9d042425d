import Parlance

extension Lesson {
  /// E2. Backpropagation through time.
  static let throughTime = Lesson(
    "through-time", "Back through time", rows: ["E2"],
    question: "What is the gradient of a weight that is used at every step?",
    example: "E2TruncatedBackpropagation",
    commands: ["parlance lm train --cell rnn --sequence-length 20 --output models/rnn"]
  ) { page in
    let inputs = [0.5, -0.3, 0.8, 0.1, -0.6, 0.9]
    let steps = inputs.count
    /// h ← tanh(w h + x), with a weight for each step, the same or not; L = h².
    func loss(_ weights: [Parameter], cutBefore cut: Int = 0) -> Tensor {
      var h = Tensor(0, .float64)
      for step in 0..<steps {
        if step == cut { h = h.detached }
        h = tanh(weights[step].tensor * h + inputs[step])
      }
      return square(h)
    }
    let shared = Parameter(NDArray(scalar: 0.9, .float64), name: "w")
    let one = [Parameter](repeating: shared, count: steps)
    page.say(
      "h ← tanh(w h + x) over six inputs, w = 0.9, and L = h₆². Unrolled, w stands at six places. Give each place "
        + "a weight of its own, all 0.9: their gradients are what each use adds.")
    page.line("x = \(inputs.fixed(1))")
    let own = (0..<steps).map { _ in Parameter(NDArray(scalar: 0.9, .float64)) }
    let gradients = loss(own).backward()
    let uses = own.map { gradients[$0].item }
    page.values("by use", uses, 5)
    page.value("their sum", uses.reduce(0, +), 5)
    page.value("∂L/∂w, shared", loss(one).backward()[shared].item, 5)
    page.say(
      "The gradient of a repeated weight is the sum over its uses. The first use has none: h₀ is 0."
    )

    page.section("Truncated")
    page.say(
      "Long texts are cut: after some twenty steps the state is carried on, and the gradient is not. What is lost is "
        + "the oldest members of the sum.")
    var rows: [[String]] = []
    for kept in [6, 4, 2, 1] {
      let cut = loss(one, cutBefore: steps - kept).backward()[shared].item
      page.keep("last \(kept)", cut)
      rows.append(["\(kept)", cut.fixed(5), uses.suffix(kept).reduce(0, +).fixed(5)])
    }
    page.table("Kept steps", ["steps", "gradient", "sum of the last uses"], rows, texts: [])
    page.picture(
      Chart(
        "What each use adds to ∂L/∂w", x: "step", y: "part of the gradient",
        series: [Chart.Series("", uses, style: .lineAndPoints)]), "through-time",
      "uses near the end add most, those far back little")

    let v = Parameter(NDArray(scalar: 3, .float64))
    let cube = (v.tensor * v.tensor * v.tensor).backward()[v].item
    return Exercise(
      "L = w · w · w with w = 3: three uses. What is ∂L/∂w?", .number(cube, 0),
      why: "Each use adds w² = 9; three of them are the 3 w² of the rule.",
      hint: "Give the three places names, u v w; ∂(u v w)/∂u = v w. Then add.",
      slips: [(.number(9, 0), "That is one use; there are three.")])
  }
}
