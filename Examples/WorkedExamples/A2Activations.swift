import Parlance

/// A2. Activation functions and their gradients: where a curve of gradients is near zero, the
/// function is saturated, and learning slow.
func activations() throws {
  let functions: [(name: String, function: (Tensor) -> Tensor)] = [
    ("sigmoid", { sigmoid($0) }), ("tanh", { tanh($0) }), ("ReLU", { relu($0) }),
  ]
  let places = (-40...40).map { Double($0) / 10 }
  let x = Parameter(NDArray(float64: places))

  var (values, gradients): ([Chart.Series], [Chart.Series]) = ([], [])
  for (name, function) in functions {
    let y = function(x.tensor)
    let slope = y.sum().backward()[x]
    values.append(Chart.Series(name, points: Array(zip(places, y.array.doubles))))
    gradients.append(Chart.Series(name, points: Array(zip(places, slope.doubles))))
    print(
      "\(name): f(0) = \(text(y.array[40])), f′(0) = \(text(slope[40])), f′(4) = "
        + text(slope[80], 4) + ", f′(−4) = " + text(slope[0], 4))
  }
  try write(
    Chart("Activation functions", x: "x", y: "f(x)", series: values).svg, as: "activations.svg")
  try write(
    Chart("Their gradients", x: "x", y: "f′(x)", series: gradients).svg,
    as: "activation-gradients.svg")
}
