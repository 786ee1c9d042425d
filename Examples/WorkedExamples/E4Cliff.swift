import Parlance

/// E4. A unit that feeds itself fifty times, h ← w σ(h) + b, should end with σ(h) = 0.7: its loss
/// has a cliff, which throws a descent far away unless its gradients are clipped. After Pascanu,
/// Mikolov and Bengio, *On the difficulty of training recurrent neural networks*, 2013.
func cliff() throws {
  func loss(_ w: Tensor, _ b: Tensor) -> Tensor {
    var h = Tensor(0.5, .float64)
    for _ in 0..<50 { h = w * sigmoid(h) + b }
    return square(sigmoid(h) - 0.7)
  }

  /// A hundred steps; the points on the way, and the greatest norm of a gradient.
  func descend(_ clipping: Clipping) -> (way: [(x: Double, y: Double)], norm: Double, loss: Double)
  {
    let w = Parameter(NDArray(scalar: 5, .float64))
    let b = Parameter(NDArray(scalar: -2.4, .float64))
    let optimizer = Optimizer(SGD(learningRate: 0.3), [w, b])
    var (way, greatest) = ([(x: w.value.item, y: b.value.item)], 0.0)
    for _ in 0..<100 {
      var gradients = loss(w.tensor, b.tensor).backward()
      greatest = max(greatest, clipping.clip(&gradients, parameters: optimizer.parameters))
      optimizer.step(gradients)
      way.append((w.value.item, b.value.item))
    }
    return (way, greatest, loss(w.tensor, b.tensor).item)
  }

  let free = descend(.none)
  let clipped = descend(.norm(0.2))
  for (name, run) in [("without clipping", free), ("clipped to 0.2", clipped)] {
    print("\(name): greatest norm \(text(run.norm, 1)), ends at w = \(text(run.way.last!.x)),")
    print("  b = \(text(run.way.last!.y)) with loss \(text(run.loss, 4))")
  }

  let map = ContourMap(
    "A cliff in the loss of a recurrent unit", x: 3.6...6.4, y: -3.4 ... -1.4, xTitle: "w",
    yTitle: "b", heightTitle: "loss", levels: [0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.2, 0.3, 0.4],
    paths: [
      Chart.Series("descent, not clipped", points: free.way, style: .lineAndPoints),
      Chart.Series("descent, clipped", points: clipped.way, style: .lineAndPoints),
    ]
  ) { w, b in withoutGraph { loss(Tensor(w, .float64), Tensor(b, .float64)).item } }
  try write(map.svg, as: "cliff.svg")
  let slice = Chart.Series("loss", over: 3.6...6.4, count: 401) { w in
    withoutGraph { loss(Tensor(w, .float64), Tensor(-2.4, .float64)).item }
  }
  try write(
    Chart("The cliff from the side, b = −2.4", x: "w", y: "loss", series: [slice]).svg,
    as: "cliff-slice.svg")
}
