import Parlance

extension Lesson {
  /// D6. NaN and Inf.
  static let notANumber = Lesson(
    "not-a-number", "When training blows up", rows: ["D6"],
    question: "What happens when a number becomes infinite, and how does training go on?",
    commands: [
      "parlance lm train --learning-rate 1000 --clip-norm 0 --epochs 2 --output models/wild",
      "parlance lm train --resume --output models/wild",
    ]
  ) { page in
    page.section("One step to infinity")
    page.say(
      "Float32 ends near 3.4 · 10³⁸. e⁸⁹ is beyond it; what is infinite soon becomes inf − inf or 0 · inf, which is "
        + "not a number (NaN), and NaN spreads to all that it meets.")
    let big = exp(Tensor(NDArray([88, 89])))
    page.line("e⁸⁸ = \(big.array[0].scientific)")
    page.line("e⁸⁹ = \(big.array[1])")
    page.line("e⁸⁹ − e⁸⁹ = \((big - big).array[1].isNaN ? "NaN" : "a number")")
    page.keep("e⁸⁹ is infinite", big.array[1].isInfinite ? 1 : 0)

    page.section("Who was it?")
    let w = Parameter(NDArray([100, 1]), name: "w")
    let origin = originOfNonFinite(names: [("w", w)]) {
      let loss = log(exp(w.tensor)).sum()
      _ = loss.backward()
    }
    page.say("The library says which operation came first, and beside which parameter:")
    page.line(origin.map { "\($0)" } ?? "none")
    page.keep("found", origin == nil ? 0 : 1)

    page.section("Back to the last good place")
    page.say(
      "A descent of θ⁴ with too large a rate. Each step is looked at before it is taken; where the gradient is not "
        + "finite, the last good weights come back and the rate is halved. The trainer does the same with "
        + "checkpoints.")
    let (heights, restarts, rate) = recovered()
    page.value("restarts", Double(restarts), 0)
    page.value("rate at the end", rate, 4)
    page.value("loss at the end", heights.last!, 6)
    page.picture(
      Chart(
        "A descent that recovers", x: "step", y: "loss", yScale: .logarithmic,
        series: [Chart.Series("loss", heights.filter(\.isFinite), style: .lineAndPoints)]),
      "not-a-number", "the loss explodes, is set back, and falls once the rate is small enough")

    let logits = Tensor(NDArray([1000, 0], shape: [1, 2]))
    let loss = crossEntropy(logits, [1]).item
    return Exercise(
      "Scores 1000 and 0, and the second class is right. e¹⁰⁰⁰ is infinite in any of the computer's formats. What is "
        + "the cross-entropy, computed well?", .number(loss, 0),
      why: "The greatest score is taken off first: −0 + 1000 + ln(1 + e^−1000).",
      hint: "The loss is ln(e¹⁰⁰⁰ + e⁰) − 0. Take e¹⁰⁰⁰ out of the sum.",
      slips: [(.number(0, 0), "The wrong class has nearly all: the loss is large.")])
  }

  /// Descends θ⁴ from 3 with halving on trouble.
  private static func recovered() -> (heights: [Double], restarts: Int, rate: Double) {
    let theta = Parameter(NDArray([3]))
    let optimizer = Optimizer(SGD(learningRate: 0.4), [theta])
    var (heights, restarts, good, rate) = ([Double](), 0, theta.value, 0.4)
    for step in 0..<60 {
      let loss = square(square(theta.tensor)).sum()
      var gradients = loss.backward()
      let norm = Clipping.none.clip(&gradients, parameters: [theta])
      guard loss.item.isFinite, norm.isFinite else {
        theta.value = good
        rate /= 2
        optimizer.learningRate = rate
        restarts += 1
        continue
      }
      heights.append(loss.item)
      if step == 0 { good = theta.value }
      optimizer.step(gradients)
    }
    return (heights, restarts, rate)
  }
}
