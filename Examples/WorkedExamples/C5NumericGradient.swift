import Foundation
import Parlance

/// C5. Gradients against central differences, (f(x + h) − f(x − h)) / 2h: with h too large the curve
/// bends between the two points, with h too small they cannot be told apart.
func numericGradient() throws {
  let point = 0.5
  func f(_ x: Tensor) -> Tensor { tanh(x * x) * exp(x) }

  let x = Parameter(NDArray(scalar: point, .float64))
  let exact = f(x.tensor).backward()[x].item
  print("f′(0.5) from the graph: \(text(exact, 10))")

  let errors = (1...12).map { power in
    let h = pow(10, -Double(power))
    func value(_ x: Double) -> Double { withoutGraph { f(Tensor(x, .float64)).item } }
    let numeric = (value(point + h) - value(point - h)) / (2 * h)
    if power == 4 { print("with h = 1e−4:          \(text(numeric, 10))") }
    return (x: h, y: abs(numeric - exact))
  }
  let best = errors.min { $0.y < $1.y }!
  print("the least error is at h = 1e\(Int(log10(best.x).rounded()))")
  try write(
    Chart(
      "Error of the central difference", x: "h", y: "|numeric − exact|", xScale: .logarithmic,
      yScale: .logarithmic, series: [Chart.Series("error", points: errors, style: .lineAndPoints)]
    ).svg, as: "numeric-gradient.svg")

  // All gradients of a network at once.
  var generator = RandomGenerator(seed: 1)
  let shapes = [[4, 3], [3, 5], [5], [5, 1]]
  let inputs = shapes.map { NDArray(normal: 1, shape: $0, .float64, using: &generator) }
  let check = checkGradient(inputs, step: 1e-4) { inputs in
    [linear(tanh(linear(inputs[0], inputs[1], inputs[2])), inputs[3])]
  }
  print("a network's gradients: \(check.error < 1e-6 ? "equal to 1e−6" : "\(check)")")
}
