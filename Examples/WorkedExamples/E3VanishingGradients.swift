import Foundation
import Parlance

/// E3. Backpropagation through time multiplies by the recurrent weights again and again: gradients
/// vanish or explode with the greatest eigenvalue.
func vanishingGradients() throws {
  for w in [1.1, 0.9] {
    let start = Parameter(NDArray(scalar: 1, .float64))
    let end = (0..<50).reduce(start.tensor) { h, _ in w * h }
    print("w = \(w), 50 factors: ∂h/∂h₁ = \(text(end.backward()[start].item, w > 1 ? 1 : 5))")
  }

  // ‖∂L/∂h_t‖ of h ← f(h U + x), for recurrent weights of three sizes.
  var generator = RandomGenerator(seed: 1)
  let size = 16
  let random = NDArray(normal: 1, shape: [size, size], .float64, using: &generator)
  let radius = try random.spectralRadius()
  let inputs = (0..<50).map { _ in
    Tensor(NDArray(normal: 0.1, shape: [1, size], .float64, using: &generator))
  }
  func norms(_ u: Parameter, _ f: (Tensor) -> Tensor) -> [Double] {
    var states = [Tensor(NDArray(zeros: [1, size], .float64))]
    for x in inputs { states.append(f(matmul(states.last!, u.tensor) + x)) }
    return states.last!.sum().backward(keepingAll: true).norms(Array(states.dropFirst()))
  }
  var series: [Chart.Series] = []
  for scale in [0.7, 1, 1.4] {
    let u = Parameter((Tensor(random) * (scale / radius)).array)
    let (plain, bent) = (norms(u, { $0 }), norms(u, { tanh($0) }))
    print("greatest eigenvalue |λ| = \(text(try u.value.spectralRadius())):")
    print("  without activation, from h₅₀ to h₁: × \(String(format: "%.1e", plain[0] / plain[49]))")
    print("  with tanh:                          × \(String(format: "%.1e", bent[0] / bent[49]))")
    series.append(Chart.Series("|λ| = \(text(scale, 1))", plain))
    series.append(Chart.Series("|λ| = \(text(scale, 1)), tanh", bent, style: .dashed))
  }
  try write(
    Chart(
      "Gradients at each step of a recurrent network", x: "step t", y: "‖∂L/∂h‖",
      yScale: .logarithmic, series: series
    ).svg, as: "vanishing-gradients.svg")
}
