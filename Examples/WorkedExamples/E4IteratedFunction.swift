import Parlance

/// E4. A function applied to its own result again and again: its slopes become very large or very
/// small.
func iteratedFunction() throws {
  func f(_ x: Tensor) -> Tensor { 3.5 * x * (1 - x) }

  func iterated(_ times: Int, _ x: Tensor) -> Tensor {
    (0..<times).reduce(x) { x, _ in f(x) }
  }

  let places = (0...500).map { Double($0) / 500 }
  let x = Parameter(NDArray(float64: places))
  var series: [Chart.Series] = []
  for times in [1, 2, 3, 6] {
    let y = iterated(times, x.tensor)
    let slopes = y.sum().backward()[x].doubles.map(abs)
    print(
      "applied \(times)×: the steepest slope is \(text(slopes.max()!, 1)), the flattest "
        + text(slopes.min()!, 4))
    series.append(
      Chart.Series("\(times)×", points: Array(zip(places, y.array.doubles))))
  }
  let fixed = Parameter(NDArray(scalar: 5.0 / 7, .float64))
  let y = f(fixed.tensor)
  print("fixed point 5/7: f = \(text(y.item, 6)), f′ = \(text(y.backward()[fixed].item))")
  try write(
    Chart("f(x) = 3.5 x (1 − x), applied to itself", x: "x", y: "y", series: series).svg,
    as: "iterated-function.svg")
}
