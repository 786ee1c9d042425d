import Parlance

extension Lesson {
  /// C4. An operation of one's own.
  static let ownOperation = Lesson(
    "own-operation", "An operation of one's own", rows: ["C4"],
    question: "What must a new operation know so that it can take part?", example: "C4MultiplyGate",
    commands: [#"parlance show graph "L = 2 * (a * b)" --values a=3,b=-4"#]
  ) { page in
    page.say(
      "Two functions: forward, from inputs to outputs, and backward, from what comes from upstream to a gradient "
        + "for each input. The multiply gate hands each input the upstream times the other one:")
    page.line("Tensor.custom(\"multiply gate\", [a, b]) { inputs in")
    page.line("  [inputs[0] * inputs[1]]")
    page.line("} backward: { inputs, outputs, upstream in")
    page.line("  [upstream[0] * inputs[1], upstream[0] * inputs[0]]")
    page.line("}")
    func multiply(_ inputs: [Tensor]) -> [Tensor] {
      Tensor.custom("multiply gate", inputs) {
        [$0[0] * $0[1]]
      } backward: { inputs, _, upstream in
        [upstream[0] * inputs[1], upstream[0] * inputs[0]]
      }
    }
    let (a, b) = (
      Parameter(NDArray(scalar: 3), name: "a"), Parameter(NDArray(scalar: -4), name: "b")
    )
    let loss = 2 * multiply([a.tensor, b.tensor])[0]
    let gradients = loss.backward(keepingAll: true)
    page.section("In a graph")
    page.value("L", loss.item, 0, "2 a b")
    page.value("∂L/∂a", gradients[a].item, 0, "2 · b")
    page.value("∂L/∂b", gradients[b].item, 0, "2 · a")
    page.picture(
      LessonPicture(
        "own-operation", .graph(GraphDrawing(loss, gradients: gradients, result: "L")),
        "the gate of one's own is a box like any other"))

    page.section("Is it right?")
    page.say(
      "A wrong way back fails silently: the loss may still fall, only slower. So it is held against central "
        + "differences. Beside it a gate that forgot to swap its inputs:")
    let points = [NDArray(float64: [0.3, -2]), NDArray(float64: [1.5, 0.7])]
    let right = checkGradient(points) { multiply($0) }.error
    let wrong = checkGradient(points) { inputs in
      Tensor.custom("forgetful gate", inputs) {
        [$0[0] * $0[1]]
      } backward: { inputs, _, upstream in
        [upstream[0] * inputs[0], upstream[0] * inputs[1]]
      }
    }.error
    page.keep("error", right)
    page.keep("error of the wrong one", wrong)
    page.line("error of the gate           \(right.scientific)")
    page.line("error of the forgetful one  \(wrong.scientific)")

    let (p, q) = (Parameter(NDArray(scalar: 5)), Parameter(NDArray(scalar: 2)))
    let most = maximum(p.tensor, q.tensor)
    let slopes = (3 * most).backward()
    return Exercise(
      "A max gate gives the greater of p = 5 and q = 2, and 3 comes from upstream. Which gradients do p and q get?",
      .numbers([slopes[p].item, slopes[q].item], decimals: 0),
      why: "Only p moves the output, so all goes to p: a max gate is a switch.",
      hint: "Which of the two changes the output when it is moved a little?",
      slips: [
        (.numbers([6, 15], decimals: 0), "That would be the multiply gate."),
        (
          .numbers([3, 3], decimals: 0), "That would be the add gate, which hands the same to both."
        ),
      ])
  }
}
