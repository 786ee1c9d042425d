import Foundation
import Parlance

extension Lesson {
  /// C5. Gradient checks.
  static let gradientCheck = Lesson(
    "gradient-check", "Checking gradients by numbers", rows: ["C5"],
    question: "How does one know that a gradient is right?", example: "C5NumericGradient",
    commands: [#"parlance show graph "y = tanh(x * x) * exp(x)" --values x=0.5"#]
  ) { page in
    let point = 0.5
    func f(_ x: Tensor) -> Tensor { tanh(x * x) * exp(x) }
    func value(_ x: Double) -> Double { withoutGraph { f(Tensor(x, .float64)).item } }
    let x = Parameter(NDArray(scalar: point, .float64))
    let exact = f(x.tensor).backward()[x].item
    func numeric(_ h: Double) -> Double { (value(point + h) - value(point - h)) / (2 * h) }

    page.say(
      "A derivative is a limit, and a limit can be tried: move x by a small h to both sides and see how f moves. For "
        + "f(x) = tanh(x²) eˣ at 0.5:")
    page.value("f′ from the graph", exact, 10)
    page.value("by h = 1e−4", numeric(1e-4), 10, "(f(x + h) − f(x − h)) / 2h")
    let errors = (1...12).map { power in
      let h = pow(10, -Double(power))
      return (x: h, y: abs(numeric(h) - exact))
    }
    let best = errors.min { $0.y < $1.y }!
    page.table(
      "The error by h", ["h", "error"],
      errors.map { [$0.x.scientific, $0.y.scientific] }, texts: [])
    page.keep("error at 1e−4", errors[3].y)
    page.keep("best power", log10(best.x).rounded())
    page.say(
      "With h too large the curve bends between the two points: the error falls as h². With h too small their "
        + "values cannot be told apart any more: it grows as 1/h. Between lies the h to use, near 1e−4 or 1e−5."
    )
    page.picture(
      Chart(
        "Error of the central difference", x: "h", y: "|numeric − exact|", xScale: .logarithmic,
        yScale: .logarithmic,
        series: [Chart.Series("error", points: errors, style: .lineAndPoints)]), "gradient-check",
      "a valley: the error falls to about \(best.y.scientific) at h = \(best.x.scientific) and rises again"
    )

    page.section("All of a network at once")
    var generator = RandomGenerator(seed: 1)
    let inputs = [[4, 3], [3, 5], [5], [5, 1]].map {
      NDArray(normal: 1, shape: $0, .float64, using: &generator)
    }
    let check = checkGradient(inputs, step: 1e-4) {
      [linear(tanh(linear($0[0], $0[1], $0[2])), $0[3])]
    }
    page.line(
      "greatest error of \(inputs.reduce(0) { $0 + $1.count }) gradients: \(check.error.scientific)"
    )
    page.keep("error of a network", check.error)
    page.say(
      "It takes two values of the network for each weight: a check, and no way to train. The graph needs one walk."
    )

    let count = 1_000_000.0
    return Exercise(
      "A network has a million weights. How many times must it be run for a numeric gradient of all, by central "
        + "differences?", .number(2 * count, 0),
      why: "Two runs for each weight; the graph does with one run and one walk back.",
      hint: "Each weight is moved to both sides.",
      slips: [
        (.number(count, 0), "A central difference moves each weight to both sides."),
        (.number(2, 0), "Each weight is moved by itself, so each needs its own runs."),
      ])
  }
}
