import Parlance

/// E2. The gradient of a repeated weight is the sum over its uses; cut after k steps, the sum has
/// its last k members.
func truncatedBackpropagation() {
  let steps = 6
  let inputs = [0.5, -0.3, 0.8, 0.1, -0.6, 0.9]

  /// h ← tanh(w h + x), with a weight for each step, the same or not.
  func run(_ weights: [Parameter], cutBefore cut: Int = 0) -> Tensor {
    var h = Tensor(0, .float64)
    for step in 0..<steps {
      if step == cut { h = h.detached }
      h = tanh(weights[step].tensor * h + inputs[step])
    }
    return square(h)
  }

  let shared = Parameter(NDArray(scalar: 0.9, .float64))
  let one = [Parameter](repeating: shared, count: steps)
  let whole = run(one).backward()[shared].item

  let own = (0..<steps).map { _ in Parameter(NDArray(scalar: 0.9, .float64)) }
  let gradients = run(own).backward()
  let uses = own.map { gradients[$0].item }
  print("by use:      \(text(uses, 5))")
  print("their sum:   \(text(uses.reduce(0, +), 5))")
  print("shared w:    \(text(whole, 5))")
  for kept in [4, 2, 1] {
    let cut = run(one, cutBefore: steps - kept).backward()[shared].item
    print("last \(kept) steps: \(text(cut, 5)) = \(text(uses.suffix(kept).reduce(0, +), 5))")
  }
}
