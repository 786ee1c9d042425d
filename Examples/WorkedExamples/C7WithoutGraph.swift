import Parlance

/// C7. The graph is built while the program runs, so it may have another form each time; evaluation
/// builds none.
func withoutAGraph() {
  let w = Parameter(NDArray(scalar: 0.5, .float64))

  /// As many factors as it takes to come below a tenth: the data decides the graph.
  func shrink(_ start: Double) -> (y: Tensor, factors: Int) {
    var (y, factors) = (Tensor(start, .float64), 0)
    while y.item > 0.1 {
      y = y * w.tensor
      factors += 1
    }
    return (y, factors)
  }

  for start in [1.0, 10] {
    let (y, factors) = shrink(start)
    // d(s wⁿ)/dw = n s wⁿ⁻¹
    let slope = y.backward()[w].item
    print(
      "from \(text(start, 0)): \(factors) factors, y = \(text(y.item, 6)), dy/dw = \(text(slope, 6))"
    )
  }
  let plain = withoutGraph { shrink(10).y }
  print("without a graph: y = \(text(plain.item, 6)), in a graph: \(plain.isInGraph)")
  print("with one:        y = \(text(shrink(10).y.item, 6)), in a graph: \(shrink(10).y.isInGraph)")
}
