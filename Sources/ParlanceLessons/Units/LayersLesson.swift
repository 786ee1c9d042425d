import Parlance

extension Lesson {
  /// A7, A4. Many small products against a large one.
  static let layers = Lesson(
    "layers", "Layers as matrices", rows: ["A4", "A7"],
    question: "Why is everything a matrix product?", example: "A7LoopAgainstMatrix",
    commands: ["parlance bench matmul 500 5 300", "parlance bench matmul 700 10000 650"]
  ) { page in
    page.section("One unit, one layer")
    let x = Tensor(NDArray(float64: [0.5, 0.6, 0.1], shape: [1, 3]))
    let columns = [[0.2, 0.3, 0.9], [1.0, -1, 0.5]]
    let w = Tensor(NDArray(float64: [0.2, 1, 0.3, -1, 0.9, 0.5], shape: [3, 2]))
    page.say(
      "A unit is a product of two vectors. Units side by side are the columns of a matrix, and a layer is one "
        + "product: x W + b. Several inputs are the rows of X, and still it is one product.")
    for (place, column) in columns.enumerated() {
      let product = zip([0.5, 0.6, 0.1], column).reduce(0) { $0 + $1.0 * $1.1 }
      page.value("x · w\(place + 1)", product)
    }
    page.values("x W", matmul(x, w).array.doubles)

    page.section("Vectorised against looped")
    page.say(
      "500 windows of 300 numbers and 5 classes, as in the lectures: one small product for each window, or one for "
        + "all. The times are this machine's, now.")
    var generator = RandomGenerator(seed: 1)
    let weight = Tensor(NDArray(uniform: 0..<1, shape: [300, 5], using: &generator))
    let windows = Tensor(NDArray(uniform: 0..<1, shape: [500, 300], using: &generator))
    let list = (0..<500).map { windows.slice(axis: 0, $0..<$0 + 1) }
    func time(_ body: () -> Void) -> Double {
      (0..<5).map { _ in ContinuousClock().measure(body) / .microseconds(1) }.min()!
    }
    let loop = time { for window in list { _ = matmul(window, weight) } }
    let matrix = time { _ = matmul(windows, weight) }
    let one = matmul(windows, weight).array.doubles
    let many = list.flatMap { matmul($0, weight).array.doubles }
    page.keep("greatest difference", zip(one, many).map { abs($0 - $1) }.max()!)
    page.value("500 small products, µs", loop, 1)
    page.value("one product, µs", matrix, 1)
    page.value("ratio", loop / matrix, 1)
    page.say(
      "The answers are the same. Each call has a cost of its own, and a large product uses the processor's wide "
        + "instructions and its threads.")
    let bars = RankedChart(
      "Time of 500 windows", items: [("500 small products", loop), ("one product", matrix)])
    page.picture(
      LessonPicture(
        "layers", .bars(bars), "the bar of the loop is many times longer"))

    var network = RandomGenerator(seed: 2)
    let mlp = Sequential(
      Linear(300, 100, using: &network), Linear(100, 50, using: &network),
      Linear(50, 5, using: &network))
    return Exercise(
      "A network has layers of 300, 100, 50 and 5 units, each with a bias. How many numbers does it learn?",
      .number(Double(mlp.parameters.reduce(0) { $0 + $1.value.count }), 0),
      why: "(300 + 1) · 100 + (100 + 1) · 50 + (50 + 1) · 5.",
      hint: "Between n and m units stand n · m weights, and m biases.",
      slips: [
        (
          .number(300 * 100 + 100 * 50 + 50 * 5, 0),
          "Those are the weights; each unit has a bias too."
        ),
        (.number(455, 0), "Those are units. The weights stand between them."),
      ])
  }
}
