import Parlance

extension Lesson {
  /// C1, C2. A graph, forward and backward.
  static let computationGraph = Lesson(
    "computation-graph", "A computation graph", rows: ["C1", "C2"],
    question: "How does one walk back give the gradients of all inputs at once?",
    example: "C1ComputationGraph",
    commands: [
      #"parlance show graph "L = c * (a + 2 * b)" --values a=3,b=1,c=-2 --svg graph.svg"#,
      #"parlance show graph --model models/book --text "to be""#,
    ]
  ) { page in
    func run(_ a: Double, _ b: Double, _ c: Double) -> (
      loss: Tensor, inputs: [Parameter], sum: Tensor
    ) {
      let inputs = zip(["a", "b", "c"], [a, b, c]).map {
        Parameter(NDArray(scalar: $1, .float64), name: $0)
      }
      let sum = inputs[0].tensor + 2 * inputs[1].tensor
      return (inputs[2].tensor * sum, inputs, sum)
    }
    let (loss, inputs, sum) = run(3, 1, -2)
    let gradients = loss.backward(keepingAll: true)

    page.say(
      "L = c (a + 2 b) is computed in steps, and each step is a box of the graph. Forward, a box waits for its "
        + "inputs; backward, it takes what comes from behind times its own slope, and hands that on."
    )
    page.section("Forward")
    page.value("d", (2 * inputs[1].tensor).item, 0, "2 b")
    page.value("e", sum.item, 0, "a + d")
    page.value("L", loss.item, 0, "c e")
    page.section("Backward")
    page.value("∂L/∂c", gradients[inputs[2]].item, 0, "e")
    page.value("∂L/∂e", gradients[sum]!.item, 0, "c")
    page.value("∂L/∂a", gradients[inputs[0]].item, 0, "∂L/∂e · 1")
    page.value("∂L/∂b", gradients[inputs[1]].item, 0, "∂L/∂e · 2")
    page.say(
      "Each box was visited once each way, so all gradients together cost about as much as the value."
    )
    page.picture(
      LessonPicture(
        "computation-graph", .graph(GraphDrawing(loss, gradients: gradients, result: "L")),
        "the boxes of L = c (a + 2 b), with values and gradients"))

    // Where a value is used twice, its gradients are added.
    let a = Parameter(NDArray(scalar: 3, .float64), name: "a")
    let slope = (a.tensor * (a.tensor + 2)).backward()[a].item
    return Exercise(
      "Let L = a (a + 2) with a = 3: a is used twice. What is ∂L/∂a?", .number(slope, 0),
      why:
        "5 comes by the first use and 3 by the second, and gradients of a value that fans out add up.",
      hint: "Go back along both arrows that leave a, and add what they bring.",
      slips: [
        (.number(5), "That is what the first use brings; the sum a + 2 holds a too."),
        (.number(3), "That is what comes through the sum; the factor before it is a too."),
        (.number(15), "Add the two ways; do not multiply them."),
      ])
  }
}
