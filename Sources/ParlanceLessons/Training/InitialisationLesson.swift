import Foundation
import Parlance

extension Lesson {
  /// D4. Initial weights.
  static let initialisation = Lesson(
    "initialisation", "Where training begins", rows: ["D4"],
    question: "Why do the first weights matter, when training changes them all?",
    example: "D4OutputBiases",
    commands: ["parlance show activations --model models/book --data text.txt"]
  ) { page in
    page.section("Signals through ten layers")
    page.say(
      "Ten layers of 100 tanh units read random inputs. Weights of variance 2 / (n_in + n_out), Xavier's, keep the "
        + "signal alive; small ones let it die, large ones drive every unit into its flat ends.")
    let ways: [(name: String, way: Initializer)] = [
      ("normal(0.01)", .normal(0.01)), ("uniform(−r, r), r = 0.1", .uniform(0.1)),
      ("xavier", .xavierNormal()), ("normal(1)", .normal(1)),
    ]
    var (rows, series): ([[String]], [Chart.Series]) = ([], [])
    for (name, way) in ways {
      let spread = spreads(way)
      page.keep("spread at 10, \(name)", spread[9])
      rows.append([name, spread[0].scientific, spread[4].scientific, spread[9].scientific])
      series.append(Chart.Series(name, spread, style: .lineAndPoints))
    }
    page.table(
      "Standard deviation of the units", ["weights", "layer 1", "layer 5", "layer 10"], rows)
    page.picture(
      Chart(
        "How far units are from zero", x: "layer", y: "standard deviation", yScale: .logarithmic,
        series: series), "initialisation",
      "small weights fall on a straight line to nothing; Xavier's stay near the same height")
    var generator = RandomGenerator(seed: 1)
    let drawn = Initializer.xavierNormal().array([300, 100], using: &generator).doubles
    let variance = drawn.reduce(0) { $0 + $1 * $1 } / Double(drawn.count)
    page.value("variance of 300 × 100 weights by Xavier", variance, 5)
    page.value("2 / (300 + 100)", 2.0 / 400, 5)

    page.section("Biases")
    page.say(
      "Hidden biases begin at 0. Output biases may begin where a network that knows nothing should answer: at the "
        + "log-frequencies of the classes. Classes of 600, 250, 100 and 50 examples, all other weights zero:"
    )
    let counts = [600, 250, 100, 50]
    let targets = counts.enumerated().flatMap { [Int32](repeating: Int32($0), count: $1) }
    func loss(_ biases: NDArray) -> Double {
      crossEntropy(Tensor(NDArray(zeros: [1000, 4])) + Tensor(biases), targets).item
    }
    page.value("loss, biases 0", loss(NDArray(zeros: [4])), 4, "ln 4")
    let frequencies = counts.map { Float(log(Double($0) / 1000)) }
    page.value("loss, biases ln(n / N)", loss(NDArray(frequencies)), 4, "the classes' entropy")

    page.section("Recurrent weights")
    page.say(
      "The identity as recurrent weights lets a state stay as it is, however many the steps.")
    let identity = Initializer.identity().array([4, 4], using: &generator)
    let state = Tensor(NDArray([0.3, -0.2, 0.9, 0.1], shape: [1, 4]))
    let after = (0..<100).reduce(state) { h, _ in matmul(h, Tensor(identity)) }
    page.values("h₀", state.array.doubles, 1)
    page.values("h₁₀₀", after.array.doubles, 1)

    let start = -log(0.25)
    return Exercise(
      "A binary classifier: one text in a hundred is viral. Which output bias b makes σ(b) = 0.01 before training?",
      .number(log(0.01 / 0.99)),
      why: "b = ln(0.01 / 0.99), the log-odds.",
      hint: "Solve σ(b) = 1 / (1 + e^−b) = 0.01 for b.",
      slips: [
        (.number(log(0.01)), "Near, but that is ln p; σ needs the odds, ln(p / (1 − p))."),
        (.number(-log(0.01 / 0.99)), "That bias gives 0.99."),
        (.number(start), "There are two classes, and they are not even."),
      ])
  }

  /// The standard deviation after each of ten layers.
  private static func spreads(_ way: Initializer) -> [Double] {
    var generator = RandomGenerator(seed: 2)
    var x = Tensor(NDArray(normal: 1, shape: [50, 100], using: &generator))
    return (0..<10).map { _ in
      let layer = Linear(100, 100, initializer: way, using: &generator)
      x = withoutGraph { tanh(linear(x, layer.weight.tensor)) }
      return square(x).mean().item.squareRoot()
    }
  }
}
