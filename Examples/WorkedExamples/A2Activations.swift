import Parlance

/// A2. Activation functions and their gradients: where a curve of gradients is near zero, the
/// function is saturated and learning slow; where it is zero for good, units die.
func activations() throws {
  let slope = Parameter(NDArray(float64: [0.25]), name: "learned slope")
  // With where their gradients jump.
  let functions: [(name: String, jumps: [Double], function: (Tensor) -> Tensor)] = [
    ("linear", [], { $0 * 1 }), ("sigmoid", [], { sigmoid($0) }), ("tanh", [], { tanh($0) }),
    ("hard tanh", [-1, 1], { hardTanh($0) }), ("ReLU", [0], { relu($0) }),
    ("leaky ReLU .01", [0], { leakyRelu($0) }),
    ("leaky ReLU .1", [0], { leakyRelu($0, slope: 0.1) }), ("swish", [], { silu($0) }),
  ]
  let places = (-40...40).map { Double($0) / 10 }
  let x = Parameter(NDArray(float64: places))

  var pictures: [String] = []
  for (name, jumps, function) in functions {
    let y = function(x.tensor)
    let slopes = y.sum().backward()[x]
    print(
      "\(name): f(0) = \(text(y.array[40])), f′(0) = \(text(slopes[40])), f′(4) = "
        + text(slopes[80], 4) + ", f′(−4) = " + text(slopes[0], 4))

    func gradient(_ place: Double) -> Double {
      let x = Parameter(NDArray(float64: [place]))
      return function(x.tensor).sum().backward()[x].item
    }
    let value = Chart.Series("f", over: -4...4, count: 161) {
      function(Tensor(NDArray(float64: [$0]))).item
    }
    let derivative = Chart.Series(
      "f′", over: -4...4, count: 161, jumps: jumps, style: .dashed, gradient)
    var chart = Chart(name, x: "x", y: "f(x), f′(x)", series: [value, derivative])
    (chart.width, chart.height) = (400, 260)
    pictures.append(chart.svg)
  }
  // The parametric form learns its slope: below zero, ∂y/∂slope = x.
  let y = prelu(x.tensor, slope.tensor)
  print(
    "parametric ReLU: ∂Σy/∂slope = \(text(y.sum().backward()[slope].item)), the sum of all x < 0")

  try write(
    PictureGrid("Activation functions and their gradients", pictures, columns: 2).svg,
    as: "activations.svg")
}
