import Foundation
import Parlance

extension Lesson {
  /// E4. Iterated functions and cliffs.
  static let cliffs = Lesson(
    "cliffs", "Cliffs in the loss", rows: ["E4"],
    question: "Why does a recurrent network's loss have cliffs, and what saves the descent?",
    example: "E4Cliff",
    commands: [
      "parlance show cliff --model models/rnn --data text.txt --svg cliff.svg",
      "parlance lm train --cell rnn --clip-norm 0.25 --output models/rnn",
    ]
  ) { page in
    page.section("A function of itself")
    page.say(
      "A recurrent network applies the same function again and again. f(x) = 3.5 x (1 − x) is gentle; applied six "
        + "times it is all ups and downs:")
    func f(_ x: Tensor) -> Tensor { 3.5 * x * (1 - x) }
    let places = (0...500).map { Double($0) / 500 }
    let x = Parameter(NDArray(float64: places))
    var (rows, series): ([[String]], [Chart.Series]) = ([], [])
    for times in [1, 2, 3, 6] {
      let y = (0..<times).reduce(x.tensor) { x, _ in f(x) }
      let slopes = y.sum().backward()[x].doubles.map(abs)
      page.keep("steepest \(times)×", slopes.max()!)
      rows.append(["\(times)×", slopes.max()!.fixed(1), slopes.min()!.fixed(4)])
      series.append(Chart.Series("\(times)×", points: Array(zip(places, y.array.doubles))))
    }
    page.table("Slopes", ["applied", "steepest", "flattest"], rows)
    page.picture(
      Chart("f(x) = 3.5 x (1 − x), applied to itself", x: "x", y: "y", series: series),
      "iterated-function", "one hill becomes many, with steep sides")

    page.section("A unit that feeds itself")
    page.say(
      "h ← w σ(h) + b, fifty times, should end with σ(h) = 0.7. Its loss has a cliff, where a small change of w or b "
        + "tips all fifty steps. A hundred steps of descent, free, and with the gradient clipped to 0.2:"
    )
    let unit = SelfFeedingUnit()
    let (free, clipped) = (unit.descend(.none), unit.descend(.norm(0.2)))
    page.table(
      "Two descents from w = 5, b = −2.4", ["", "greatest norm", "ends at w", "b", "loss"],
      [("free", free), ("clipped", clipped)].map { name, run in
        [
          name, run.norm.fixed(1), run.way.last!.x.fixed(2), run.way.last!.y.fixed(2),
          run.loss.fixed(4),
        ]
      })
    page.keep("greatest norm", free.norm)
    page.keep("loss, free", free.loss)
    page.keep("loss, clipped", clipped.loss)
    page.keep("w, free", free.way.last!.x)
    page.say(
      "One step on the cliff throws the free descent far away; the clipped one goes on along its foot."
    )
    page.picture(
      LessonPicture(
        "cliff", .document(unit.map(free.way, clipped.way), like: unit.slice),
        "the loss over w and b, flat and then a wall: a step at its edge throws the free descent off the map"
      ))

    let fixed = Parameter(NDArray(scalar: 5.0 / 7, .float64))
    let six = (0..<6).reduce(fixed.tensor) { x, _ in f(x) }.backward()[fixed].item
    return Exercise(
      "f maps 5/7 to itself, and f′(5/7) = 3.5 − 7 · 5/7 = −1.5. What is the slope of six applications there?",
      .number(six, 1), why: "(−1.5)⁶: slopes multiply along the way.",
      hint: "Each application multiplies the slope by −1.5.",
      slips: [
        (.number(-9, 0), "Multiply the slopes; do not add them."),
        (.number(-six, 1), "Six factors of −1.5: the sign is even."),
      ])
  }
}

/// h ← w σ(h) + b, fifty times; the loss is (σ(h) − 0.7)².
///
/// After Pascanu, Mikolov and Bengio, *On the difficulty of training recurrent neural networks*, 2013.
private struct SelfFeedingUnit {
  func loss(_ w: Tensor, _ b: Tensor) -> Tensor {
    var h = Tensor(0.5, .float64)
    for _ in 0..<50 { h = w * sigmoid(h) + b }
    return square(sigmoid(h) - 0.7)
  }

  private func height(_ w: Double, _ b: Double) -> Double {
    // Plain arithmetic: a map has thousands of places.
    var h = 0.5
    for _ in 0..<50 { h = w / (1 + exp(-h)) + b }
    let y = 1 / (1 + exp(-h))
    return (y - 0.7) * (y - 0.7)
  }

  func descend(_ clipping: Clipping) -> (way: [(x: Double, y: Double)], norm: Double, loss: Double)
  {
    let w = Parameter(NDArray(scalar: 5, .float64))
    let b = Parameter(NDArray(scalar: -2.4, .float64))
    let optimizer = Optimizer(SGD(learningRate: 0.3), [w, b])
    var (way, greatest) = ([(x: w.value.item, y: b.value.item)], 0.0)
    for _ in 0..<100 {
      var gradients = loss(w.tensor, b.tensor).backward()
      greatest = max(greatest, clipping.clip(&gradients, parameters: optimizer.parameters))
      optimizer.step(gradients)
      way.append((w.value.item, b.value.item))
    }
    return (way, greatest, loss(w.tensor, b.tensor).item)
  }

  func map(_ free: [(x: Double, y: Double)], _ clipped: [(x: Double, y: Double)]) -> String {
    ContourMap(
      "A cliff in the loss of a recurrent unit", x: 3.6...6.4, y: -3.4 ... -1.4, xTitle: "w",
      yTitle: "b", heightTitle: "loss", levels: [0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.2, 0.3, 0.4],
      paths: [
        Chart.Series("descent, free", points: free, style: .lineAndPoints),
        Chart.Series("descent, clipped", points: clipped, style: .lineAndPoints),
      ], height
    ).svg
  }

  var slice: Chart {
    Chart(
      "The cliff from the side, b = −2.4", x: "w", y: "loss",
      series: [Chart.Series("loss", over: 3.6...6.4, count: 401) { height($0, -2.4) }])
  }
}
