import Foundation
import Parlance

/// D2. Update rules on the same narrow valley, ½ (x² + 25 y²), from the same start.
func updateRules() throws {
  func height(_ point: Tensor) -> Tensor {
    (0.5 * Tensor(NDArray(float64: [1, 25])) * square(point)).sum()
  }
  let rules: [(name: String, rule: any UpdateRule)] = [
    ("SGD", SGD(learningRate: 0.035)),
    ("momentum", SGD(learningRate: 0.035, momentum: 0.8)),
    ("Adagrad", Adagrad(learningRate: 1)),
    ("RMSProp", RMSProp(learningRate: 0.1)),
    ("AdaDelta", AdaDelta(learningRate: 50)),
    ("Adam", Adam(learningRate: 0.3)),
    ("AdamW", AdamW(learningRate: 0.3, weightDecay: 0.01)),
  ]

  var (ways, losses): ([Chart.Series], [Chart.Series]) = ([], [])
  for (name, rule) in rules {
    let point = Parameter(NDArray(float64: [-4, 1.2]))
    let optimizer = Optimizer(rule, [point])
    var way = [(x: -4.0, y: 1.2)]
    var heights: [Double] = []
    for _ in 0..<60 {
      let value = height(point.tensor)
      heights.append(max(value.item, 1e-8))
      optimizer.step(value.backward())
      way.append((point.value[0], point.value[1]))
    }
    print(
      "\(name): after 20 steps \(String(format: "%.1e", heights[20])), after 59 "
        + String(format: "%.1e", heights[59]))
    ways.append(Chart.Series(name, points: way, style: .lineAndPoints))
    losses.append(Chart.Series(name, heights))
  }
  try write(
    ContourMap(
      "Update rules in a narrow valley", x: -4.5...1.5, y: -1.5...1.5, xTitle: "x", yTitle: "y",
      heightTitle: "height", levels: [0.1, 0.5, 1, 2, 4, 8, 16], paths: ways
    ) { x, y in 0.5 * (x * x + 25 * y * y) }.svg, as: "update-rules-map.svg")
  try write(
    Chart(
      "Update rules in a narrow valley", x: "step", y: "height", yScale: .logarithmic,
      series: losses
    ).svg, as: "update-rules.svg")
}
