import Parlance

/// A2. Activation functions and their gradients: where a curve of gradients is near zero, the
/// function is saturated and learning slow; where it is zero for good, units die.
func activations() throws {
  let slope = Parameter(NDArray(float64: [0.25]), name: "learned slope")
  let functions: [(name: String, function: (Tensor) -> Tensor)] = [
    ("linear", { $0 * 1 }), ("sigmoid", { sigmoid($0) }), ("tanh", { tanh($0) }),
    ("hard tanh", { hardTanh($0) }), ("ReLU", { relu($0) }),
    ("leaky ReLU .01", { leakyRelu($0) }), ("leaky ReLU .1", { leakyRelu($0, slope: 0.1) }),
    ("swish", { silu($0) }),
  ]
  let places = (-40...40).map { Double($0) / 10 }
  let x = Parameter(NDArray(float64: places))

  var (values, gradients): ([Chart.Series], [Chart.Series]) = ([], [])
  for (name, function) in functions {
    let y = function(x.tensor)
    let slopes = y.sum().backward()[x]
    values.append(Chart.Series(name, points: Array(zip(places, y.array.doubles))))
    gradients.append(Chart.Series(name, points: Array(zip(places, slopes.doubles))))
    print(
      "\(name): f(0) = \(text(y.array[40])), f′(0) = \(text(slopes[40])), f′(4) = "
        + text(slopes[80], 4) + ", f′(−4) = " + text(slopes[0], 4))
  }
  // The parametric form learns its slope: below zero, ∂y/∂slope = x.
  let y = prelu(x.tensor, slope.tensor)
  print(
    "parametric ReLU: ∂Σy/∂slope = \(text(y.sum().backward()[slope].item)), the sum of all x < 0")

  try write(
    Chart("Activation functions", x: "x", y: "f(x)", series: values).svg, as: "activations.svg")
  try write(
    Chart("Their gradients", x: "x", y: "f′(x)", series: gradients).svg,
    as: "activation-gradients.svg")
}
