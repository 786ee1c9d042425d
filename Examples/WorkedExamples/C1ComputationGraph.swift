import Parlance

/// C1, C2. The graph of L = c (a + 2 b): forward, backward, and as a picture.
func computationGraph() throws {
  let a = Parameter(NDArray(scalar: 3), name: "a")
  let b = Parameter(NDArray(scalar: 1), name: "b")
  let c = Parameter(NDArray(scalar: -2), name: "c")

  let loss = c.tensor * (a.tensor + 2 * b.tensor)
  let gradients = loss.backward(keepingAll: true)

  print("L     = \(loss.item)")
  for parameter in [a, b, c] {
    print("∂L/∂\(parameter.name!) = \(gradients[parameter].item)")
  }
  try write(GraphDrawing(loss, gradients: gradients, result: "L").svg, as: "computation-graph.svg")
}
