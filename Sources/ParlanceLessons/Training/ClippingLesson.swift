import Parlance

extension Lesson {
  /// D5. Clipping.
  static let clipping = Lesson(
    "clipping", "Clipped gradients", rows: ["D5"],
    question: "What is done with a gradient that is far too long?", example: "D5Clipping",
    commands: ["parlance lm train --clip-norm 0.25 --output models/book"]
  ) { page in
    let theta = Parameter(NDArray(float64: [0, 0]))
    page.say(
      "By norm, the whole gradient is shortened to the limit and keeps its direction (Pascanu, Mikolov and Bengio "
        + "2013). By value, each element is cut by itself, which turns it. The gradient is [3 1.2], the limit 1.5:"
    )
    var (rows, ends): ([[String]], [Chart.Series]) = ([], [])
    for (name, way) in [
      ("not clipped", Clipping.none), ("by norm", .norm(1.5)), ("by value", .value(1.5)),
    ] {
      var gradients = Gradients()
      gradients[theta] = NDArray(float64: [3, 1.2])
      let norm = way.clip(&gradients, parameters: [theta])
      let g = gradients[theta].doubles
      let after = (g[0] * g[0] + g[1] * g[1]).squareRoot()
      page.keep("norm, \(name)", after)
      page.keep("slope, \(name)", g[1] / g[0])
      rows.append([name, g.fixed(4), norm.fixed(4), after.fixed(4), (g[1] / g[0]).fixed(4)])
      ends.append(Chart.Series(name, points: [(0, 0), (g[0], g[1])], style: .lineAndPoints))
    }
    page.table(
      "One gradient", ["", "gradient", "norm before", "norm after", "g₂ / g₁"], rows, texts: [0, 1])
    var chart = Chart("One gradient, clipped", x: "∂L/∂θ₁", y: "∂L/∂θ₂", series: ends)
    // The same direction looks the same only where both axes have one unit.
    chart.hasEqualUnits = true
    page.picture(
      chart, "clipping", "clipped by norm the arrow is shorter on the same line; by value it turns")

    page.section("A moving threshold")
    page.say(
      "The limit may follow what is usual: the mean of past norms and some of their deviations. Norms near 1, and one "
        + "of 50:")
    var state = ClippingState(.movingNorm(deviations: 3, decay: 0.97, warmUp: 20))
    var last = (before: 0.0, after: 0.0)
    for step in 0..<41 {
      var gradients = Gradients()
      let length = step == 40 ? 50 : 0.8 + 0.4 * Double(step % 5) / 4
      gradients[theta] = NDArray(float64: [length, 0])
      last.before = state.clip(&gradients, parameters: [theta])
      last.after = gradients[theta].doubles[0]
    }
    page.value("norm before", last.before, 1)
    page.value("norm after", last.after, 2)

    var gradients = Gradients()
    gradients[theta] = NDArray(float64: [3, 4])
    Clipping.norm(2).clip(&gradients, parameters: [theta])
    return Exercise(
      "The gradient [3 4] is clipped by norm to 2. What is left?",
      .numbers(gradients[theta].doubles, decimals: 1),
      why: "Its norm is 5, so both are multiplied by 2 / 5.",
      hint: "Its norm is √(9 + 16). Multiply by limit / norm.",
      slips: [
        (.numbers([2, 2], decimals: 1), "That is by value. By norm the direction stays."),
        (.numbers([1.5, 2], decimals: 1), "That divides by 2; multiply by 2 / norm."),
      ])
  }
}
