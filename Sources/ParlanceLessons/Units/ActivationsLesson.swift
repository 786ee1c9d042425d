import Parlance

extension Lesson {
  /// A2. Activation functions and their gradients.
  static let activations = Lesson(
    "activations", "Activation functions", rows: ["A2"],
    question: "Where does a unit learn, and where is it stuck?", example: "A2Activations",
    commands: [
      #"parlance show activations --model models/mood --data texts.csv --svg activations.svg"#,
      #"parlance show graph "y = tanh(x)" --values x=4"#,
    ]
  ) { page in
    page.say(
      "A unit's function bends its weighted sum; without one, any number of layers is a single matrix. The gradient "
        + "that reaches the weights is multiplied by the function's slope. Below are eight functions: value and "
        + "slope at 0, and slopes far out.")
    let slope = Parameter(NDArray(float64: [0.25]), name: "slope")
    // With where their slopes jump.
    let functions: [(name: String, jumps: [Double], f: (Tensor) -> Tensor)] = [
      ("linear", [], { $0 * 1 }), ("sigmoid", [], { sigmoid($0) }), ("tanh", [], { tanh($0) }),
      ("hard tanh", [-1, 1], { hardTanh($0) }), ("ReLU", [0], { relu($0) }),
      ("leaky ReLU .01", [0], { leakyRelu($0) }),
      ("leaky ReLU .1", [0], { leakyRelu($0, slope: 0.1) }), ("swish", [], { silu($0) }),
    ]
    func look(_ f: (Tensor) -> Tensor, at place: Double) -> (value: Double, slope: Double) {
      let x = Parameter(NDArray(float64: [place]))
      let y = f(x.tensor)
      return (y.array[0], y.sum().backward()[x].item)
    }
    var (rows, pictures): ([[String]], [String]) = ([], [])
    var slopes: [Chart.Series] = []
    for (name, jumps, f) in functions {
      let (zero, high, low) = (look(f, at: 0), look(f, at: 4), look(f, at: -4))
      page.keep("\(name)′(0)", zero.slope)
      page.keep("\(name)′(4)", high.slope)
      page.keep("\(name)′(−4)", low.slope)
      rows.append(
        [name, zero.value.fixed(2), zero.slope.fixed(2), high.slope.fixed(4), low.slope.fixed(4)])
      let value = Chart.Series("f", over: -4...4, count: 161) { look(f, at: $0).value }
      let derivative = Chart.Series(
        "f′", over: -4...4, count: 161, jumps: jumps, style: .dashed
      ) { look(f, at: $0).slope }
      var chart = Chart(name, x: "x", y: "f(x), f′(x)", series: [value, derivative])
      (chart.width, chart.height) = (400, 260)
      pictures.append(chart.svg)
      if ["sigmoid", "tanh", "ReLU"].contains(name) {
        slopes.append(Chart.Series(name + "′", points: derivative.points))
      }
    }
    page.table("Eight functions", ["function", "f(0)", "f′(0)", "f′(4)", "f′(−4)"], rows)
    page.say(
      "Sigmoid and tanh are saturated far from 0: their slope is nearly nothing there, and so is what is learned. "
        + "ReLU is flat on one side for good; a unit that never gets above zero is dead. At 0 itself ReLU has two "
        + "slopes, and the library takes the left one.")
    page.picture(
      LessonPicture(
        "activations",
        .document(
          PictureGrid("Activation functions and their slopes", pictures, columns: 2).svg,
          like: Chart("Slopes", x: "x", y: "f′(x)", series: slopes)),
        "eight functions with their slopes; those of sigmoid and tanh fall to zero at both ends"))

    page.section("A slope that is learned")
    let x = Tensor(NDArray(float64: [-2, -1, 3]))
    let learned = prelu(x, slope.tensor).sum().backward()[slope].item
    page.say(
      "The parametric ReLU learns its slope below zero like any weight; its gradient is the sum of the inputs "
        + "that lie there.")
    page.value("∂Σy/∂slope", learned, 0, "−2 − 1")

    let peak = look({ sigmoid($0) }, at: 0).slope
    return Exercise(
      "A signal goes back through five sigmoid units, each at its steepest place. By what is it multiplied at most?",
      .number((0..<5).reduce(1) { product, _ in product * peak }, 5),
      why: "¼ at best for each, so a tall stack of sigmoids passes next to nothing back.",
      hint:
        "The sigmoid's slope is y (1 − y), greatest at y = ½. Slopes of units in a row multiply.",
      slips: [
        (.number(5 * peak), "They stand in a row: multiply the slopes, do not add them."),
        (.number(peak), "That is one unit; there are five."),
        (.number(1), "That would be tanh or ReLU, whose steepest slope is 1."),
      ])
  }
}
