import Foundation
import Parlance

extension Lesson {
  /// E3. Vanishing and exploding gradients.
  static let vanishingGradients = Lesson(
    "vanishing-gradients", "Gradients that vanish and explode", rows: ["E3"],
    question: "Why does a recurrent network hardly learn from words far back?",
    example: "E3VanishingGradients",
    commands: [
      "parlance lm train --cell rnn --output models/rnn",
      #"parlance show gradients --model models/rnn --text "chop the onions and fry them in oil" --svg gradients.svg"#,
    ]
  ) { page in
    page.say(
      "On its way back through time a gradient is multiplied by the recurrent weight at every step. Take one number "
        + "for the weight and fifty steps. ∂h₅₀/∂h₀, from the graph, is")
    func through(_ w: Double, _ steps: Int) -> Double {
      let start = Parameter(NDArray(scalar: 1, .float64))
      let end = (0..<steps).reduce(start.tensor) { h, _ in w * h }
      return end.backward()[start].item
    }
    page.value("1.1⁵⁰", through(1.1, 50), 1)
    page.value("0.9⁵⁰", through(0.9, 50), 5)
    page.say("A tenth more or less than 1 decides between an explosion and nothing.")

    page.section("A matrix")
    page.say(
      "Of a matrix, W^ℓ grows or shrinks as the ℓ-th power of its greatest eigenvalue |λ|. The network below has "
        + "sixteen units; its matrix is scaled to three sizes, and ‖∂L/∂h‖ is measured at each of fifty steps, with "
        + "and without tanh, whose slope is at most 1 and shrinks it further.")
    let flow = GradientsThroughTime(seed: 1)
    var (rows, series): ([[String]], [Chart.Series]) = ([], [])
    for scale in [0.7, 1, 1.4] {
      let (plain, bent) = (flow.norms(scale) { $0 }, flow.norms(scale) { tanh($0) })
      page.keep("factor at \(scale)", plain[0] / plain[49])
      page.keep("factor at \(scale), tanh", bent[0] / bent[49])
      rows.append(
        [scale.fixed(1), (plain[0] / plain[49]).scientific, (bent[0] / bent[49]).scientific])
      series.append(Chart.Series("|λ| = \(scale.fixed(1))", plain))
      series.append(Chart.Series("|λ| = \(scale.fixed(1)), tanh", bent, style: .dashed))
    }
    page.table(
      "Norm at the first step as a multiple of that at the last",
      ["greatest |λ|", "linear", "tanh"], rows)
    page.picture(
      Chart(
        "Gradients at each step of a recurrent network", x: "step t", y: "‖∂L/∂h‖",
        yScale: .logarithmic, series: series), "vanishing-gradients",
      "on a logarithmic axis the norms fall or rise as straight lines towards the first step")

    let answer = through(0.95, 100)
    return Exercise(
      "A weight of 0.95 and a hundred steps: by what is the gradient multiplied?",
      .number(answer, 4),
      why: "\(answer.scientific): a weight nearer to 1 only takes more steps to vanish.",
      hint: "Each step multiplies by 0.95: raise it to the power of the number of steps.",
      slips: [
        (.number(95), "That would be steps added up; they multiply."),
        (.number(through(0.95, 50)), "That is after fifty steps."),
        (.number(through(0.9, 100)), "That is 0.9 to the hundredth."),
      ])
  }
}

/// How long the gradient is at each of fifty steps of h ← f(h U + x).
private struct GradientsThroughTime {
  private let matrix: NDArray
  private let radius: Double
  private let inputs: [NDArray]

  init(seed: UInt64) {
    var generator = RandomGenerator(seed: seed)
    matrix = NDArray(normal: 1, shape: [16, 16], .float64, using: &generator)
    radius = Self.radius(matrix)
    inputs = (0..<50).map { _ in NDArray(normal: 0.1, shape: [1, 16], .float64, using: &generator) }
  }

  /// The greatest |λ| as the limit of ‖Wᵏ‖^(1/k), by squaring twelve times. Gelfand 1941.
  ///
  /// `NDArray.eigenvalues()` gives all of them, where LAPACK is installed; a lesson runs without.
  private static func radius(_ matrix: NDArray) -> Double {
    var (power, logarithm, exponent) = (Tensor(matrix), 0.0, 1.0)
    for _ in 0..<12 {
      let norm = square(power).sum().item.squareRoot()
      logarithm += log(norm) / exponent
      power = power / norm
      power = matmul(power, power)
      exponent *= 2
    }
    return exp(logarithm + log(square(power).sum().item.squareRoot()) / exponent)
  }

  /// - `scale`: the greatest |λ| of the recurrent weights.
  func norms(_ scale: Double, _ f: (Tensor) -> Tensor) -> [Double] {
    let u = Parameter((Tensor(matrix) * (scale / radius)).array)
    var states = [Tensor(NDArray(zeros: [1, 16], .float64))]
    for x in inputs { states.append(f(matmul(states.last!, u.tensor) + Tensor(x))) }
    return states.last!.sum().backward(keepingAll: true).norms(Array(states.dropFirst()))
  }
}
