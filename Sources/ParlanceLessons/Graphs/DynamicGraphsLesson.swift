import Parlance

extension Lesson {
  /// C7. Dynamic graphs, and none.
  static let dynamicGraphs = Lesson(
    "dynamic-graphs", "Graphs made on the way", rows: ["C7"],
    question: "Must a network be written down before its data are known?",
    example: "C7WithoutGraph",
    commands: [
      "parlance bench static",
      #"parlance show unrolled --model models/rnn --text "three words long" --svg unrolled.svg"#,
    ]
  ) { page in
    let w = Parameter(NDArray(scalar: 0.5, .float64), name: "w")
    /// As many factors as it takes to come below a tenth.
    func shrink(_ start: Double) -> (y: Tensor, factors: Int) {
      var (y, factors) = (Tensor(start, .float64), 0)
      while y.item > 0.1 {
        y = y * w.tensor
        factors += 1
      }
      return (y, factors)
    }
    page.say(
      "A static graph is declared once and then run. Here the graph is what the program did: a loop may run as often "
        + "as its data ask, and each run has a graph of its own. “Halve until it is below a tenth”:"
    )
    page.line("while y > 0.1 { y = y * w }")
    var rows: [[String]] = []
    for start in [1.0, 10, 100] {
      let (y, factors) = shrink(start)
      let slope = y.backward()[w].item
      page.keep("factors from \(Int(start))", Double(factors))
      page.keep("dy/dw from \(Int(start))", slope)
      rows.append([start.fixed(0), "\(factors)", y.item.fixed(6), slope.fixed(6)])
    }
    page.table(
      "From three starts", ["start s", "factors n", "y = s wⁿ", "dy/dw = n s wⁿ⁻¹"], rows, texts: []
    )
    let y = shrink(1).y
    page.picture(
      LessonPicture(
        "dynamic-graphs",
        .graph(GraphDrawing(y, gradients: y.backward(keepingAll: true), result: "y")),
        "from 1 there are four products, and so four boxes"))

    page.section("Defined once")
    page.say(
      "What is known beforehand can be planned. The same two factors, w² s, written down once for any s of a shape: the "
        + "product that is said twice is made once, neighbours are one pass over memory, and no value may decide "
        + "anything.")
    let once = StaticGraph(.float64) { g in
      let (s, w) = (g.input("s", []), g.parameter(w))
      return (w * w * s) + (w * w)
    }
    let cost = once.cost
    for start in [1.0, 10] {
      let (value, gradients) = once.run(["s": NDArray(scalar: start, .float64)])
      page.keep("static dy/dw from \(Int(start))", gradients[w].item)
      page.line(
        "w² s + w² for s = \(start.fixed(0)): \(value.fixed(4)), dy/dw = \(gradients[w].item.fixed(4))"
      )
    }
    page.keep("static passes", Double(cost.passes))
    page.line("\(cost.operations) operations, gradients among them, in \(cost.passes) passes")

    page.section("Without a graph")
    page.say(
      "Who only wants the value builds no graph: then nothing is kept for a way back, and memory is free at once."
    )
    let plain = withoutGraph { shrink(10).y }
    page.line("y = \(plain.item.fixed(6)), in a graph: \(plain.isInGraph ? "yes" : "no")")
    page.line(
      "y = \(shrink(10).y.item.fixed(6)), in a graph: \(shrink(10).y.isInGraph ? "yes" : "no")")
    page.keep("in a graph without one", plain.isInGraph ? 1 : 0)

    let found = shrink(20)
    return Exercise(
      "From s = 20: how many factors of ½ does it take to come to 0.1 or below?",
      .number(Double(found.factors), 0),
      why: "20 / 2⁸ = 0.078, and the graph has eight products.",
      hint: "Halve 20 until it is not above 0.1, and count.",
      slips: [(.number(7, 0), "20 / 2⁷ = 0.156 is still above 0.1.")])
  }
}
