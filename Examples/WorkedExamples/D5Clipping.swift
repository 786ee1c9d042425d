import Parlance

/// D5. Clipping: by norm a gradient keeps its direction, by value each of its elements is cut.
func clipping() throws {
  let theta = Parameter(NDArray(float64: [0, 0]))
  let gradient = NDArray(float64: [3, 1.2])

  var ends: [(name: String, clipped: [Double])] = []
  for (name, title, clipping) in [
    ("none", "not clipped", Clipping.none), ("norm 1.5", "by norm, 1.5", .norm(1.5)),
    ("value 1.5", "by value, 1.5", .value(1.5)),
  ] {
    var gradients = Gradients()
    gradients[theta] = gradient
    let norm = clipping.clip(&gradients, parameters: [theta])
    let clipped = gradients[theta].doubles
    let after = (clipped[0] * clipped[0] + clipped[1] * clipped[1]).squareRoot()
    print(
      "\(name): \(text(clipped, 4)), norm \(text(norm, 4)) → \(text(after, 4)), "
        + "slope \(text(clipped[1] / clipped[0], 4))")
    ends.append((title, clipped))
  }
  var chart = Chart(
    "One gradient, clipped", x: "∂L/∂θ₁", y: "∂L/∂θ₂",
    series: ends.map {
      Chart.Series(
        $0.name, points: [(0, 0), (x: $0.clipped[0], y: $0.clipped[1])], style: .lineAndPoints)
    })
  // The same direction looks the same only where both axes have one unit.
  chart.hasEqualUnits = true
  try write(chart.svg, as: "clipping.svg")
}
