import Parlance

/// B2. Two penalties over weights that data alone would put at a: λ Σ w² shrinks each by the same
/// share, λ Σ |w| takes the same amount from each, so that small weights become zero.
func penalties() throws {
  let lambda = 0.2
  let wishes = NDArray(float64: [0.05, 0.1, 0.2, 0.5, 1, 2])

  func fit(_ penalty: ([Parameter], Double) -> Tensor) -> [Double] {
    let w = Parameter(wishes)
    let optimizer = Optimizer(SGD(learningRate: 0.1), [w])
    for step in 0..<2000 {
      let data = 0.5 * square(w.tensor - Tensor(wishes)).sum()
      // Ever smaller steps, since |w| has a kink where L1 wants to stay.
      optimizer.learningRate = 0.1 / (1 + 0.05 * Double(step))
      optimizer.step((data + penalty([w], lambda)).backward())
    }
    return w.value.doubles
  }

  let squares = fit(l2Penalty)
  let absolutes = fit(l1Penalty)
  print("by data alone: \(text(wishes.doubles))")
  print("with L2:       \(text(squares))   a / (1 + 2 λ)")
  print("with L1:       \(text(absolutes))   max(0, a − λ)")

  let places = wishes.doubles
  try write(
    Chart(
      "What penalties leave of weights, λ = 0.2", x: "weight by data alone", y: "weight",
      series: [
        Chart.Series("no penalty", over: 0...2, count: 2, style: .dashed) { $0 },
        Chart.Series("L2", points: Array(zip(places, squares)), style: .lineAndPoints),
        Chart.Series("L1", points: Array(zip(places, absolutes)), style: .lineAndPoints),
      ]
    ).svg, as: "penalties.svg")
}
